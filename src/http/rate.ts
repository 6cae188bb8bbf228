/** How many requests a minute are taken. */
export interface Rate {
  readonly key: number;
  readonly uploads: number; // with a key, beside its other requests
  readonly address: number; // without a key that counts
}

/** A thousand small files can be registered within a minute. */
export const RATE: Rate = { key: 300, uploads: 1200, address: 60 };
