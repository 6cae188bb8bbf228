import { setImmediate as breathe } from 'node:timers/promises';
import { selectFromMysql } from './mysql.ts';
import type { DatabasePlace, Refused, Rows } from './place.ts';
import { selectFromPostgres } from './postgres.ts';
import { MOST_ROWS, type Question, TABLES, textOf } from './questions.ts';

export type Answer =
  | {
      readonly ok: true;
      readonly items: readonly unknown[]; // JSON: rows of the question, or names of species
      /** How many were left out since they are not as they should be, and what of the first. */
      readonly odd?: { readonly count: number; readonly first: string } | undefined;
    }
  | Refused;

/** So many rows are looked at between two breaths of the bot. */
const PIECE = 2000;

const select = (place: DatabasePlace, text: string): Promise<Rows> =>
  place.type === 'postgres' ? selectFromPostgres(place, text) : selectFromMysql(place, text);

/** Whether the table can be read at all; undefined where it can. */
export async function whyNotRead(
  place: DatabasePlace,
  question: Question,
): Promise<Refused | undefined> {
  const answer = await select(place, textOf(question, 0));
  return answer.ok ? undefined : answer;
}

/** What a database says. Never rejects: that it is down, or lies, is an answer as well. */
export async function askDatabase(
  place: DatabasePlace,
  question: Question,
  most = MOST_ROWS,
): Promise<Answer> {
  const answer = await select(place, textOf(question, most));
  if (!answer.ok) return answer;
  const { table, row } = TABLES[question];
  if (answer.rows.length > most)
    return { ok: false, why: 'broken', detail: `${table} has more than ${most} rows` };
  const items: unknown[] = [];
  let count = 0;
  let first = '';
  for (const [at, one] of answer.rows.entries()) {
    if (at % PIECE === PIECE - 1) await breathe();
    const parsed = row.safeParse(one);
    if (parsed.success) items.push(parsed.data);
    else if (++count === 1) {
      const [issue] = parsed.error.issues;
      first = `row ${at + 1}, ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`;
    }
  }
  return { ok: true, items, odd: count === 0 ? undefined : { count, first } };
}
