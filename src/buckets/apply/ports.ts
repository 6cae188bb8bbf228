/** A store’s buckets, as whoever administers them sees them. Methods reject with OutsideError. */
export interface BucketControl {
  /** Undefined where there is none; `not ours` where the name belongs to somebody else. */
  look(bucket: string): Promise<BucketState | 'not ours' | undefined>;
  create(bucket: string): Promise<void>;
  setPolicy(bucket: string, policy: string): Promise<void>;
  blockPublicAccess(bucket: string): Promise<void>;
  encrypt(bucket: string): Promise<void>;
  setVersioning(bucket: string, kept: boolean): Promise<void>;
}

export interface BucketState {
  readonly policy: string | undefined;
  readonly versioning: boolean;
  /** Undefined where the store does not know the setting: it was left out by configuration. */
  readonly encrypted: boolean | undefined;
  readonly publicAccessBlocked: boolean | undefined;
}

/** Policies within identities, by their names. */
export interface IdentityControl {
  /** Undefined where there is no such identity. */
  look(identity: string): Promise<ReadonlyMap<string, string> | undefined>;
  put(identity: string, name: string, policy: string): Promise<void>;
  remove(identity: string, name: string): Promise<void>;
}

export const GONE = 'There is no such user any more: take it out of the request.';
