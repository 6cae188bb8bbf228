import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { convertLane } from '../../../src/archiving/conversion/convert.ts';
import { SCHEMAS, type Schema } from '../../../src/archiving/conversion/layout.ts';
import { ArchiveFailure } from '../../../src/archiving/failure.ts';
import { aDataFolder, type DataFolder } from '../../support/data-folder.ts';
import { tenX } from '../../support/fastq.ts';
import { linesOf, noSamtools } from '../../support/samtools.ts';
import { barcodesOf, recordsOf, type Text } from './records.ts';

const SAMTOOLS = { kind: 'samtools', samtools: 'samtools' } as const;
const unending = new AbortController().signal;

let data: DataFolder;
let folder: string;
let lanes = 0;
beforeAll(() => {
  data = aDataFolder();
});
afterAll(() => data[Symbol.dispose]());
beforeEach(() => {
  lanes += 1;
  folder = join(data.path, String(lanes));
  mkdirSync(folder);
});

const textOf = (schema: Schema, reads: number): Required<Text> => {
  const [batch] = tenX({ reads, barcodes: barcodesOf(schema) });
  if (batch === undefined) throw new Error('No reads.');
  return batch;
};

/** Converts what lies in three files, and tells what is in the BAM. */
async function convertFiles(
  schema: Schema,
  files: { readonly r1: Uint8Array; readonly r2: Uint8Array; readonly i1?: Uint8Array },
  options: { readonly signal?: AbortSignal; readonly samtools?: string } = {},
) {
  const paths = Object.entries(files).map(([name, content]) => {
    writeFileSync(join(folder, `${name}.fastq.gz`), content);
    return { name: `${name.toUpperCase()}.fastq.gz`, path: join(folder, `${name}.fastq.gz`) };
  });
  const [read1, read2, index1] = paths;
  if (read1 === undefined || read2 === undefined) throw new Error('Two files are needed.');
  const made = await convertLane(
    { read1, read2, index1 },
    schema,
    join(folder, 'out.bam'),
    { ...SAMTOOLS, ...(options.samtools === undefined ? {} : { samtools: options.samtools }) },
    { signal: options.signal ?? unending, threads: 2, progress: () => undefined },
  );
  const records: string[] = [];
  for await (const line of linesOf(join(folder, 'out.bam'))) records.push(line);
  return { made, records };
}

const packed = ({ r1, r2, i1 }: Text) => ({
  r1: gzipSync(r1),
  r2: gzipSync(r2),
  ...(i1 === undefined ? {} : { i1: gzipSync(i1) }),
});
const convertText = (schema: Schema, text: Text) => convertFiles(schema, packed(text));

/** Why it was refused; nothing may be left of it. */
async function refusal(work: Promise<unknown>): Promise<string> {
  const error: unknown = await work.then(
    () => new Error('It was converted.'),
    (reason: unknown) => reason,
  );
  if (!(error instanceof ArchiveFailure)) throw error;
  expect(existsSync(join(folder, 'out.bam'))).toBe(false);
  return `${error.kind}: ${error.message}`;
}

