import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { convertLane } from '../../../src/archiving/conversion/convert.ts';
import { SCHEMAS } from '../../../src/archiving/conversion/layout.ts';
import { extent } from '../../endurance/extent.ts';
import { tenX, writeTenX } from '../../support/fastq.ts';
import { linesOf, noSamtools } from '../../support/samtools.ts';
import { barcodesOf, recordsOf } from './records.ts';

const READS = extent(10_000_000, 20_000);
/** Kilobytes that all of it may take here, however many reads there are. */
const MOST_MEMORY = 1_000_000;

/** On a disk: it takes some gigabytes. */
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'handoff-test-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe.skipIf(noSamtools !== undefined)(noSamtools ?? 'a lane of many reads', () => {
  test.each(SCHEMAS)(
    `of %s is the same in its BAM, each of ${READS.toLocaleString('en')} reads`,
    async (schema) => {
      const what = { reads: READS, barcodes: barcodesOf(schema) };
      const { r1, r2, i1 } = await writeTenX(join(folder, 'lane_'), what);
      const source = (path: string) => ({ path, name: path });
      const output = join(folder, 'out.bam');
      const made = await convertLane(
        { read1: source(r1), read2: source(r2), index1: source(i1) },
        schema,
        output,
        { kind: 'samtools', samtools: 'samtools' },
        { signal: new AbortController().signal, threads: 2, progress: () => undefined },
      );
      expect(made).toMatchObject({ reads: READS, warnings: [] });

      const found = linesOf(output);
      let reads = 0;
      for (const text of tenX(what))
        for (const wanted of recordsOf(schema, text, reads)) {
          const { value } = await found.next();
          if (value !== wanted) expect(value, `read ${reads + 1}`).toBe(wanted);
          reads += 1;
        }
      expect([reads, (await found.next()).done]).toEqual([READS, true]);
      expect(process.resourceUsage().maxRSS).toBeLessThan(MOST_MEMORY);
    },
    extent(1_800_000, 30_000),
  );
});
