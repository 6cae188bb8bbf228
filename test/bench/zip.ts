import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLocalExecutor } from '../../src/workers/local.ts';
import { Chance } from '../proof/load/chance.ts';
import { ascending, markdown, quantile } from './table.ts';

const BYTES = 1e9;
const ROUNDS = 3;
const MB = 1e6;

/** A package of 1 GB: our worker, Info-ZIP and Python, in turns, at the same level; and of what is compressed already. */
export async function zip(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'handoff-bench-'));
  try {
    const table = join(folder, 'table.csv');
    await writeTable(table);
    const rivals: Readonly<Record<string, (path: string) => Promise<void> | void>> = {
      'Handoff, a worker process, level 6': (path) => ours(folder, table, 'table.csv', path),
      'Info-ZIP `zip -6`': (path) => command('zip', ['-q', '-6', '-j', path, table]),
      'Python `zipfile`, level 6': (path) => command('python3', ['-c', PYTHON, path, table]),
      'Handoff, as `table.csv.gz`: stored': (path) => ours(folder, table, 'table.csv.gz', path),
    };
    const taken = new Map<string, number[]>();
    const sizes = new Map<string, number>();
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const [name, pack] of Object.entries(rivals)) {
        const path = join(folder, `package-${round}.zip`);
        const begun = performance.now();
        await pack(path);
        taken.set(name, [...(taken.get(name) ?? []), performance.now() - begun]);
        sizes.set(name, statSync(path).size);
        rmSync(path);
      }
    }
    const middle = (name: string) => quantile(ascending(taken.get(name) ?? []), 0.5);
    const [own = ''] = Object.keys(rivals);
    return markdown(
      'ZIP of 1 GB',
      [
        ['', `seconds, median of ${ROUNDS} in turns`, 'against ours', 'MB'],
        ...Object.keys(rivals).map((name) => [
          name,
          (middle(name) / 1000).toFixed(1),
          `${(middle(name) / middle(own)).toFixed(2)} ×`,
          ((sizes.get(name) ?? 0) / MB).toFixed(0),
        ]),
      ],
      'A differential-expression table as CSV. Members whose name says that they are compressed are stored as they are.',
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const PYTHON = `import sys, zipfile
with zipfile.ZipFile(sys.argv[1], "w", zipfile.ZIP_DEFLATED, compresslevel=6) as package:
    package.write(sys.argv[2], "table.csv")`;

async function ours(folder: string, path: string, name: string, output: string): Promise<void> {
  const ending = await createLocalExecutor().run(
    {
      kind: 'package',
      folder,
      output,
      members: [{ name, path }],
      modifiedAt: new Date(0).toISOString(),
    },
    {
      key: 'bench',
      signal: new AbortController().signal,
      limits: { memory: 768 * 1024 ** 2, disk: 1e11, time: 600_000 },
      onReport: async () => undefined,
    },
  );
  if (ending.kind !== 'done') throw new Error(JSON.stringify(ending));
}

async function command(program: string, given: readonly string[]): Promise<void> {
  const [code] = await once(
    spawn(program, given, { stdio: ['ignore', 'ignore', 'inherit'] }),
    'close',
  );
  if (code !== 0) throw new Error(`${program} ended with ${code}`);
}

async function writeTable(path: string): Promise<void> {
  const chance = new Chance(1);
  await using file = await open(path, 'w');
  let row = 0;
  for (let written = 0; written < BYTES; ) {
    let text = '';
    while (text.length < 4 * 1024 ** 2) {
      row += 1;
      const cells = [
        row % 60_000,
        chance.next() * 1e4,
        chance.next() * 8 - 4,
        chance.next(),
        chance.next(),
      ];
      text += `ENSG${String(row).padStart(11, '0')},${cells.join(',')}\n`;
    }
    await file.write(text);
    written += text.length;
  }
}
