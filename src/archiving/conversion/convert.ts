import { createHash } from 'node:crypto';
import { rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ArchiveFailure } from '../failure.ts';
import type { Converter } from '../job.ts';
import { hashFile, type Kept } from '../kept.ts';
import { type FastqSource, openFastq } from './fastq.ts';
import { LAYOUTS, type Schema } from './layout.ts';
import { samRecords, type Tally } from './sam.ts';
import { readBam, type SamtoolsNeeds, writeBam } from './samtools.ts';
import { run } from './tool.ts';

/** The files of one lane, under names that a shell may see. */
export interface LaneFiles {
  readonly read1: FastqSource;
  readonly read2: FastqSource;
  readonly index1: FastqSource | undefined;
}

export interface ConvertPorts {
  readonly signal: AbortSignal;
  readonly threads: number;
  readonly progress: (fraction: number) => void;
}

/**
 * Makes a BAM of a lane, and reads it back: it is not believed that a tool has done what it says.
 * @throws {ArchiveFailure} `input` where the files do not belong together, else `conversion` or `no space`.
 */
export async function convertLane(
  lane: LaneFiles,
  schema: Schema,
  output: string,
  converter: Converter,
  ports: ConvertPorts,
): Promise<Omit<Kept, 'of'>> {
  const needs = { ...ports, samtools: converter.samtools };
  const tally: Tally = { reads: 0, warnings: new Set() };
  try {
    const written = await write(lane, schema, output, converter, needs, tally);
    ports.progress(0.8);
    const found = await readBam(output, needs);
    if (found.reads !== tally.reads)
      throw lossy(`${tally.reads} reads went in and ${found.reads} came out`);
    if (written !== undefined && found.sha256 !== written)
      throw lossy('what was read back is not what went in');
  } catch (error) {
    await rm(output, { force: true });
    throw error;
  }
  const hash = createHash('sha256');
  const bytes = await hashFile(output, hash);
  return { bytes, sha256: hash.digest('hex'), reads: tally.reads, warnings: [...tally.warnings] };
}

const lossy = (says: string): ArchiveFailure =>
  new ArchiveFailure('conversion', `The BAM is not whole: ${says}.`, { passing: true });

/** The SHA-256 of the records that went in, where they were ours. */
async function write(
  lane: LaneFiles,
  schema: Schema,
  output: string,
  converter: Converter,
  needs: SamtoolsNeeds & ConvertPorts,
  tally: Tally,
): Promise<string | undefined> {
  switch (converter.kind) {
    case 'samtools':
      return (await writeBam(records(lane, schema, tally, needs), output, needs)).sha256;
    case 'fastq2bam': {
      // It shortens the BAM to the shortest file, and says that all is well: so the files are looked through first.
      for await (const _ of records(lane, schema, tally, needs)) needs.signal.throwIfAborted();
      const { read1, read2, index1 } = lane;
      const index = index1 === undefined ? [] : ['-3', index1.path];
      const given = ['-s', schema, '-b', output, '-1', read1.path, '-2', read2.path, ...index];
      await run(converter.fastq2bam, given, { signal: needs.signal, cwd: dirname(output) }).done;
      const written = await stat(output).catch(() => undefined);
      if (written === undefined) throw lossy('there is none');
      return undefined;
    }
  }
}

async function* records(
  lane: LaneFiles,
  schema: Schema,
  tally: Tally,
  { signal, progress }: ConvertPorts,
): AsyncGenerator<Buffer> {
  const [read1, read2] = [await openFastq(lane.read1), await openFastq(lane.read2)];
  const index1 = lane.index1 && (await openFastq(lane.index1));
  try {
    for await (const batch of samRecords({ read1, read2, index1 }, LAYOUTS[schema], tally)) {
      signal.throwIfAborted();
      progress(0.8 * read2.fraction());
      yield batch;
    }
  } finally {
    for (const file of [read1, read2, index1]) file?.close();
  }
}