describe.skipIf(noSamtools !== undefined)(noSamtools ?? 'a lane becomes a BAM', () => {
  test.each(SCHEMAS)(
    '%s: every read, in its order, with its barcodes in their tags',
    async (schema) => {
      const text = textOf(schema, 1500);
      const { made, records } = await convertText(schema, text);
      expect(records).toEqual([...recordsOf(schema, text)]);
      expect(made).toMatchObject({ reads: 1500, warnings: [] });
    },
  );

  test('also without an index', async () => {
    const { r1, r2 } = textOf('10xV3', 100);
    const { records } = await convertText('10xV3', { r1, r2 });
    expect(records).toEqual([...recordsOf('10xV3', { r1, r2 })]);
  });

  test('of several gzip members, cut within a read', async () => {
    const text = textOf('10xV3', 300);
    const cut = (one: string) =>
      Buffer.concat(
        [one.slice(0, 777), one.slice(777, 780), '', one.slice(780)].map((part) => gzipSync(part)),
      );
    const { records } = await convertFiles('10xV3', {
      r1: cut(text.r1),
      r2: cut(text.r2),
      i1: cut(text.i1),
    });
    expect(records).toEqual([...recordsOf('10xV3', text)]);
  });

  test('of plain text, and without a last line end', async () => {
    const text = textOf('10xV2', 50);
    const bare = (one: string) => Buffer.from(one.trimEnd());
    const { records } = await convertFiles('10xV2', {
      r1: bare(text.r1),
      r2: bare(text.r2),
      i1: bare(text.i1),
    });
    expect(records).toEqual([...recordsOf('10xV2', text)]);
  });

  test('of names that old machines gave', async () => {
    const text = textOf('10xV2', 20);
    const old = (one: string, mark: string) => one.replaceAll(/ \d:N:0:ATTGCGTG/g, mark);
    const marked = { r1: old(text.r1, '/1'), r2: old(text.r2, '/2'), i1: old(text.i1, '') };
    const { records } = await convertText('10xV2', marked);
    expect(records).toEqual([...recordsOf('10xV2', marked)]);
  });

  test('of reads of many lengths and the oddest qualities', async () => {
    const { r1, r2, i1 } = textOf('10xV3', 95);
    let at = 0;
    const odd = r2.replace(/^([ACGT]+)\n\+\n(.+)$/gm, (_, bases: string) => {
      at += 1;
      return `${bases.slice(0, at)}\n+\n${String.fromCharCode(32 + at - (at > 94 ? 94 : 0))
        .repeat(at)
        .replaceAll(' ', '!')}`;
    });
    const text = { r1, r2: odd.replaceAll(/A(?=[ACGT]{20})/g, 'N'), i1 };
    const { records } = await convertText('10xV3', text);
    expect(records).toEqual([...recordsOf('10xV3', text)]);
  });

  test('and says what has no place in it', async () => {
    const long = [...tenX({ reads: 5, barcodes: 150 })][0];
    if (long === undefined) throw new Error('No reads.');
    const { made } = await convertText('10xV3', long);
    expect(made.warnings).toEqual([
      'R1.fastq.gz has reads of more than the 28 bases of its barcodes; the rest is not in the BAM.',
    ]);
  });
});

