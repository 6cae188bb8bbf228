import { minutes, seconds } from '../../domain/duration.ts';
import type { Landed } from '../../storage/buckets/landed.ts';
import type { Over, Seen } from './ports.ts';

export type Decision =
  | { readonly do: 'send'; readonly over: Over; readonly replaces?: string }
  | { readonly do: 'nothing'; readonly sha256?: string } // the same is there
  | { readonly do: 'quarantine'; readonly why: string };
/** Only their content can tell. */
export interface Comparison {
  readonly do: 'compare';
  readonly otherwise: Decision;
}

/**
 * What becomes of an object, by what is at its target. Nothing is replaced but what the mover itself put there, and
 * what stays there as an older version.
 */
export function decide(
  { etag, bytes }: Pick<Landed, 'etag' | 'bytes'>,
  there: Seen | 'hidden' | undefined,
  known: { readonly isOurs: boolean; readonly keepsConditions: boolean },
): Decision | Comparison {
  if (there === undefined) return { do: 'send', over: 'nothing' };
  if (there === 'hidden')
    return known.keepsConditions
      ? { do: 'send', over: 'nothing' }
      : {
          do: 'quarantine',
          why: 'The target does not let the bot see what is there. Its owner allows s3:ListBucket and s3:GetObject.',
        };
  if (there.etag === etag && there.bytes === bytes) return { do: 'nothing' };
  const otherwise = over(there, known.isOurs);
  const comparable = there.bytes === bytes && (isOfParts(etag) || isOfParts(there.etag));
  return comparable ? { do: 'compare', otherwise } : otherwise;
}

function over(there: Seen, isOurs: boolean): Decision {
  const staysThere = there.version !== undefined && there.version !== 'null';
  if (staysThere || isOurs) return { do: 'send', over: { etag: there.etag }, replaces: there.etag };
  return {
    do: 'quarantine',
    why: 'Another object is at the target under the same key, and not from here. Rename one of the two, or let the target keep versions.',
  };
}

export const isOfParts = (etag: string): boolean => etag.includes('-');

export const MOST_ATTEMPTS = 6;

/** Half an hour for all of them. */
export function pauseAfter(attempts: number): number {
  return Math.min(seconds(5) * 4 ** (attempts - 1), minutes(20));
}
