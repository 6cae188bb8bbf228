import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { openDatabase } from '../../src/storage/database.ts';
import { openArena } from '../proof/bot/arena.ts';
import { BotProcess } from '../proof/bot/bot-process.ts';
import { stock } from './stock.ts';
import { ascending, markdown, milliseconds, quantile } from './table.ts';

const RUNS = 5;
const MANY = 10_000;
const REST = 10_000; // milliseconds of doing nothing before memory is read

/** From `node src/launch.mjs start` to /readyz 200, and the memory of a bot that has nothing to do. */
export async function startUp(): Promise<string> {
  const rows: string[][] = [['database', `start to /readyz 200, median of ${RUNS}`, 'RSS at rest']];
  for (const count of [0, MANY]) {
    await using arena = await openArena({ transport: 'http', projects: Math.max(count, 1) });
    if (count > 0) {
      const db = openDatabase(arena.dataDir);
      await stock(db, arena.projects, () => 'import requested');
      await db.destroy();
    }
    const bot = new BotProcess(arena.botPort, arena.environment);
    const took: number[] = [];
    let resident = '';
    for (let run = 0; run <= RUNS; run += 1) {
      bot.start();
      const time = await bot.ready();
      if (run > 0) took.push(time); // the first warms the disk's cache
      if (run === RUNS) {
        await delay(REST);
        resident = residentMemory(bot.pid);
      }
      await bot.stop();
    }
    const name = count === 0 ? 'empty' : `${count.toLocaleString('en')} open cycles`;
    rows.push([name, milliseconds(quantile(ascending(took), 0.5)), resident]);
  }
  return markdown('Start-up and memory', rows);
}

/** From the kernel's own books; only Linux keeps them there. */
function residentMemory(pid: number | undefined): string {
  if (process.platform !== 'linux' || pid === undefined) return 'not measured';
  const [, kilobytes] = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return `${Math.round(Number(kilobytes) / 1024)} MB`;
}
