import type { Config, Secrets } from '../config/config.ts';
import { openObjectStore } from '../objects/open-store.ts';
import type { Clock, Random, StagingArea, UploadArea } from '../operations/ports.ts';
import { createStagingArea } from '../upstream/staging-area.ts';
import { createUploadArea, noUploadArea } from '../upstream/upload-area.ts';

interface Needs {
  readonly config: Config;
  readonly secrets: Secrets;
  readonly clock: Clock;
  readonly random: Random;
}

/** The bucket that ingest exports into: Google’s, through its S3-compatible interface. */
export function openStagingArea({ config, secrets, ...needs }: Needs): StagingArea {
  const { prefix, ...bucket } = config.staging;
  const store = openObjectStore(
    {
      kind: 's3',
      system: 'The staging area',
      ...bucket,
      accessKey: secrets.stagingAccessKey,
      secretKey: secrets.stagingSecretKey,
      checksums: 'when required',
    },
    needs,
  );
  return createStagingArea({ store, prefix });
}

/** The bucket that contributors upload into, where one is configured. */
export function openUploadArea({ config, secrets, ...needs }: Needs): UploadArea {
  const { uploadArea } = config;
  const { uploadAccessKey: accessKey, uploadSecretKey: secretKey } = secrets;
  if (uploadArea === undefined || accessKey === undefined || secretKey === undefined) {
    return noUploadArea;
  }
  const store = openObjectStore(
    {
      kind: 's3',
      system: 'The upload area',
      ...uploadArea,
      accessKey,
      secretKey,
      checksums: 'when required',
    },
    needs,
  );
  return createUploadArea({ store, bucket: uploadArea.bucket });
}
