import type { ObjectStore, StoredObject } from '../../objects/object-store.ts';
import { OutsideError } from '../../operations/ports.ts';
import { accessionOfEntry } from '../dataset/accession.ts';
import { curatorIn, metadataFile } from '../dataset/metadata-file.ts';
import { factsOf, isEnough, MOST_BYTES } from '../metadata/facts.ts';
import type { Found, FoundFile, Place, Read } from './place.ts';
import { obstacleOf } from './web.ts';

const AT_ONCE = 8;

/** A bucket, laid out as a folder would be. `location`: how its files are called, `s3://bucket/prefix`. */
export function openBucket(location: string, store: Pick<ObjectStore, 'list' | 'read'>): Place {
  const [, bucket = '', prefix = ''] = /^s3:\/\/([^/]+)\/?(.*?)\/*$/s.exec(location) ?? [];
  const begin = prefix === '' ? '' : `${prefix}/`;
  const address = `s3://${bucket}/`;

  async function readObject({ path, kind, bytes, modified, mark }: FoundFile): Promise<Read> {
    const pieces: Uint8Array[] = [];
    try {
      const content = await store.read(path.slice(address.length), { from: 0, to: MOST_BYTES });
      if (content === undefined) return { what: 'obstacle', why: 'vanished', path };
      for await (const piece of content) {
        pieces.push(piece);
        if (isEnough(kind, Buffer.concat(pieces))) break;
      }
    } catch (error) {
      return { ...expected(error), path };
    }
    const { facts, notes } = factsOf(kind, Buffer.concat(pieces));
    return { what: 'reading', path, bytes, modified, mark, facts, notes: [...notes] };
  }

  return {
    async *list(signal) {
      try {
        for await (const page of store.list(begin).pages()) {
          signal.throwIfAborted();
          yield page.flatMap((object) => [...foundIn(object, object.key.slice(begin.length))]);
        }
      } catch (error) {
        yield [expected(error)];
      }
    },
    async *read(files, signal) {
      for (let at = 0; at < files.length; at += AT_ONCE) {
        signal.throwIfAborted();
        yield await Promise.all(files.slice(at, at + AT_ONCE).map(readObject));
      }
    },
    async *fetch(path, most) {
      try {
        const content = await store.read(path.slice(address.length), { from: 0, to: most });
        if (content === undefined) yield [{ what: 'obstacle', why: 'vanished', path }];
        for await (const piece of content ?? [])
          yield [{ what: 'piece', content: Buffer.from(piece).toString('base64') }];
      } catch (error) {
        yield [{ ...expected(error), path }];
      }
    },
  };

  function* foundIn(object: StoredObject, relative: string): Generator<Found> {
    const [top = '', inside, ...deeper] = relative.split('/');
    const accession = accessionOfEntry(top);
    if (accession !== undefined) yield { what: 'dataset', accession };
    if (deeper.length > 0) return;
    const curator = curatorIn(top, inside ?? '');
    if (curator !== undefined) yield { what: 'curator', accession: top, name: curator };
    const known = metadataFile(inside ?? top);
    if (known === undefined) return;
    const { key, bytes, etag, modifiedAt } = object;
    const modified = modifiedAt.getTime();
    yield { what: 'file', ...known, path: address + key, bytes, modified, mark: etag };
  }
}

function expected(error: unknown) {
  if (error instanceof OutsideError) return obstacleOf(error);
  throw error;
}
