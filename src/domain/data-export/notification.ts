/** What somebody can be told of an export. */
export const NOTIFIED_OF = ['completed', 'failed', 'expiring'] as const;
export type NotifiedOf = (typeof NOTIFIED_OF)[number];

export const TARGET_KINDS = ['e-mail', 'webhook', 'teams'] as const;
export type TargetKind = (typeof TARGET_KINDS)[number];

/** Where somebody wants to be told, as they wrote it. An address may itself be a secret. */
export interface Target {
  readonly kind: TargetKind;
  readonly to: string; // an e-mail address, or the URL of a webhook
  readonly about: readonly NotifiedOf[];
}

/** The same, as it is kept. */
export interface KeptTarget {
  readonly id: string;
  readonly kind: TargetKind;
  readonly sealed: string;
  /** What people may see of it: `a…@example.org`, `hooks.example.org`. */
  readonly shown: string;
  readonly about: readonly NotifiedOf[];
}
