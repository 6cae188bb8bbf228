import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PROGRAM = new URL('./lsf-program.ts', import.meta.url).pathname;

export interface LsfShim extends Disposable {
  speaks(dialect: 'ibm' | 'heir' | 'old'): void;
  down(is: boolean): void;
  /** Puts a job aside for one that is more urgent. */
  preempt(id: string, how: 'requeue' | 'end'): void;
  /** How long a minute of a time limit takes, milliseconds. */
  minute(lasts: number): void;
}

/** Puts a stand-in of LSF before everything else on the path, until it is disposed of. */
export function anLsf(unit: 'KB' | 'MB' = 'MB'): LsfShim {
  const state = mkdtempSync(join(tmpdir(), 'handoff-lsf-'));
  const bin = join(state, 'bin');
  mkdirSync(bin);
  for (const command of ['bsub', 'bjobs', 'bkill', 'bhist']) {
    const path = join(bin, command);
    writeFileSync(path, `#!/bin/sh\nexec '${process.execPath}' '${PROGRAM}' ${command} "$@"\n`);
    chmodSync(path, 0o755);
  }
  const write = (name: string, text: string): void => writeFileSync(join(state, name), text);
  write('dialect', 'ibm');
  write('unit', unit);
  write('minute', '60000');
  const before = { PATH: process.env['PATH'], LSF_ENVDIR: process.env['LSF_ENVDIR'] };
  process.env['PATH'] = `${bin}:${before.PATH}`;
  process.env['LSF_ENVDIR'] = state;
  return {
    speaks: (dialect) => write('dialect', dialect),
    minute: (lasts) => write('minute', String(lasts)),
    preempt: (id, how) => {
      execFileSync(process.execPath, [PROGRAM, 'preempt', how, id]);
    },
    down: (is) => (is ? write('down', '') : rmSync(join(state, 'down'), { force: true })),
    [Symbol.dispose]() {
      process.env['PATH'] = before.PATH;
      if (before.LSF_ENVDIR === undefined) delete process.env['LSF_ENVDIR'];
      else process.env['LSF_ENVDIR'] = before.LSF_ENVDIR;
      rmSync(state, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
