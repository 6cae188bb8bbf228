/** Texts by title of the column. */
export type Texts = Readonly<Record<string, string>>;

/** A cell of ours in which somebody wrote something else. */
export interface Proposed {
  readonly title: string;
  readonly was: string;
  readonly proposed: string;
}

export interface Merged {
  /** What is to be written. */
  readonly write: Texts;
  /** What is known to stand there by us, before that is written. */
  readonly written: Texts;
  readonly proposed: readonly Proposed[];
  /** Titles of open proposals that are none any more, and why. */
  readonly ended: readonly { readonly title: string; readonly state: 'withdrawn' | 'agreed' }[];
}

/**
 * What becomes of a row: whatever stands in a cell and was not written by us is somebody’s, and stays until it is decided.
 */
export function mergeRow(its: {
  readonly shown: Texts; // what stands there
  readonly wanted: Texts;
  readonly written: Texts; // by us, the last time
  /** Also by us, perhaps: we do not know whether it arrived. */
  readonly writing: Texts;
  readonly open: Texts; // what is proposed
}): Merged {
  const { shown, wanted, written, writing, open } = its;
  const write: Record<string, string> = {};
  const known: Record<string, string> = { ...written };
  const proposed: Proposed[] = [];
  const ended: { title: string; state: 'withdrawn' | 'agreed' }[] = [];
  for (const [title, want] of Object.entries(wanted)) {
    const there = shown[title] ?? '';
    const was = written[title] ?? '';
    const maybe = writing[title];
    const wish = open[title];
    if (same(there, want)) {
      known[title] = want;
      if (wish !== undefined)
        ended.push({ title, state: same(there, wish) ? 'agreed' : 'withdrawn' });
    } else if (same(there, was) || (maybe !== undefined && same(there, maybe))) {
      write[title] = want;
      known[title] = there;
      if (wish !== undefined) ended.push({ title, state: 'withdrawn' });
    } else if (wish === undefined || !same(there, wish)) {
      if (wish !== undefined) ended.push({ title, state: 'withdrawn' });
      proposed.push({ title, was, proposed: there });
    }
  }
  return { write, written: known, proposed, ended };
}

/** Spaces do not count: a spreadsheet may keep them otherwise than they were written. */
export const same = (one: string, other: string): boolean => plain(one) === plain(other);

const plain = (text: string): string => text.normalize('NFC').replace(/\s+/g, ' ').trim();
