import type { S3Client } from '@aws-sdk/client-s3';
import { z } from 'zod';
import { checkAddress } from '../../domain/address.ts';
import { seconds } from '../../domain/duration.ts';
import { type Misfortune, OutsideError } from '../../operations/ports.ts';

/** A bucket, and how it is spoken to. */
export interface Bucket {
  readonly system: string; // as people say it: `The staging area`
  readonly endpoint: string;
  readonly bucket: string;
  readonly region: string;
  readonly accessKey: string;
  readonly secretKey: string;
  /** AWS knows the newer checksums; older stores, and Google’s, are spared them. */
  readonly checksums: 'when supported' | 'when required';
  readonly timeout?: number; // milliseconds until a call is answered
}

const ATTEMPTS = 3;
const PATIENCE = 20; // times the usual

type Sdk = typeof import('@aws-sdk/client-s3');

export interface S3Connection {
  /** @throws {S3Fault} for everything that the call rejects with. */
  ask<T>(call: (client: S3Client, sdk: Sdk) => Promise<T>): Promise<T>;
  /** For calls that the server works on for long: copying, and putting parts together. */
  readonly patience: { readonly requestTimeout: number };
  /** AWS wants to know when an upload begins which checksum its parts will bear. */
  readonly partChecksums: { readonly ChecksumAlgorithm?: 'CRC32' };
}

/** What an S3 server said no to, or did not say. */
export class S3Fault extends OutsideError {
  readonly status: number | undefined;
  readonly code: string; // `AccessDenied`; a look at one object has none
  /** Nobody answered: nothing is known of what was asked. */
  readonly isSilent: boolean;

  constructor(system: string, cause: unknown) {
    const { name, $metadata } = answered.parse(cause);
    const status = $metadata.httpStatusCode;
    super(system, outcomeOf(name, status), inWords(system, name, status), { cause });
    this.isSilent = status === undefined;
    this.code = name;
    this.status = name === 'NoSuchBucket' ? undefined : status; // that is no missing object
  }
}

export function connectS3(needs: Bucket): S3Connection {
  const endpoint = checkAddress(needs.system, needs.endpoint).href;
  const checksums = needs.checksums === 'when supported' ? 'WHEN_SUPPORTED' : 'WHEN_REQUIRED';
  const timeout = needs.timeout ?? seconds(30);
  const patience = { requestTimeout: PATIENCE * timeout };
  let opened: Promise<{ client: S3Client; sdk: Sdk }> | undefined;

  /** The SDK is large: it is loaded with the first call, not when the bot starts. */
  const open = () => {
    opened ??= import('@aws-sdk/client-s3').then((sdk) => ({
      sdk,
      client: new sdk.S3Client({
        endpoint,
        region: needs.region,
        forcePathStyle: true,
        requestChecksumCalculation: checksums,
        responseChecksumValidation: checksums,
        credentials: { accessKeyId: needs.accessKey, secretAccessKey: needs.secretKey },
        maxAttempts: ATTEMPTS,
        requestHandler: {
          connectionTimeout: seconds(5),
          requestTimeout: timeout,
          socketTimeout: patience.requestTimeout, // between two pieces of a body
          throwOnRequestTimeout: true,
        },
      }),
    }));
    return opened;
  };

  return {
    patience,
    partChecksums: checksums === 'WHEN_SUPPORTED' ? { ChecksumAlgorithm: 'CRC32' } : {},
    async ask(call) {
      const { client, sdk } = await open();
      return call(client, sdk).catch((cause: unknown) => {
        throw new S3Fault(needs.system, cause);
      });
    },
  };
}

/** Also of what is no answer at all: then there is no status. */
const answered = z.object({
  name: z.string().catch('Error'),
  $metadata: z.object({ httpStatusCode: z.number().optional() }).catch({}),
});

/** Told with 400, but the next attempt may go well: something was lost or altered on the way. */
const ON_THE_WAY =
  /^(BadDigest|XAmzContentSHA256Mismatch|XAmzContentChecksumMismatch|RequestTimeout|IncompleteBody)$/;
const WRONG_KEYS = /AccessDenied|SignatureDoesNotMatch|InvalidAccessKey/;

function outcomeOf(name: string, status = 0): Misfortune {
  if (WRONG_KEYS.test(name) || name === 'NoSuchBucket') return 'refused';
  const passing = [408, 409, 412, 429].includes(status) || ON_THE_WAY.test(name);
  return status >= 400 && status < 500 && !passing ? 'refused' : 'retry';
}

function inWords(system: string, name: string, status: number | undefined): string {
  if (WRONG_KEYS.test(name)) return `${system} does not accept the bot’s keys (${name}).`;
  if (status === 403) return `${system} does not allow this.`;
  if (name === 'NoSuchBucket') return `${system} says that the bucket does not exist.`;
  return `${system} did not answer as it should${name === '' || name === 'Error' ? '' : ` (${name})`}.`;
}

/** Servers put it in quotes here and leave them out there. */
export function bareEtag(etag = ''): string {
  return etag.replaceAll('"', '');
}

/** As conditions want it. */
export function quotedEtag(etag: string): string {
  return `"${etag}"`;
}
