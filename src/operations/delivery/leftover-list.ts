import { createHash } from 'node:crypto';
import { type Leftover, sameLeftover } from '../../domain/cycle/clean-up.ts';
import {
  addLeftovers,
  dropLeftovers,
  nextLeftovers,
  ROWS_AT_ONCE,
} from '../../storage/cycles/leftovers.ts';
import type { Database } from '../../storage/database.ts';
import type { Clock } from '../ports.ts';

/** A list as it is kept: what exactly was listed, each with its key, and the hash of it all. */
export interface KeptList {
  readonly hash: string;
  readonly keys: ReadonlyMap<string, string>; // by what makes it the same thing
}

/**
 * The lists that people confirm. They may have a hundred thousand lines, so everything is done in pieces, between which
 * the bot answers others. A list that a crash cut short has not the hash that people confirm, and is written anew.
 */
export interface LeftoverLists {
  inPieces(leftovers: readonly Leftover[]): AsyncIterable<readonly Leftover[]>;
  /** In place of what was kept of this cycle before. */
  keep(cycleId: string, cleanUp: number, leftovers: readonly Leftover[]): Promise<KeptList>;
  read(cycleId: string, cleanUp: number): Promise<KeptList>;
  /** What is there that was not listed, or was listed and has gone; undefined when all is as it was. */
  differences(
    there: readonly Leftover[],
    listed: KeptList,
    may: { readonly haveGone: boolean },
  ): Promise<string | undefined>;
}

export function createLeftoverLists(needs: {
  readonly db: Database;
  readonly clock: Pick<Clock, 'sleep'>;
}): LeftoverLists {
  const { db, clock } = needs;
  const letOthers = (): Promise<void> => clock.sleep(0);

  async function* inPieces(leftovers: readonly Leftover[]): AsyncGenerator<readonly Leftover[]> {
    for (let from = 0; from < leftovers.length; from += ROWS_AT_ONCE) {
      yield leftovers.slice(from, from + ROWS_AT_ONCE);
      await letOthers();
    }
  }

  async function read(cycleId: string, cleanUp: number): Promise<KeptList> {
    const hash = createHash('sha256');
    const keys = new Map<string, string>();
    let page = await nextLeftovers(db, cycleId, cleanUp, undefined);
    while (page.length > 0) {
      for (const one of page) {
        const same = sameLeftover(one);
        hash.update(`${same}\n`);
        keys.set(same, one.key);
      }
      await letOthers();
      page = await nextLeftovers(db, cycleId, cleanUp, page.at(-1));
    }
    return { hash: hash.digest('hex'), keys };
  }

  return {
    inPieces,
    read,
    async keep(cycleId, cleanUp, leftovers) {
      while (await dropLeftovers(db, cycleId, cleanUp)) await letOthers();
      for await (const piece of inPieces(leftovers)) {
        await addLeftovers(db, cycleId, cleanUp, piece);
      }
      return read(cycleId, cleanUp);
    },

    async differences(there, { keys }, may) {
      const strange: string[] = [];
      const found = new Set<string>();
      for await (const piece of inPieces(there)) {
        for (const one of piece) {
          const same = sameLeftover(one);
          if (keys.has(same)) found.add(same);
          else strange.push(one.key);
        }
      }
      if (strange.length > 0) return `since it was listed, ${named(strange)} appeared or changed`;
      if (may.haveGone || found.size === keys.size) return undefined;
      const gone = [...keys].flatMap(([same, key]) => (found.has(same) ? [] : [key]));
      return `since it was listed, ${named(gone)} ${gone.length === 1 ? 'has' : 'have'} gone`;
    },
  };
}

function named([first = '', ...others]: readonly string[]): string {
  return others.length === 0 ? first : `${first} and ${others.length} more`;
}
