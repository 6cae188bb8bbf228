import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { aDataFolder, type DataFolder } from '../../support/data-folder.ts';
import { type FaultProxy, startFaultProxy } from '../../support/fault-proxy.ts';
import { noSamtools } from '../../support/samtools.ts';
import { aSite } from '../../upstream/archiver/site.ts';
import { allEnded, CYCLE, openFiles, type Place, place } from './bench.ts';

const BOT = new URL('./bot.ts', import.meta.url).pathname;
const KILLS = process.env['HANDOFF_ENDURANCE'] === 'full' ? 20 : 3;

let site: Awaited<ReturnType<typeof aSite>>;
let folder: DataFolder;
let area: FaultProxy;
let at: Place;
const fetched: string[] = [];
beforeEach(async () => {
  site = await aSite();
  folder = aDataFolder();
  area = await startFaultProxy(site.world.stagingEndpoint);
  at = { ...place(site.world), stagingEndpoint: area.url };
  area.befall(({ method, path }) => {
    if (method === 'GET') fetched.push(path.split('/').at(-1) ?? '');
    return { kind: 'late', milliseconds: 60 }; // so that a bot is met at work
  });
});
afterEach(async () => {
  fetched.length = 0;
  await area[Symbol.asyncDispose]();
  await site[Symbol.asyncDispose]();
  folder[Symbol.dispose]();
});

async function startBot() {
  const bot = spawn(process.execPath, [BOT], { stdio: ['pipe', 'pipe', 'inherit'] });
  bot.stdin?.end(JSON.stringify({ place: at, path: folder.path }));
  const ended = once(bot, 'exit');
  await once(bot.stdout, 'data');
  return {
    async [Symbol.asyncDispose]() {
      bot.kill('SIGKILL');
      await ended;
    },
  };
}

async function planned(): Promise<void> {
  const { dspUuid } = await site.built();
  await using bench = await openFiles(at, { folder });
  await bench.files.plan({ cycleId: CYCLE, dspUuid });
  await bench.files.start({ cycleId: CYCLE, turn: 3, mode: 'parallel' });
}

describe.skipIf(noSamtools !== undefined || process.platform !== 'linux')(
  'a bot that is killed while it archives files',
  () => {
    test(`${KILLS} times, loses no job and does none twice`, async () => {
      await planned();
      let atWork = 0;
      for (let kill = 0; kill < KILLS; kill += 1) {
        {
          await using _ = await startBot();
          await delay(150 + ((kill * 397) % 900));
        }
        folder.raw((sqlite) => {
          const running = sqlite.prepare("SELECT 1 FROM archive_job WHERE state = 'running'").all();
          if (running.length > 0) atWork += 1;
        });
      }
      expect(atWork).toBeGreaterThan(KILLS / 3);
      await using bench = await openFiles(at, { folder });
      bench.run();
      const ended = await bench.until(allEnded);
      // The store refuses one file once, as the scenario has it: before or after, for a bot that lives or for none.
      if (ended.some(({ state }) => state === 'failed'))
        await bench.files.retry({ cycleId: CYCLE, turn: 4 });
      const jobs = await bench.until((all) => all.every(({ state }) => state === 'uploaded'));
      expect(jobs.every(({ attempt }) => attempt <= 2)).toBe(true); // a killed bot is no fault of a job
      expect(jobs.map(({ files }) => files.map(({ reads }) => reads))).toEqual([
        [2000],
        [2000],
        [undefined, undefined],
        [2000],
      ]);
      expect(shaOf(site.world.archiving.uploads)).toEqual(shaOf(jobs.flatMap((one) => one.files)));
      // What was fetched whole is not fetched again; what was under way at a kill may be.
      const most = 2 + KILLS * 6;
      expect(fetched.length).toBeLessThanOrEqual(11 + most);
      expect(bench.logged.filter((line) => /not followed|failed/.test(line))).toEqual([]);
    }, 120_000);

    test('leaves none of its workers alive, and its secrets in no command line, database, log or file', async () => {
      await planned();
      const lines = new Set<string>();
      const workers = () => ofProcesses('environ').filter((one) => one.includes(folder.path));
      const isSamtools = (line: string) => line.startsWith('samtools');
      {
        await using _ = await startBot();
        await expect.poll(workers, { timeout: 20_000 }).not.toEqual([]);
        for (let looks = 0; looks < 60 || ![...lines].some(isSamtools); looks += 1) {
          for (const line of ofProcesses('cmdline')) lines.add(line);
          await delay(10);
        }
      }
      await expect.poll(workers, { timeout: 3000 }).toEqual([]);

      await using bench = await openFiles(at, { folder });
      bench.run();
      await bench.until(allEnded);
      await bench.stop();
      const { aapUsername, aapPassword, stagingAccessKey, stagingSecretKey } = at.credentials;
      const canaries = [aapUsername, aapPassword, stagingAccessKey, stagingSecretKey];
      const holds = (content: string) => canaries.some((secret) => content.includes(secret));
      expect([...lines].filter(holds)).toEqual([]);
      expect(bench.logged.filter(holds)).toEqual([]);
      const left = readdirSync(folder.path, { recursive: true, withFileTypes: true }).filter(
        (one) => one.isFile() && !one.parentPath.includes('code-cache'),
      );
      expect(left.some(({ name }) => name === 'handoff.db')).toBe(true);
      expect(left.length).toBeGreaterThan(10);
      expect(
        left.filter(({ parentPath, name }) =>
          holds(readFileSync(join(parentPath, name), 'latin1')),
        ),
      ).toEqual([]);
    }, 60_000);
  },
);

const shaOf = (files: readonly { readonly name: string; readonly sha256: string }[]) =>
  files.map(({ name, sha256 }) => `${name} ${sha256}`).sort();

/** Of every process that there is: its command line, or its environment. */
function ofProcesses(what: 'cmdline' | 'environ'): readonly string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        return [readFileSync(`/proc/${pid}/${what}`, 'utf8').replaceAll('\0', ' ')];
      } catch {
        return []; // it has ended
      }
    });
}
