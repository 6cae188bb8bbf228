/** One thing that the bot depends on. */
export interface ReadinessPart {
  readonly part: string;
  readonly ok: boolean;
  /** Whether requests have to be kept away while it is not ok; the others are shown only. */
  readonly needed: boolean;
  readonly says: string; // a short sentence
}

/** Whether the bot can work, part by part. */
export type Readiness = () => Promise<readonly ReadinessPart[]>;
