import { Readable } from 'node:stream';
import { OutsideError, type Random } from '../../operations/ports.ts';
import { contentDisposition } from '../download-name.ts';
import { inPages } from '../listing.ts';
import { checkKey, checkMetadata } from '../object-key.ts';
import type { ByteRange, Content, ObjectStore, Target, WriteOptions } from '../object-store.ts';
import { type Bucket, bareEtag, connectS3, S3Fault } from './connection.ts';
import { copyObject } from './copy.ts';
import { s3Listings } from './listings.ts';
import { createUploads, readMarks } from './upload.ts';
import { whole } from './whole.ts';

/** 10,000 of them make 156 GiB; some five are in memory at once for each upload. */
const PART_BYTES = 16 * 1024 ** 2;
const MOST_COPIED_AT_ONCE = 5 * 1024 ** 3;

export interface S3Needs extends Bucket {
  readonly random: Pick<Random, 'id'>;
  readonly partBytes?: number;
  readonly mostCopiedAtOnce?: number; // bytes
}

/** A bucket of AWS, of Ceph, or of Google over its S3-compatible interface. */
export function createS3Store(needs: S3Needs): ObjectStore {
  const { system, bucket: Bucket, partBytes = PART_BYTES } = needs;
  const s3 = connectS3(needs);

  const describe = (Key: string) =>
    s3
      .ask((client, sdk) => client.send(new sdk.HeadObjectCommand({ Bucket, Key })))
      .catch(unlessAbsent);

  async function head(key: string) {
    const described = await describe(key);
    if (described === undefined) return undefined;
    return {
      key,
      bytes: described.ContentLength ?? 0,
      etag: bareEtag(described.ETag),
      modifiedAt: described.LastModified ?? new Date(0),
      contentType: described.ContentType ?? 'application/octet-stream',
      ...readMarks(described.Metadata),
    };
  }

  const uploads = createUploads({ system, bucket: Bucket, s3, head, partBytes });
  async function upload(
    key: string,
    content: Content,
    options: WriteOptions,
    onlyIfAbsent: boolean,
  ) {
    checkKey(system, key);
    checkMetadata(system, options);
    return uploads.send({ ...options, id: needs.random.id(), key, content, onlyIfAbsent });
  }

  async function read(key: string, range?: ByteRange): Promise<Readable | undefined> {
    const asked = range === undefined ? {} : rangeOf(range);
    if (asked === 'nothing') return (await head(key)) && Readable.from([]);
    try {
      const { Body, ContentLength } = await s3.ask((client, sdk) =>
        client.send(new sdk.GetObjectCommand({ Bucket, Key: key, ...asked })),
      );
      if (!(Body instanceof Readable)) throw new Error('The answer has no body to read.');
      return whole(system, Body, ContentLength);
    } catch (fault) {
      if (fault instanceof S3Fault && fault.status === 416) return Readable.from([]); // beyond its end
      return unlessAbsent(fault);
    }
  }

  async function write(key: string, content: Content, options: WriteOptions = {}) {
    const written = await upload(key, content, options, false);
    if (written === 'already there') throw new Error('Refused by a condition that was not set.');
    return written;
  }

  async function removePage(page: readonly Target[]) {
    const { Errors = [] } = await s3.ask((client, sdk) =>
      client.send(
        new sdk.DeleteObjectsCommand({
          Bucket,
          Delete: {
            Quiet: true,
            Objects: page.map(({ key, version }) => ({
              Key: key,
              VersionId: version || undefined,
            })),
          },
        }),
      ),
    );
    return Errors.map(({ Key = '', VersionId, Code = 'no reason', Message }) => ({
      key: Key,
      ...(VersionId === undefined || VersionId === '' ? {} : { version: VersionId }),
      why: Message === undefined || Message === '' ? Code : `${Code}: ${Message}`,
    }));
  }

  return {
    ...s3Listings(s3, system, Bucket),
    head,

    read,
    write,
    add: (key, content, options = {}) => upload(key, content, options, true),

    async remove(targets) {
      const failed: (Target & { readonly why: string })[] = [];
      let asked = 0;
      for await (const page of inPages(targets)) {
        asked += page.length;
        failed.push(...(await removePage(page)));
      }
      return { removed: asked - failed.length, failed };
    },

    async abandon({ key: Key, uploadId: UploadId }) {
      await s3
        .ask((client, sdk) =>
          client.send(new sdk.AbortMultipartUploadCommand({ Bucket, Key, UploadId })),
        )
        .catch(unlessAbsent);
    },

    async copy(from, to) {
      checkKey(system, to);
      const described = await describe(from);
      const absent = new OutsideError(system, 'gone', `${from} is not there.`);
      if (described === undefined) throw absent;
      const { mostCopiedAtOnce: mostAtOnce = MOST_COPIED_AT_ONCE } = needs;
      const inParts = (described.ContentLength ?? 0) > mostAtOnce;
      if (inParts && from.includes('%')) {
        // Ceph 16.2 decodes the name of a copied part twice: it takes another object, or its gateway dies of it.
        const [facts, content] = [await head(from), await read(from)];
        if (content === undefined) throw absent;
        await write(to, content, facts);
        return;
      }
      const source = { key: from, described };
      await copyObject({ s3, bucket: Bucket, source, to, partBytes, inParts });
    },

    async link(Key, { expiresIn, fileName }) {
      const { getSignedUrl } = await import('@aws-sdk/s3-request-presigner');
      const ResponseContentDisposition = contentDisposition(fileName);
      return s3.ask((client, sdk) =>
        getSignedUrl(
          client,
          new sdk.GetObjectCommand({ Bucket, Key, ResponseContentDisposition }),
          {
            expiresIn: Math.ceil(expiresIn / 1000),
          },
        ),
      );
    },
  };
}

function unlessAbsent(fault: unknown): undefined {
  if (!(fault instanceof S3Fault && fault.status === 404)) throw fault;
}

function rangeOf({ from, to }: ByteRange): { Range?: string } | 'nothing' {
  if (to === undefined) return from === 0 ? {} : { Range: `bytes=${from}-` };
  return to <= from ? 'nothing' : { Range: `bytes=${from}-${to - 1}` };
}
