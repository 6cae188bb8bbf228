import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import type { Format } from '../../../src/exports/convert/options.ts';
import type { Command } from './measure.ts';
import type { Columns } from './tables.ts';

/** What a program is asked to do. */
export interface Job {
  readonly input: string;
  readonly output: string;
  readonly to: Format;
  readonly columns: Columns;
  readonly folder: string; // its own
}

export interface Program {
  readonly name: string;
  readonly needs: readonly Need[];
  command(job: Job): Command;
}

type Need = { readonly python: string } | { readonly node: string };

/** What Node has compiled, which the bot keeps between its workers. */
const CODE_CACHE = join(tmpdir(), 'handoff-bench-code');

/** Ours, as the bot starts it: a child with half of its memory as heap, without the bot's environment. */
export const handoff: Program = {
  name: '**Handoff**',
  needs: [],
  command: ({ folder, input, output, to }) => ({
    program: process.execPath,
    given: ['--max-old-space-size=384', source('../../../src/workers/job-main.ts')],
    environment: {
      PATH: process.env['PATH'] ?? '',
      TZ: 'UTC',
      NODE_ENV: 'production',
      NODE_COMPILE_CACHE: CODE_CACHE,
    },
    task: {
      kind: 'convert',
      folder,
      conversions: [
        { file: 1, spec: { input: { path: input }, output: { path: output, format: to } } },
      ],
    },
  }),
};

export const duckdb = inNode('DuckDB, plain copy', 'with-duckdb.ts', '@duckdb/node-api');
export const polars = inNode('polars', 'with-polars.ts', 'nodejs-polars');
export const parquetjs = inNode(
  'csv-parse + parquetjs-lite',
  'with-parquetjs.ts',
  'parquetjs-lite',
);
export const exceljs = inNode('csv-parse + exceljs', 'with-exceljs.ts', 'exceljs');
/** As Excel itself does it: each text once, and a number of it in the cells. */
export const exceljsShared = inNode('exceljs, shared', 'with-exceljs.ts', 'exceljs', 'shared');

export const pandas = inPython('pandas', 'with_pandas.py', ['pandas'], 'plain');
export const pandasRead = inPython('pandas, reading alone', 'with_pandas.py', ['pandas'], 'read');
export const pandasH5py = inPython('pandas + h5py', 'with_pandas.py', ['pandas', 'h5py'], 'plain');
export const pandasXlsxwriter = inPython(
  'pandas, xlsxwriter',
  'with_pandas.py',
  ['pandas', 'xlsxwriter'],
  'xlsxwriter',
);
export const pandasOpenpyxl = inPython(
  'pandas, openpyxl',
  'with_pandas.py',
  ['pandas', 'openpyxl'],
  'openpyxl',
);
export const openpyxl = inPython('openpyxl, read only', 'with_openpyxl.py', ['openpyxl']);

function inNode(name: string, file: string, node: string, ...how: readonly string[]): Program {
  return {
    name,
    needs: [{ node }],
    command: ({ input, output, columns }) => ({
      program: process.execPath,
      given: [source(`peers/${file}`), input, output, JSON.stringify(columns), ...how],
    }),
  };
}

const PYTHON = '/usr/bin/python3';

function inPython(
  name: string,
  file: string,
  modules: readonly string[],
  ...how: readonly string[]
): Program {
  return {
    name,
    needs: modules.map((python) => ({ python })),
    command: ({ input, output }) => ({
      program: PYTHON,
      given: ['-W', 'ignore', source(`peers/${file}`), input, output, ...how],
    }),
  };
}

/** What one would have to install for it; undefined where all is here. */
export function missing({ needs }: Program): string | undefined {
  const lacking = needs.filter((need) => versionOf(need) === undefined);
  if (lacking.length === 0) return undefined;
  const names = lacking.map((need) =>
    'python' in need ? `Debian’s python3-${need.python}` : `npm’s ${need.node}`,
  );
  return names.join(', ');
}

/** Name and version of what it is made of, where that is here. */
export function versionsOf({ needs }: Program): readonly string[] {
  return needs.flatMap((need) => {
    const version = versionOf(need);
    const name = 'python' in need ? need.python : need.node;
    return version === undefined ? [] : [`${name} ${version}`];
  });
}

function versionOf(need: Need): string | undefined {
  return 'python' in need ? pythonModules()[need.python] : nodeVersion(need.node);
}

let found: Readonly<Record<string, string>> | undefined;

function pythonModules(): Readonly<Record<string, string>> {
  found ??= askPython();
  return found;
}

function askPython(): Readonly<Record<string, string>> {
  const program = `
import json
from importlib import import_module, metadata, util
def version(name):
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return import_module(name).__version__
names = ["pandas", "h5py", "openpyxl", "xlsxwriter"]
print(json.dumps({name: version(name) for name in names if util.find_spec(name)}))`;
  try {
    const said = execFileSync(PYTHON, ['-c', program], { encoding: 'utf8', stdio: 'pipe' });
    return z.record(z.string(), z.string()).parse(JSON.parse(said));
  } catch {
    return {}; // no Python, no modules
  }
}

function nodeVersion(name: string): string | undefined {
  const require = createRequire(import.meta.url);
  for (const folder of require.resolve.paths(name) ?? []) {
    try {
      return z.object({ version: z.string() }).parse(require(join(folder, name, 'package.json')))
        .version;
    } catch {}
  }
  return undefined;
}

function source(file: string): string {
  return new URL(file, import.meta.url).pathname;
}
