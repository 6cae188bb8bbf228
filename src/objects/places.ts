import type { Config, Secrets } from '../config/config.ts';
import type { ObjectPlace } from './open-store.ts';

/** The bucket that ingest exports into: Google’s, through its S3-compatible interface. */
export function stagingPlace(
  { staging }: Pick<Config, 'staging'>,
  secrets: Pick<Secrets, 'stagingAccessKey' | 'stagingSecretKey'>,
): ObjectPlace {
  const { prefix: _within, ...bucket } = staging;
  return {
    kind: 's3',
    system: 'The staging area',
    ...bucket,
    accessKey: secrets.stagingAccessKey,
    secretKey: secrets.stagingSecretKey,
    checksums: 'when required',
  };
}

/** The bucket that contributors upload into, where one is configured. */
export function uploadPlace(
  { uploadArea }: Pick<Config, 'uploadArea'>,
  { uploadAccessKey: accessKey, uploadSecretKey: secretKey }: Secrets,
): ObjectPlace | undefined {
  if (uploadArea === undefined || accessKey === undefined || secretKey === undefined)
    return undefined;
  return {
    kind: 's3',
    system: 'The upload area',
    ...uploadArea,
    accessKey,
    secretKey,
    checksums: 'when required',
  };
}
