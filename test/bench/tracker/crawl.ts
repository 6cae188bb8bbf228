import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { markdown, measuredHere } from '../table.ts';
import type { Look, Looks } from './crawl-process.ts';

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
  findAndRead: z.number(),
  first: look,
  unchanged: look,
  changed: look,
  restarted: look,
});

/** Of `find` by names alone, and for the crawler with its readers. */
const AIM = { times: 2, megabytes: 300 };

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
    const { find, findWithFacts, findAndRead, first, unchanged, changed, restarted } =
      looks.parse(sent);
    const number = (value: number) => Math.round(value).toLocaleString('en');
    const times = (seconds: number, of: number) => `${(seconds / of).toFixed(1)} ×`;
    const found = (what: string, seconds: number) => [
      ...[what, `${seconds.toFixed(2)} s`, times(seconds, find)],
      ...['', '', '', '', '', ''],
    ];
    const aim = ({ seconds, crawler }: Look): string => {
      const isMet = seconds <= AIM.times * find && crawler <= AIM.megabytes;
      return `at most ${AIM.times} × and ${AIM.megabytes} MB: ${isMet ? 'PASS' : '**missed**'}`;
    };
    const row = (what: string, took: Look, same: number) => [
      what,
      `${took.seconds.toFixed(2)} s`,
      times(took.seconds, find),
      times(took.seconds, same),
      number(took.filesRead),
      `${number(took.crawler)} MB`,
      `${number(took.bot)} MB`,
      `${number(took.blocked)} ms`,
      aim(took),
    ];
    return markdown(
      `A crawl of ${number(datasets)} datasets in ${number(10 * datasets)} files`,
      [
        [
          ...['', 'took', 'of `find`', 'of `find` that does the same'],
          ...['files read', 'crawler', 'bot', 'bot blocked', 'aim'],
        ],
        found('`find`, names alone', find),
        found('`find`, size, times and inode of two files of each', findWithFacts),
        found('`find`, and `cat` of these two files', findAndRead),
        row('the first crawl', first, findAndRead),
        row('again, nothing changed', unchanged, findWithFacts),
        row('again, one dataset in 100 changed', changed, findWithFacts),
        row('after a restart, nothing changed', restarted, findWithFacts),
      ],
      `Everything lies in the kernel’s cache. A first crawl must read two files of each dataset, which \`cat\` alone makes ${times(findAndRead, find)} of \`find\`, and writes all of it down. Seven places, four at a time. Memory at most, of the crawler with its readers, the program that they share counted once; blocked: the longest that the bot served nobody. ${measuredHere()}`,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
