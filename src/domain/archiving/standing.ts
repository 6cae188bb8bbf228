/** How DSP judges a submission at one look: its validation, and what keeps it from being completed. */
export interface Standing {
  /** Entities with errors, by type; `''` for what belongs to none. */
  readonly errors: readonly { readonly type: string; readonly count: number }[];
  readonly pending: number; // not looked at yet
  readonly blockers: {
    readonly filesNotReady: number;
    readonly metadata: number;
    readonly empty: boolean;
    readonly validating: boolean;
  };
  /** Errors that no upload of files mends: a developer's. Absent while DSP is still looking. */
  readonly faults?: Faults;
}

export interface Faults {
  readonly entities: number;
  /** The first of them, to be named. */
  readonly first: readonly Fault[];
}

export interface Fault {
  readonly type: string;
  readonly link?: string; // in DSP
  readonly says: string;
}

/** Errors and pending empty, blockers 0, 0, false, false: only then may DSP be asked to complete. */
export function isReady(standing: Standing | undefined): boolean {
  if (standing === undefined) return false;
  const { errors, pending, blockers } = standing;
  const { filesNotReady, metadata, empty, validating } = blockers;
  return (
    errors.length + pending === 0 && filesNotReady === 0 && metadata === 0 && !empty && !validating
  );
}
