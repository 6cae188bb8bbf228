import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import type { Look, Looks } from './crawl-process.ts';
import { markdown } from './table.ts';

const look: z.ZodType<Look> = z.object({
  seconds: z.number(),
  datasets: z.number(),
  filesRead: z.number(),
  bot: z.number(),
  crawler: z.number(),
  blocked: z.number(),
});
const looks: z.ZodType<Looks> = z.object({
  find: z.number(),
  findWithFacts: z.number(),
  first: look,
  unchanged: look,
  changed: look,
});

/** A crawl of so many datasets of ten files each, beside `find` on the same files. */
export async function crawlOfAll(datasets: number): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'handoff-bench-'));
  try {
    const child = fork(new URL('./crawl-process.ts', import.meta.url), [folder, String(datasets)]);
    const failed = once(child, 'exit').then(() => {
      throw new Error('The crawl was not done.');
    });
    const [sent] = await Promise.race([once(child, 'message'), failed]);
    failed.catch(() => undefined); // by now it may end
    const { find, findWithFacts, first, unchanged, changed } = looks.parse(sent);
    const number = (value: number) => Math.round(value).toLocaleString('en');
    const row = (what: string, took: Look) => [
      what,
      `${took.seconds.toFixed(2)} s`,
      `${(took.seconds / find).toFixed(1)} ×`,
      number(took.filesRead),
      `${number(took.crawler)} MB`,
      `${number(took.bot)} MB`,
      `${number(took.blocked)} ms`,
    ];
    return markdown(
      `A crawl of ${number(datasets)} datasets in ${number(10 * datasets)} files`,
      [
        ['', 'took', 'of `find`', 'files read', 'crawler', 'bot', 'bot blocked'],
        ['`find`, names alone', `${find.toFixed(2)} s`, '1.0 ×', '', '', '', ''],
        [
          '`find`, size and time of each',
          `${findWithFacts.toFixed(2)} s`,
          `${(findWithFacts / find).toFixed(1)} ×`,
          '',
          '',
          '',
          '',
        ],
        row('the first crawl', first),
        row('again, nothing changed', unchanged),
        row('again, one dataset in 100 changed', changed),
      ],
      'Everything lies in the kernel’s cache. A first crawl also opens and reads two files of each dataset, which `find` does not, and writes all of it down. Seven places, four at a time. Memory at most, of the crawler with its readers; blocked: the longest that the bot served nobody.',
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
