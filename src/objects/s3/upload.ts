import { createHash } from 'node:crypto';
import { OutsideError } from '../../operations/ports.ts';
import { cut, meter } from '../content.ts';
import type { Content, ObjectFacts, WriteOptions, Written } from '../object-store.ts';
import { bareEtag, type S3Connection, S3Fault } from './connection.ts';
import { MOST_PARTS, sendInParts } from './parts.ts';

/** What we note with each object: the upload that made it, and its checksum where that is known beforehand. */
const UPLOAD_MARK = 'handoff-upload';
const SHA256_MARK = 'handoff-sha256';

export interface Upload extends WriteOptions {
  readonly id: string;
  readonly key: string;
  readonly content: Content;
  readonly onlyIfAbsent: boolean;
}

export interface MarkedFacts extends ObjectFacts {
  readonly upload?: string; // its id
}

/** An object’s notes, and our own marks apart from them. */
export function readMarks(notes: Readonly<Record<string, string>> = {}) {
  const { [UPLOAD_MARK]: upload, [SHA256_MARK]: sha256, ...metadata } = notes;
  return {
    metadata,
    ...(upload === undefined ? {} : { upload }),
    ...(sha256 === undefined ? {} : { sha256 }),
  };
}

/** Sends content in one call where it fits into one part, otherwise in many: nobody needs to know beforehand. */
export function createUploads(needs: {
  readonly system: string;
  readonly bucket: string;
  readonly s3: S3Connection;
  readonly head: (key: string) => Promise<MarkedFacts | undefined>;
  readonly partBytes: number;
}): { send(upload: Upload): Promise<Written | 'already there'> } {
  const { system, bucket: Bucket, s3, head, partBytes } = needs;

  /**
   * A call that got no good answer may have been carried out all the same, and its own repetition is then refused.
   * So the object is looked at: its mark says which upload it is of. Undefined where that is another one.
   */
  async function afterFault(upload: Upload, fault: S3Fault): Promise<string | undefined> {
    const there = await head(upload.key).catch((cause: unknown) => {
      throw fault.outcome === 'refused'
        ? fault
        : new OutsideError(system, 'ambiguous', fault.message, { cause });
    });
    if (there?.upload === upload.id) return there.etag;
    // 409: somebody else is writing the same at this moment; once there is something, that is settled.
    const met = fault.status === 412 || fault.status === 409;
    if (upload.onlyIfAbsent && met && there !== undefined) return undefined;
    throw fault;
  }

  const describe = ({ id, key, contentType, metadata, sha256 }: Upload) => ({
    Bucket,
    Key: key,
    ContentType: contentType ?? 'application/octet-stream',
    Metadata: {
      ...metadata,
      [UPLOAD_MARK]: id,
      ...(sha256 === undefined ? {} : { [SHA256_MARK]: sha256.toLowerCase() }),
    },
  });

  async function sendWhole(upload: Upload, Body: Uint8Array): Promise<string> {
    const { ETag } = await s3.ask((client, sdk) =>
      client.send(
        new sdk.PutObjectCommand({
          ...describe(upload),
          ...conditionOf(upload),
          Body,
          ContentLength: Body.byteLength,
          ContentMD5: md5(Body),
        }),
      ),
    );
    return bareEtag(ETag);
  }

  async function sendParts(
    upload: Upload,
    parts: AsyncIterable<Uint8Array>,
  ): Promise<string | undefined> {
    const etag = await sendInParts({
      s3,
      object: describe(upload),
      parts,
      send: (Body, place, abortSignal) => {
        if (place.PartNumber > MOST_PARTS) throw tooLarge();
        const ContentMD5 = md5(Body);
        return s3.ask((client, sdk) =>
          client.send(
            new sdk.UploadPartCommand({
              ...place,
              Body,
              ContentLength: Body.byteLength,
              ContentMD5,
            }),
            { abortSignal },
          ),
        );
      },
      // Ceph before Tentacle, and Google, ignore the condition here: so we look ourselves, as late as can be.
      mayComplete: async () => !upload.onlyIfAbsent || (await head(upload.key)) === undefined,
      condition: conditionOf(upload),
    });
    // Ceph leaves it out at times.
    return etag === '' ? (await head(upload.key))?.etag : etag;
  }

  const tooLarge = () =>
    new OutsideError(
      system,
      'refused',
      `The content is larger than ${MOST_PARTS} parts of ${partBytes} bytes.`,
    );

  return {
    async send(upload) {
      // The store has the last word; this spares sending what it would refuse.
      if (upload.onlyIfAbsent && (await head(upload.key)) !== undefined) return 'already there';
      const metered = meter(system, upload.content, upload.sha256);
      const parts = cut(metered.pieces, partBytes);
      try {
        const two = [await parts.next(), await parts.next()].flatMap(({ value }) => value ?? []);
        const [first, second] = two;
        const sending =
          first !== undefined && second === undefined
            ? sendWhole({ ...upload, sha256: metered.sum().sha256 }, first)
            : sendParts(upload, follow(two, parts));
        const etag = await sending.catch((fault: unknown) => {
          if (fault instanceof S3Fault) return afterFault(upload, fault);
          throw fault; // the content’s own
        });
        return etag === undefined ? 'already there' : { ...metered.sum(), etag };
      } finally {
        await parts.return(undefined);
      }
    },
  };
}

const conditionOf = ({ onlyIfAbsent }: Upload) => (onlyIfAbsent ? { IfNoneMatch: '*' } : {});

function md5(bytes: Uint8Array): string {
  return createHash('md5').update(bytes).digest('base64');
}

async function* follow<T>(beginning: readonly T[], rest: AsyncIterable<T>): AsyncGenerator<T> {
  yield* beginning;
  yield* rest;
}
