import { fork } from 'node:child_process';
import { on, once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { serviceAccount } from '../../../src/sandbox/google-sheets/account.ts';
import { startGoogleSheets } from '../../../src/sandbox/google-sheets/google-sheets.ts';
import { openDatabase } from '../../../src/storage/database.ts';
import { markdown, measuredHere } from '../table.ts';
import type { Shown } from './google-sheet-process.ts';
import { saveRun } from './runs.ts';

const shown: z.ZodType<Shown> = z.object({
  seconds: z.number(),
  waited: z.number(),
  memory: z.number(),
  blocked: z.number(),
});
const said = z.union([
  z.object({ waited: z.number() }),
  z.object({ what: z.enum(['first', 'changed']), shown }),
]);

const ROUNDS = {
  first: 'into an empty spreadsheet',
  changed: 'again, one dataset in 100 changed',
} as const;

/** A spreadsheet of so many rows at a simulated Google, as the bot writes it and brings it up to date. */
export async function googleSheet(datasets: number): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'handoff-bench-'));
  let waited = 0; // milliseconds: whoever waits for the quota does not sleep, both clocks leap
  const now = () => new Date(Date.now() + waited);
  const spreadsheet = 'a-spreadsheet';
  await using google = await startGoogleSheets({ id: spreadsheet, now });
  const child = fork(new URL('./google-sheet-process.ts', import.meta.url));
  try {
    const { endpoint, counts } = google;
    const rows: string[][] = [];
    const dataDir = join(folder, 'bot');
    await using crawled = openDatabase(dataDir);
    await saveRun(crawled, { datasets, edition: 0, every: 1, at: now() });
    const credentials = serviceAccount();
    const ended = once(child, 'exit');
    child.send({ dataDir, spreadsheet, endpoint, credentials });
    for await (const [message] of on(child, 'message', { close: ['exit'] })) {
      const one = said.parse(message);
      if ('waited' in one) waited = one.waited;
      else {
        const { seconds, waited, memory, blocked } = one.shown;
        rows.push([
          ROUNDS[one.what],
          `${seconds.toFixed(1)} s`,
          `${waited.toFixed(0)} s`,
          String(counts.read),
          String(counts.write),
          String(counts.refusedForQuota),
          `${(counts.largest / 1e6).toFixed(1)} MB`,
          `${memory.toFixed(0)} MB`,
          `${blocked.toFixed(0)} ms`,
        ]);
        Object.assign(counts, { read: 0, write: 0, refusedForQuota: 0, largest: 0 });
        if (one.what === 'first')
          await saveRun(crawled, { datasets, edition: 1, every: 100, at: now() });
      }
      child.send('go on');
    }
    const [code] = await ended;
    if (code !== 0) throw new Error(`It ended with ${code}.`);
    return markdown(
      `A spreadsheet of ${datasets.toLocaleString('en')} rows at a simulated Google`,
      [
        [
          ...['', 'work, Google’s included', 'and waiting for the quota', 'reads', 'writes'],
          ...['refused for the quota', 'largest request', 'bot', 'bot blocked'],
        ],
        ...rows,
      ],
      `Google takes 60 reads and 60 writes a minute and 10 MB a request; the bot takes 50 of each, and looks before each write whether its rows and columns are as they were. Waiting is counted and not waited for. ${measuredHere()}`,
    );
  } finally {
    child.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}
