import type { S3Client } from '@aws-sdk/client-s3';
import { seconds } from '../domain/duration.ts';
import { OutsideError, type StagingArea } from '../operations/ports.ts';
import { checkAddress } from './address.ts';
import { inspectStaging, type StagingObject } from './inspect-staging.ts';

const SYSTEM = 'The staging area';
const MOST_PAGES = 100; // of 1,000 objects
const MOST_MARKS = 200;
const AT_ONCE = 8;

interface Listed extends StagingObject {
  readonly key: string;
  readonly written: number; // epoch milliseconds
}

/** The bucket that ingest exports into, over the S3 protocol; read only. */
export function createStagingArea(needs: {
  readonly endpoint: string;
  readonly bucket: string;
  readonly prefix: string;
  readonly region: string;
  readonly accessKey: string;
  readonly secretKey: string;
  readonly timeout?: number; // milliseconds for one call
}): StagingArea {
  const { bucket: Bucket, prefix } = needs;
  const endpoint = checkAddress(SYSTEM, needs.endpoint).href;
  let opened: Promise<{ client: S3Client; sdk: typeof import('@aws-sdk/client-s3') }> | undefined;

  /** The SDK is large: it is loaded when the first export has finished, not when the bot starts. */
  const open = () => {
    opened ??= import('@aws-sdk/client-s3').then((sdk) => ({
      sdk,
      client: new sdk.S3Client({
        endpoint,
        region: needs.region,
        forcePathStyle: true,
        requestChecksumCalculation: 'WHEN_REQUIRED',
        responseChecksumValidation: 'WHEN_REQUIRED',
        credentials: { accessKeyId: needs.accessKey, secretAccessKey: needs.secretKey },
        maxAttempts: 2,
        requestHandler: {
          connectionTimeout: seconds(5),
          requestTimeout: needs.timeout ?? seconds(30),
          throwOnRequestTimeout: true,
        },
      }),
    }));
    return opened;
  };

  async function list(projectUuid: string): Promise<{ listed: Listed[]; whole: boolean }> {
    const { client, sdk } = await open();
    const Prefix = [...prefix.split('/').filter(Boolean), projectUuid, ''].join('/');
    const listed: Listed[] = [];
    let ContinuationToken: string | undefined;
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const answer = await client.send(
        new sdk.ListObjectsV2Command({
          Bucket,
          Prefix,
          ...(ContinuationToken === undefined ? {} : { ContinuationToken }),
        }),
      );
      if (answer.Name === undefined) throw new Error('This is no listing of a bucket.');
      for (const { Key: key, Size, LastModified } of answer.Contents ?? []) {
        if (key === undefined || !key.startsWith(Prefix)) continue;
        const written = LastModified?.getTime() ?? 0;
        listed.push({ key, name: key.slice(Prefix.length), bytes: Size ?? 0, written });
      }
      ContinuationToken = answer.IsTruncated === true ? answer.NextContinuationToken : undefined;
      if (ContinuationToken === undefined) return { listed, whole: true };
    }
    return { listed, whole: false };
  }

  /** Asks the objects written last for their marks: what is half written was the last to be written. */
  async function withMarks(listed: readonly Listed[]): Promise<StagingObject[]> {
    const latest = listed.toSorted((a, b) => b.written - a.written).slice(0, MOST_MARKS);
    const marks = new Map<string, boolean | null>();
    const queue = latest.values();
    const workers = Array.from({ length: AT_ONCE }, async () => {
      for (const { key } of queue) {
        const mark = await readMark(key);
        if (mark !== undefined) marks.set(key, mark);
      }
    });
    await Promise.all(workers);
    return listed.map(({ key, name, bytes }) => {
      const marked = marks.get(key);
      return { name, bytes, ...(marked === undefined ? {} : { marked }) };
    });
  }

  async function readMark(Key: string): Promise<boolean | null | undefined> {
    const { client, sdk } = await open();
    try {
      const { Metadata } = await client.send(new sdk.HeadObjectCommand({ Bucket, Key }));
      const mark = Metadata?.['export_completed'];
      return mark === undefined ? null : /^true$/i.test(mark);
    } catch (error) {
      // Gone meanwhile, or listed but not ours to read: then nothing is said of it.
      if (
        error instanceof sdk.S3ServiceException &&
        [403, 404].includes(error.$metadata.httpStatusCode ?? 0)
      )
        return undefined;
      throw error;
    }
  }

  return {
    async inspect(projectUuid) {
      try {
        const { listed, whole } = await list(projectUuid);
        const summary = inspectStaging(projectUuid, await withMarks(listed));
        if (whole) return summary;
        const fault = `There are more than ${listed.length} objects; the rest was not looked at.`;
        return { ...summary, faults: [...summary.faults, fault] };
      } catch (cause) {
        throw new OutsideError(SYSTEM, 'retry', inWords(cause), { cause });
      }
    },
  };
}

function inWords(cause: unknown): string {
  const name = cause instanceof Error ? cause.name : '';
  if (/AccessDenied|SignatureDoesNotMatch|InvalidAccessKey/.test(name)) {
    return `${SYSTEM} does not accept the bot’s keys (${name}).`;
  }
  if (name === 'NoSuchBucket') return `${SYSTEM}’s bucket does not exist.`;
  return `${SYSTEM} did not answer as it should${name === '' || name === 'Error' ? '' : ` (${name})`}.`;
}
