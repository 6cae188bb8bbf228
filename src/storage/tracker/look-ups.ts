import { z } from 'zod';
import type { Database } from '../database.ts';

const items = z.array(z.unknown());

/** What something outside was asked, and the last answer to it. */
export interface LookUp {
  readonly question: string;
  readonly askedAt: Date;
  readonly fault: string | undefined; // of the last time
  readonly answer: { readonly at: Date; readonly items: readonly unknown[] } | undefined;
}

/** An answer takes the place of the one before; a fault leaves that one as it is. */
export async function saveLookUp(
  db: Database,
  question: string,
  asked:
    | { readonly at: Date; readonly fault: string }
    | { readonly at: Date; readonly items: readonly unknown[] },
): Promise<void> {
  const at = asked.at.getTime();
  const change =
    'fault' in asked
      ? { asked_at: at, fault: asked.fault }
      : { asked_at: at, fault: null, answered_at: at, answer: JSON.stringify(asked.items) };
  await db
    .insertInto('look_up')
    .values({ question, ...change })
    .onConflict((conflict) => conflict.column('question').doUpdateSet(change))
    .execute();
}

export async function listLookUps(db: Database): Promise<readonly LookUp[]> {
  const rows = await db.selectFrom('look_up').selectAll().execute();
  return rows.map(({ question, asked_at, fault, answered_at, answer }) => ({
    question,
    askedAt: new Date(asked_at),
    fault: fault ?? undefined,
    answer:
      answered_at === null || answer === null
        ? undefined
        : { at: new Date(answered_at), items: items.parse(JSON.parse(answer)) },
  }));
}
