import { chapter } from './chapter.ts';
import { ALONE, CONTESTS } from './contests.ts';
import { canMeasure } from './measure.ts';
import { results } from './rounds.ts';
import { tableOf } from './tables.ts';

export interface Wishes {
  /** As `tableOf` has them: `200k,1m,5m,counts`, or `5gb`: ours alone, to every format. */
  readonly sizes: string;
  readonly rounds: number;
  /** Only these, such as `csv-parquet`; all where it is not given. */
  readonly only?: string | undefined;
}

/** Conversions beside others that can do them: the same inputs, whole processes, in turns. */
export async function conversions({ sizes, rounds, only }: Wishes): Promise<string> {
  if (!canMeasure) throw new Error('Memory is measured with Debian’s package time: install it.');
  if (!(rounds >= 1)) throw new Error('There is at least one round.');
  const wanted = only?.split(',');
  const chapters: string[] = [];
  for (const size of sizes.split(',')) {
    const table = tableOf(size);
    if (table === undefined) throw new Error(`There is no table ${size}, but 200k, 1m and counts.`);
    const contests = ('bytes' in table.until ? ALONE : CONTESTS).filter(
      ({ from, to }) => wanted?.includes(`${from}-${to}`) ?? true,
    );
    if (contests.length === 0) throw new Error(`There is no conversion ${only}.`);
    const say = (words: string) => void process.stderr.write(`${table.title}, ${words}\n`);
    chapters.push(chapter(table, await results(table, contests, { rounds, say })));
  }
  return chapters.join('\n');
}
