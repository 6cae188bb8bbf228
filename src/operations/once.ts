import { createHash } from 'node:crypto';
import { findAnswer, reserveAnswer, saveAnswer } from '../storage/answers.ts';
import type { Database } from '../storage/database.ts';
import type { Clock } from './ports.ts';

/** What a program is told: a status and a body, as JSON. */
export interface Reply {
  readonly status: number;
  readonly body: string;
}

export interface Request {
  /** Who asks: keys of different parties never meet. */
  readonly party: string;
  /** What the program calls this request, so that it can safely be sent again. */
  readonly key: string;
  /** All that was asked for. */
  readonly content: unknown;
}

/** Undefined when the key already stands for another request. */
export type Once = (
  request: Request,
  work: () => Promise<Reply>,
) => Promise<{ readonly reply: Reply; readonly repeated: boolean } | undefined>;

/**
 * Does a request once and answers its repetitions the same, refusals as well. What throws is kept unanswered and done
 * again: the commands below are harmless to repeat under their key, so a crash in between does nothing twice.
 */
export function createOnce(needs: { readonly db: Database; readonly clock: Clock }): Once {
  const { db, clock } = needs;
  const underWay = new Map<string, Promise<unknown>>();

  return async ({ party, key, content }, work) => {
    const request = createHash('sha256').update(JSON.stringify(content)).digest('hex');
    const name = JSON.stringify([party, key]);
    // One instance is active for a database, so whoever sent the same just now is in this process.
    while (underWay.has(name)) await underWay.get(name);
    const running = answer();
    const settled = running.catch(() => undefined);
    underWay.set(name, settled);
    try {
      return await running;
    } finally {
      underWay.delete(name);
    }

    async function answer() {
      const kept = await findAnswer(db, party, key);
      if (kept !== undefined && kept.request !== request) return undefined;
      if (kept?.answer !== undefined) return { reply: kept.answer, repeated: true };
      if (kept === undefined) await reserveAnswer(db, { party, key, request, now: clock.now() });
      const reply = await work();
      await saveAnswer(db, party, key, reply);
      return { reply, repeated: false };
    }
  };
}
