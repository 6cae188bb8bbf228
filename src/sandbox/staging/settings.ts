import type { ServiceAnswer, ServiceRequest } from '../http-service.ts';
import type { Ledger } from '../world/ledger.ts';
import { xml, xmlError } from './xml.ts';

/** What can be set of a bucket, by the word that asks for it, and what a bucket without it answers. */
const SETTINGS: Readonly<Record<string, ServiceAnswer>> = {
  policy: xmlError(404, 'NoSuchBucketPolicy', 'The bucket policy does not exist'),
  versioning: xml(200, 'VersioningConfiguration', {}),
  encryption: xmlError(
    404,
    'ServerSideEncryptionConfigurationNotFoundError',
    'The server side encryption configuration was not found',
  ),
  publicAccessBlock: xmlError(
    404,
    'NoSuchPublicAccessBlockConfiguration',
    'The public access block configuration was not found',
  ),
};

/** Makes a bucket, or changes what is set of one. It answers with what it was given; nothing of it is enforced. */
export function putBucket(
  ledger: Ledger,
  name: string,
  { query, body }: ServiceRequest,
): ServiceAnswer {
  const { made } = ledger.record.storage;
  const word = settingIn(query);
  const bucket = made[name];
  if (word === undefined) made[name] = bucket ?? {};
  else if (bucket === undefined) return notThere;
  else bucket[word] = body;
  ledger.touch();
  return { status: word === undefined ? 200 : 204 };
}

/** Undefined where something else is asked of it. */
export function settingAnswer(
  ledger: Ledger,
  name: string,
  query: URLSearchParams,
): ServiceAnswer | undefined {
  const word = settingIn(query);
  if (word === undefined) return undefined;
  const body = ledger.record.storage.made[name]?.[word];
  if (body === undefined) return SETTINGS[word];
  const type = word === 'policy' ? 'application/json' : 'application/xml';
  return { status: 200, headers: { 'content-type': type }, body };
}

const notThere = xmlError(404, 'NoSuchBucket', 'The specified bucket does not exist');

function settingIn(query: URLSearchParams): string | undefined {
  return Object.keys(SETTINGS).find((word) => query.has(word));
}
