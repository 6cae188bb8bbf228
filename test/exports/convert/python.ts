import { execFileSync } from 'node:child_process';
import { z } from 'zod';
import type { Format } from '../../../src/exports/convert/options.ts';

/** Debian's, with the packages that `.ci/run` installs: readers that share nothing with our writers. */
const PYTHON = '/usr/bin/python3';
const SCRIPT = new URL('read_back.py', import.meta.url).pathname;

const read = z.object({
  header: z.array(z.string()),
  rows: z.array(z.array(z.string().nullable())),
  facts: z.record(z.string(), z.unknown()).default({}),
});
export type ReadBack = z.infer<typeof read>;

/** Undefined where Debian's packages are missing; under CI=true that is a failure. */
export const python = ((): string | undefined => {
  try {
    execFileSync(
      PYTHON,
      ['-c', 'import pandas, h5py, openpyxl, xlsxwriter, tables, anndata, avro, netCDF4, xarray'],
      {
        stdio: 'pipe',
      },
    );
    return PYTHON;
  } catch (cause) {
    if (process.env['CI'] === 'true') {
      throw new Error('Python lacks packages that `.ci/run` installs', { cause });
    }
    process.stderr.write('skipped: Python lacks packages that .ci/run installs\n');
    return undefined;
  }
})();

/** The others are read back by programs in JavaScript. */
export type ReadByPython = Exclude<Format, 'parquet' | 'arrow'>;

export function readBack(format: ReadByPython, path: string): ReadBack {
  const out = execFileSync(PYTHON, [SCRIPT, format, path], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  return read.parse(JSON.parse(out));
}

/** Runs a few lines, given the file's path as `path`; what they print is JSON. */
export function inPython(path: string, lines: string): unknown {
  const program = `import sys, json\npath = sys.argv[1]\n${lines}`;
  return JSON.parse(
    execFileSync(PYTHON, ['-W', 'ignore', '-c', program, path], { encoding: 'utf8' }),
  );
}
