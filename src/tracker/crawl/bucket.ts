import type { ObjectStore, StoredObject } from '../../objects/object-store.ts';
import { OutsideError } from '../../operations/ports.ts';
import { accessionOfEntry } from '../dataset/accession.ts';
import { curatorIn, type FileKind, metadataFile } from '../dataset/metadata-file.ts';
import { factsOf, isEnough, MOST_BYTES } from '../metadata/facts.ts';
import { held } from './held.ts';
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
        let told = ''; // each object in a dataset’s folder says that there is one
        for await (const page of store.list(begin).pages()) {
          signal.throwIfAborted();
          const found: Found[] = [];
          for (const object of page)
            for (const one of foundIn(object, object.key.slice(begin.length))) {
              const text = JSON.stringify(one);
              if (text !== told) found.push(one);
              told = text;
            }
          yield found;
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
    const own = accessionOfEntry(top);
    const isInside = deeper.length === 0;
    const curator = isInside ? curatorIn(top, inside ?? '') : undefined;
    const known = isInside ? metadataFile(inside ?? top) : undefined;
    const file = known && fileOf(object, known.kind);
    const isOwn = known === undefined || known.accession === own;
    if (own !== undefined)
      yield held(own, {
        isDataset: true,
        curators: curator === undefined ? [] : [curator],
        files: file !== undefined && isOwn ? [file] : [],
      });
    if (file !== undefined && known !== undefined && !isOwn)
      yield held(known.accession, { isDataset: false, curators: [], files: [file] });
  }

  function fileOf({ key, bytes, etag, modifiedAt }: StoredObject, kind: FileKind): FoundFile {
    return { kind, path: address + key, bytes, modified: modifiedAt.getTime(), mark: etag };
  }
}

function expected(error: unknown) {
  if (error instanceof OutsideError) return obstacleOf(error);
  throw error;
}
