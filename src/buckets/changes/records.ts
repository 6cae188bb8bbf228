import type { Found } from '../folder/read-folder.ts';
import { folderOf, type Kind } from '../grant/grant.ts';

/** Where requests are kept: a folder, or a branch of a git repository. A change is proposed first, and then accepted. */
export interface Records {
  /** As they hold now, whatever is proposed. */
  files(): Promise<readonly Found[]>;
  /** What a file was before, newest first, as far as that is remembered. */
  before(file: Pick<Found, 'kind' | 'file'>): Promise<readonly string[]>;
  /** Kept aside until it is accepted; an earlier proposal for the same dataset is replaced. */
  propose(change: Change, by: Author): Promise<Proposal>;
  /**
   * `changed meanwhile`: the file is no longer the one that the proposal started from; `uncommitted`: it lies there as
   * somebody has written it and not committed it. Then nothing is done.
   */
  accept(proposal: Proposal, by: Author): Promise<'accepted' | 'changed meanwhile' | 'uncommitted'>;
  withdraw(proposal: Proposal): Promise<void>;
}

export interface Change {
  readonly kind: Kind;
  readonly name: string;
  readonly text: string | null; // null takes the file out
}

/** Plain data: it outlives the process that made it. */
export interface Proposal extends Change {
  /** Names the content that it started from; null where there was no file. */
  readonly base: string | null;
  /** The commit at the end of its branch, where there are branches. */
  readonly commit?: string;
}

export interface Author {
  readonly name: string;
  readonly email: string;
  /** The message that it was asked for in. */
  readonly link?: string;
}

/** @throws {Error} for a name that could lead elsewhere: it was to be checked long before. */
export function placeOf({ kind, name }: Pick<Change, 'kind' | 'name'>): {
  readonly path: string;
  readonly branch: string;
} {
  if (!/^[a-z0-9][a-z0-9_-]{0,62}$/.test(name)) throw new Error('This is no name of a dataset.');
  return { path: `${folderOf(kind)}/${name}.yaml`, branch: `${kind}_dataset/${name}` };
}

/** One after the other: what looks before it writes must not be overtaken. */
export function inTurn(): <T>(run: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (run) => {
    const next = last.then(run, run);
    last = next.catch(() => undefined);
    return next;
  };
}
