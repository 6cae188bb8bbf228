import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { minutes } from '../../../src/domain/duration.ts';
import { extent } from '../../endurance/extent.ts';
import { patched, plant } from '../../proof/bot/planted.ts';
import { FAULTS, type PlantedFault } from './faults.ts';

const LIST = 'test/exports/faults.test.ts';
const VITEST = new URL('../../../node_modules/vitest/vitest.mjs', import.meta.url).pathname;
/** Not all with each change: each of them takes its seconds. */
const tried = FAULTS.filter(({ test }) => extent(true, test === '12: '));

function planted(fault: PlantedFault): string {
  const name = `exports-${fault.name.replace(/[^a-z0-9]+/gi, '-')}`;
  return plant({ name, patches: fault.patches }, ['test', 'manifest.yml']);
}

describe('a mistake that was made before', () => {
  it.each(tried)('$test $name: its test fails', { timeout: minutes(4) }, async (fault) => {
    const folder = planted(fault);
    const only = /^\d/.test(fault.test) ? `(?<!\\d)${fault.test}` : fault.test; // 4 is not 14
    const child = spawn(
      process.execPath,
      [VITEST, 'run', '--config', 'test/vitest.config.ts', fault.file ?? LIST, '-t', only],
      { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, CI: '' } },
    );
    let said = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        said += text;
      });
    const [code] = await once(child, 'close');
    expect(code).toBe(1);
    expect(stripVTControlCharacters(said)).toMatch(/Tests +1 failed/);
  });

  it('can be planted still, each of the eighteen', () => {
    for (const fault of FAULTS) expect(patched(fault).size).toBeGreaterThan(0);
    const numbers = new Set(FAULTS.map(({ test }) => Number.parseInt(test, 10)));
    for (let number = 1; number <= 18; number += 1) expect(numbers).toContain(number);
  });
});
