import { createS3Store } from '../../objects/s3/s3-store.ts';
import { ArchiveFailure } from '../failure.ts';
import type { ArchiveFileJob } from '../job.ts';
import { createTokens } from '../upload/aap.ts';
import { createBucket } from '../upload/bucket.ts';
import type { Destination } from '../upload/destination.ts';
import { createDsp } from '../upload/dsp.ts';
import type { Made, StageNeeds } from './stage.ts';

/** Uploads what was made; tells what was there already. */
export async function uploadFiles(
  files: readonly Made[],
  destination: Destination,
  { progress }: Pick<StageNeeds, 'progress'>,
): Promise<readonly string[]> {
  const all = files.reduce((sum, { bytes }) => sum + bytes, 1);
  const skipped: string[] = [];
  let before = 0;
  for (const file of files) {
    const tell = (bytes: number) => progress((before + bytes) / all, `uploading ${file.name}`);
    if ((await destination.upload(file, tell)) === 'already there') skipped.push(file.name);
    before += file.bytes;
  }
  return skipped;
}

/** @throws {ArchiveFailure} `upload` where its keys are missing: before anything is fetched. */
export function openDestination(
  { target, planned: { submissionId } }: ArchiveFileJob,
  { secrets, signal, patience, id }: StageNeeds,
): Destination {
  switch (target.kind) {
    case 'dsp': {
      if (secrets.aap === undefined)
        throw new ArchiveFailure('upload', 'The name and password for DSP are missing.');
      const { dspUrl, aapUrl } = target;
      const { silence } = patience;
      const tokens = createTokens({ aapUrl, login: secrets.aap, signal, silence });
      return createDsp({ dspUrl, submissionId, tokens, patience, signal });
    }
    case 'bucket': {
      if (secrets.target === undefined)
        throw new ArchiveFailure('upload', 'The keys of the bucket are missing.');
      const { kind: _, prefix, ...service } = target;
      const system = 'The bucket of archived files';
      const place = { system, ...service, ...secrets.target, checksums: 'when required' } as const;
      return createBucket(createS3Store({ ...place, random: { id } }), { prefix, signal });
    }
  }
}
