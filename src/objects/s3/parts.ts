import type { CompletedPart, CreateMultipartUploadCommandInput } from '@aws-sdk/client-s3';
import { OutsideError } from '../../operations/ports.ts';
import { bareEtag, type S3Connection, S3Fault } from './connection.ts';

const AT_ONCE = 4;
export const MOST_PARTS = 10_000;

interface UploadPlace {
  readonly Bucket: string;
  readonly Key: string;
  readonly UploadId: string;
}
/** Names and describes what is made. */
type Described = CreateMultipartUploadCommandInput & {
  readonly Bucket: string;
  readonly Key: string;
};
type Receipt = Pick<CompletedPart, 'ETag' | 'ChecksumCRC32'>;

interface Needs<Part> {
  readonly s3: S3Connection;
  readonly object: Described;
  readonly parts: AsyncIterable<Part> | Iterable<Part>;
  readonly send: (
    part: Part,
    place: UploadPlace & { readonly PartNumber: number },
    abortSignal: AbortSignal,
  ) => Promise<Receipt>;
  /** Told the id of the upload before the first part is sent, for whoever clears away after a crash. */
  readonly begun?: ((uploadId: string) => Promise<void>) | undefined;
  readonly mayComplete?: () => Promise<boolean>;
  readonly condition?: { readonly IfNoneMatch?: string; readonly IfMatch?: string };
}

/** Makes an object of parts. Resolves to its etag, or undefined where `mayComplete` said no. */
export async function sendInParts<Part>(needs: Needs<Part>): Promise<string | undefined> {
  const { s3, object, mayComplete } = needs;
  const { UploadId = '' } = await s3.ask((client, sdk) =>
    client.send(new sdk.CreateMultipartUploadCommand({ ...object, ...s3.partChecksums })),
  );
  const upload = { Bucket: object.Bucket, Key: object.Key, UploadId };
  let parts: CompletedPart[];
  try {
    await needs.begun?.(UploadId);
    parts = await sendAll(needs, upload);
    if (mayComplete !== undefined && !(await mayComplete())) {
      await abandonQuietly(s3, upload);
      return undefined;
    }
  } catch (fault) {
    await abandonQuietly(s3, upload);
    throw fault;
  }
  try {
    return await complete(needs, upload, parts);
  } catch (fault) {
    // Without a clear no, the server may still be putting it together; abandoning would pull the parts from under it.
    const clear = fault instanceof S3Fault && (fault.status ?? 500) < 500;
    if (clear) await abandonQuietly(s3, upload);
    throw fault;
  }
}

/** The parts of a copy, as the header of a range names them. */
export function* ranges(bytes: number, size: number): Generator<string> {
  for (let from = 0; from < bytes; from += size) {
    yield `bytes=${from}-${Math.min(from + size, bytes) - 1}`;
  }
}

/** Several at once; the first that fails stops the others. None is still on its way afterwards. */
async function sendAll<Part>(needs: Needs<Part>, upload: UploadPlace): Promise<CompletedPart[]> {
  const stop = new AbortController();
  const sent: CompletedPart[] = [];
  const queue = numbered(needs.parts);
  const workers = Array.from({ length: AT_ONCE }, async () => {
    try {
      for await (const { part, PartNumber } of queue) {
        const receipt = await needs.send(part, { ...upload, PartNumber }, stop.signal);
        const { ETag, ChecksumCRC32 } = receipt;
        sent.push({ PartNumber, ETag, ...(ChecksumCRC32 === undefined ? {} : { ChecksumCRC32 }) });
      }
    } catch (fault) {
      stop.abort(fault);
    }
  });
  await Promise.all(workers);
  stop.signal.throwIfAborted();
  return sent.sort((a, b) => (a.PartNumber ?? 0) - (b.PartNumber ?? 0));
}

async function* numbered<Part>(parts: AsyncIterable<Part> | Iterable<Part>) {
  let PartNumber = 0;
  for await (const part of parts) {
    PartNumber += 1;
    yield { part, PartNumber };
  }
}

async function complete<Part>(
  { s3, condition }: Needs<Part>,
  upload: UploadPlace,
  Parts: CompletedPart[],
): Promise<string> {
  const { ETag } = await s3.ask((client, sdk) =>
    client.send(
      new sdk.CompleteMultipartUploadCommand({
        ...upload,
        ...condition,
        MultipartUpload: { Parts },
      }),
      s3.patience,
    ),
  );
  return bareEtag(ETag);
}

/** What cannot be abandoned now is found by the sweep. */
async function abandonQuietly(s3: S3Connection, upload: UploadPlace): Promise<void> {
  await s3
    .ask((client, sdk) => client.send(new sdk.AbortMultipartUploadCommand(upload)))
    .catch((fault: unknown) => {
      if (!(fault instanceof OutsideError)) throw fault;
    });
}
