/** What lies in a staging area, told briefly; the list itself is kept beside it, under its hash. */
export interface LeftoverList {
  readonly hash: string;
  readonly objects: number;
  readonly bytes: number;
  readonly olderVersions: number;
  readonly halfWritten: number; // uploads that never ended
  readonly dataFiles: number;
  /** Data files that the upload area does not hold any more: deleted here, they are gone. */
  readonly lost: { readonly count: number; readonly names: readonly string[] };
  /** Why the upload area could not be compared; then every data file counts as lost. */
  readonly notCompared?: string;
}

/** The clean-up of a failed export's staging area (spec 1, step 7), from the first list to the last look. */
export interface CleanUp {
  readonly number: number; // each list is a new one
  readonly askedBy: string;
  readonly askedAt: string; // ISO
  readonly phase: 'listing' | 'proposed' | 'deleting' | 'done' | 'void' | 'put off';
  readonly list?: LeftoverList;
  readonly confirmedBy?: readonly string[];
  readonly removed?: number;
  readonly why?: string; // it is void, or could not go on
  readonly endedAt?: string; // ISO
  /** The last one before that was shown: its message loses its buttons. */
  readonly earlier?: CleanUp;
}

/** The next list. It remembers the last one that people were shown. */
export function askedAnew(before: CleanUp | undefined, by: string, at: string): CleanUp {
  const number = (before?.number ?? 0) + 1;
  const next: CleanUp = { number, askedBy: by, askedAt: at, phase: 'listing' };
  if (before === undefined) return next;
  const { earlier, ...last } = before;
  const shown = isShown(before) ? last : earlier;
  return shown === undefined ? next : { ...next, earlier: shown };
}

/** There is something to see of it: a list, or why there is none. */
export function isShown(cleanUp: CleanUp | undefined): boolean {
  return cleanUp?.list !== undefined || cleanUp?.phase === 'void';
}

/** It waits for its list, for people, or for its end. */
export function isUnderWay(cleanUp: CleanUp | undefined): boolean {
  return cleanUp !== undefined && ['listing', 'proposed', 'deleting'].includes(cleanUp.phase);
}

/** One thing that lies in a staging area. */
export interface Leftover {
  readonly kind: 'object' | 'older version' | 'half-written';
  readonly key: string;
  readonly version: string; // of the object, or the id of the upload that never ended; '' where there is none
  readonly bytes: number;
  readonly checksum: string; // as the store says it; '' for what has none
}

/** The same thing, not merely the same name. */
export function sameLeftover({ kind, key, version, bytes, checksum }: Leftover): string {
  return JSON.stringify([kind, key, version, bytes, checksum]);
}

/** Data files lie flat under `data/`; everything else an export makes anew from the metadata. */
export function isDataFile({ kind, key }: Leftover): boolean {
  return kind === 'object' && /(^|\/)data\/[^/]+$/.test(key);
}
