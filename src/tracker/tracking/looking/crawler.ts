import { minutes } from '../../../domain/duration.ts';
import { askProcess } from '../../crawl/process.ts';
import { type Look, piece } from './piece.ts';

/** A crawler gives a sign of life more often. */
const SILENCE = minutes(2);

/**
 * Has a process of its own look through all places: what it takes of memory is gone with it, and nobody waits for it
 * but its pieces. `command`: the program, which reads the order, and what else it needs, as JSON from its input.
 */
export const lookElsewhere = (its: {
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly needs: object;
}): Look =>
  async function* look(order, signal) {
    const { command, environment } = its;
    const input = JSON.stringify({ ...its.needs, order });
    const ending = yield* askProcess(
      { command, environment, input, silence: SILENCE },
      piece,
      signal,
    );
    if (ending !== undefined)
      throw new Error(`The crawler came to no end: ${ending.why} ${ending.detail ?? ''}`);
  };
