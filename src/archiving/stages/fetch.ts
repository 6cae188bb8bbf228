import { join } from 'node:path';
import { fetchInput } from '../inputs/fetch.ts';
import { openSource } from '../inputs/source.ts';
import type { ArchiveFileJob } from '../job.ts';
import type { Fetched, StageNeeds } from './stage.ts';

/** Brings the inputs into the folder, under names of ours: theirs are for people. */
export async function fetchInputs(
  { planned, source: service }: ArchiveFileJob,
  needs: StageNeeds,
): Promise<readonly Fetched[]> {
  const { folder, signal, patience } = needs;
  const inputs = planned.inputs.filter(
    ({ role }) => planned.conversion === undefined || role !== 'index2',
  );
  const all = inputs.reduce((sum, { bytes }) => sum + bytes, 1);
  const fetched: Fetched[] = [];
  let before = 0;
  for (const [at, input] of inputs.entries()) {
    const path = join(folder, `in${at}${input.name.endsWith('.gz') ? '.fastq.gz' : '.fastq'}`);
    const from = openSource(input.url, input.name, {
      service,
      keys: needs.secrets.source,
      signal,
      silence: patience.silence,
    });
    const progress = (bytes: number): void =>
      needs.progress((before + bytes) / all, `fetching ${input.name}`);
    const { sha256 } = await fetchInput(input, path, from, { signal, patience, progress });
    fetched.push({ ...input, path, sha256 });
    before += input.bytes;
  }
  return fetched;
}
