import type { Actor } from '../../domain/role.ts';
import type { ObjectStore } from '../../objects/object-store.ts';
import type { Clock, Log, People } from '../../operations/ports.ts';
import type { Database } from '../../storage/database.ts';
import type { BucketControl, IdentityControl } from '../apply/ports.ts';
import type { Records } from '../changes/records.ts';
import type { InForce } from '../in-force/in-force.ts';
import type { MoverStores } from '../mover/store/open-stores.ts';
import type { Setting } from '../policy/all-policies.ts';

export interface RequestNeeds {
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly people: Pick<People, 'name' | 'email' | 'hasLeft'>;
  readonly setting: Setting;
  /** Where requests are kept; the same each time. */
  readonly records: () => Promise<Records>;
  /** What holds, whatever has been done to the folder by hand. */
  readonly inForce: InForce;
  /** Absent: what is approved becomes a plan for somebody else’s deployment. */
  readonly store?: RequestStore | undefined;
  /** Where that plan is written. */
  readonly planFolder: string;
  /** How long a dataset stays as it is after its end was agreed to, milliseconds. */
  readonly grace: number;
  /** One thing after the other: what looks before it writes must not be overtaken. */
  readonly turn: <T>(run: () => Promise<T>) => Promise<T>;
  /** Has the mover look through the hub at once; absent where something else moves what lands. */
  readonly wakeMover?: (() => void) | undefined;
  /** There is something to be delivered. */
  readonly wake: () => void;
}

export interface RequestStore {
  readonly buckets: BucketControl;
  readonly identities?: IdentityControl | undefined;
  readonly objectsIn: (bucket: string) => ObjectStore;
  /** As the mover sees them: the hub, and whatever a target lies in. */
  readonly stores: MoverStores;
}

/** Whoever asks, and where they are answered. */
export interface Asker {
  readonly actor: Actor;
  readonly channel: string;
}

export const REVIEWERS = ['data-engineering'] as const;
