import { z } from 'zod';
import type { Place } from '../../../operations/programs.ts';

const place = z.tuple([z.int(), z.string()]);

/** Where the next page begins, as text that programs send back and need not understand. */
export function cursorOf({ openedAt, id }: Place): string {
  return Buffer.from(JSON.stringify([openedAt, id])).toString('base64url');
}

/** Undefined when we did not write it. */
export function placeIn(cursor: string): Place | undefined {
  try {
    const [openedAt, id] = place.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()));
    return { openedAt, id };
  } catch {
    return undefined;
  }
}