describe.skipIf(noSamtools !== undefined)(noSamtools ?? 'files that do not belong together', () => {
  const text = textOf('10xV3', 400);
  const cutReads = (one: string, reads: number) =>
    one
      .split('\n')
      .slice(0, 4 * reads)
      .join('\n')
      .concat('\n');
  const swapLines = (one: string) => {
    const lines = one.split('\n');
    return [
      ...lines.slice(0, 40),
      ...lines.slice(44, 48),
      ...lines.slice(40, 44),
      ...lines.slice(48),
    ].join('\n');
  };

  test.each<[string, Schema, Text, string]>([
    [
      'fewer reads in R2',
      '10xV3',
      { ...text, r2: cutReads(text.r2, 300) },
      'input: R2.fastq.gz ends after 300 reads, R1.fastq.gz has more.',
    ],
    [
      'fewer reads in R1 and R2',
      '10xV3',
      { ...text, r1: cutReads(text.r1, 9), r2: cutReads(text.r2, 9) },
      'input: R1.fastq.gz and R2.fastq.gz end after 9 reads, I1.fastq.gz has more.',
    ],
    [
      'fewer reads in I1',
      '10xV3',
      { ...text, i1: cutReads(text.i1, 399) },
      'input: I1.fastq.gz ends after 399 reads, R1.fastq.gz has more.',
    ],
    [
      'another order in R2',
      '10xV3',
      { ...text, r2: swapLines(text.r2) },
      'input: Read 11 is A00228:',
    ],
    [
      'another order in I1',
      '10xV3',
      { ...text, i1: swapLines(text.i1) },
      'input: Read 11 is A00228:',
    ],
    [
      'R1 and R2 swapped',
      '10xV3',
      { ...text, r1: text.r2, r2: text.r1 },
      'input: R1.fastq.gz and R2.fastq.gz seem to be swapped',
    ],
    [
      'R1 and I1 swapped',
      '10xV3',
      { ...text, r1: text.i1, i1: text.r1 },
      'input: R1.fastq.gz, read 1 has 8 bases, but its barcodes take 28.',
    ],
    [
      '10xV2 as 10xV3',
      '10xV3',
      textOf('10xV2', 5),
      'input: R1.fastq.gz, read 1 has 26 bases, but its barcodes take 28.',
    ],
    [
      'a quality that is too short',
      '10xV3',
      { ...text, r2: text.r2.replace(/(\n\+\n.*)./, '$1') },
      'input: R2.fastq.gz, read 1: 98 bases, but 97 qualities.',
    ],
    [
      'letters that BAM does not keep',
      '10xV3',
      { ...text, r2: text.r2.replace(/\n[ACGT]/, '\na') },
      'input: R2.fastq.gz, read 1 has a letter that BAM does not keep: a.',
    ],
    [
      'a read without bases',
      '10xV3',
      { ...text, r2: text.r2.replace(/\n.*\n\+\n.*/, '\n\n+\n') },
      'input: R2.fastq.gz, read 1 is empty.',
    ],
    [
      'half a read at the end',
      '10xV3',
      { ...text, r2: text.r2.split('\n').slice(0, -3).join('\n') },
      'input: R2.fastq.gz breaks off within read 400.',
    ],
    [
      'Windows line ends',
      '10xV3',
      { ...text, r2: text.r2.replaceAll('\n', '\r\n') },
      'input: R2.fastq.gz has Windows line ends.',
    ],
    [
      'a tab in a name',
      '10xV3',
      { ...text, r2: text.r2.replace(' 2:N', '\t2:N') },
      'input: R2.fastq.gz holds what no FASTQ file does',
    ],
    [
      'FASTA',
      '10xV3',
      { ...text, r2: text.r2.replaceAll('@', '>') },
      'input: R2.fastq.gz is no FASTQ file: read 1 does not have its four lines.',
    ],
    ['no reads at all', '10xV3', { r1: '', r2: '', i1: '' }, 'input: R1.fastq.gz holds no reads.'],
  ])('%s', async (_, schema, files, says) => {
    expect(await refusal(convertText(schema, files))).toContain(says);
  });

  test.each([0.3, 0.7, 0.999])('gzip that breaks off at %d of it', async (part) => {
    const files = packed(text);
    const r2 = files.r2.subarray(0, Math.floor(files.r2.length * part));
    expect(await refusal(convertFiles('10xV3', { ...files, r2 }))).toBe(
      'input: R2.fastq.gz breaks off: its gzip data has no end.',
    );
  });

  test('gzip with a broken byte', async () => {
    const files = packed(text);
    const r2 = Buffer.from(files.r2);
    r2.writeUInt8(r2.readUInt8(2000) ^ 0xff, 2000);
    expect(await refusal(convertFiles('10xV3', { ...files, r2 }))).toMatch(/^input: R2\.fastq\.gz/);
  });

  test('a second gzip member whose head is broken, in all files alike', async () => {
    const cut = (one: string) => {
      const second = gzipSync(one.split('\n').slice(400).join('\n'));
      second.writeUInt8(0, 0);
      return Buffer.concat([gzipSync(cutReads(one, 100)), second]);
    };
    const files = { r1: cut(text.r1), r2: cut(text.r2), i1: cut(text.i1) };
    expect(gunzipSync(files.r1).toString().split('\n').length).toBe(401); // others see nothing wrong
    expect(await refusal(convertFiles('10xV3', files))).toBe(
      'input: R1.fastq.gz is damaged: its gzip data cannot be unpacked.',
    );
  });

  test('something else than FASTQ', async () => {
    const files = packed(text);
    const noise = Buffer.from(Array.from({ length: 5000 }, (_, n) => (n * 7919) % 256));
    expect(await refusal(convertFiles('10xV3', { ...files, r2: noise }))).toContain(
      'R2.fastq.gz holds what no FASTQ file does',
    );
  });

  test('is stopped when nobody wants it any more', async () => {
    const stop = new AbortController();
    stop.abort(new Error('stopped'));
    await expect(convertFiles('10xV3', packed(text), { signal: stop.signal })).rejects.toThrow();
    expect(existsSync(join(folder, 'out.bam'))).toBe(false);
  });
});

describe.skipIf(noSamtools !== undefined)(noSamtools ?? 'tools are not believed', () => {
  const text = textOf('10xV3', 50);
  const tool = (script: string): string => {
    const path = join(folder, 'tool');
    writeFileSync(path, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    return path;
  };

  test.each([
    [
      'writes fewer reads',
      'head -n 22 | samtools "$@"',
      'conversion: The BAM is not whole: 50 reads went in and 20 came out.',
    ],
    [
      'alters a letter',
      'sed "30s/CR:Z:A\\|CR:Z:[CGT]/CR:Z:N/" | samtools "$@"',
      'conversion: The BAM is not whole: what was read back is not what went in.',
    ],
    ['fails', 'cat >/dev/null; echo "cannot do it" >&2; exit 3', 'failed (3): cannot do it'],
    ['ends before it has read all', 'exit 4', 'failed (4)'],
    [
      'finds the disk full',
      'cat >/dev/null; echo "No space left on device" >&2; exit 1',
      'no space: ',
    ],
  ])('one that %s', async (_, script, says) => {
    const samtools = tool(`case "$*" in *" -b "*) ${script};; *) exec samtools "$@";; esac`);
    expect(await refusal(convertFiles('10xV3', packed(text), { samtools }))).toContain(says);
  });

  test('one that is not there', async () => {
    const samtools = join(folder, 'nothing');
    expect(await refusal(convertFiles('10xV3', packed(text), { samtools }))).toBe(
      `conversion: ${samtools} cannot be started.`,
    );
  });
});
