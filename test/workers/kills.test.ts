import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { extent, SEED } from '../endurance/extent.ts';
import { Chance } from '../proof/load/chance.ts';
import { aDataFolder } from '../support/data-folder.ts';
import { noSlurm, startSlurm } from '../support/slurm.ts';

const JOBS = extent(200, 16);
const KILLS = extent(20, 4);
const WITHIN = extent(900_000, 120_000); // milliseconds
const PROGRAM = new URL('./bot.ts', import.meta.url).pathname;

/** What the bot has heard the end of. */
function endedIn(folder: string): readonly string[] {
  const notes = join(folder, 'ended');
  return existsSync(notes) ? readFileSync(notes, 'utf8').trim().split('\n') : [];
}

describe.skipIf(noSlurm !== undefined)('a bot that is killed again and again', () => {
  test(`${KILLS} times over ${JOBS} jobs of a real Slurm: each is done, and none twice`, {
    timeout: WITHIN,
  }, async () => {
    const slurm = await startSlurm();
    using folder = aDataFolder();
    try {
      const chance = new Chance(SEED);
      const env = { ...process.env, SLURM_CONF: slurm.config };
      const start = () =>
        spawn(process.execPath, [PROGRAM, folder.path, String(JOBS)], {
          env,
          stdio: ['ignore', 'pipe', 'inherit'],
        });
      let underWay = 0;
      const moments = ['before it submits', 'while it submits', 'while it follows'];
      for (let kill = 0; kill < KILLS; kill += 1) {
        const bot = start();
        await once(bot.stdout, 'data');
        const long = kill % moments.length;
        await delay(chance.between(long * 40, 50 + long * extent(1500, 400)));
        bot.kill('SIGKILL');
        await once(bot, 'close');
        if (endedIn(folder.path).length < JOBS) underWay += 1;
      }
      expect(underWay).toBeGreaterThan(KILLS / 2); // or there was nothing to lose
      const last = start();
      last.stdout.resume();
      const [code] = await once(last, 'close');
      expect(code).toBe(0);

      const keys = Array.from({ length: JOBS }, (_, at) => `job-${at}`);
      expect(endedIn(folder.path).toSorted()).toEqual(keys.map((key) => `${key} done`).toSorted());
      const begun = keys.map((key) => {
        const said = readFileSync(join(folder.path, 'runs', key, 'reports.ndjson'), 'utf8');
        return said.match(/"begun"/g)?.length;
      });
      expect(begun).toEqual(keys.map(() => 1));
      expect(readdirSync(join(folder.path, 'work'))).toHaveLength(JOBS);
      const known = (await slurm.ask('squeue', '-h', '-t', 'all', '-o', '%j')).split('\n');
      expect(known).toHaveLength(JOBS);
    } finally {
      await slurm.stop();
    }
  });
});
