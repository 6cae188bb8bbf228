import type { Actor } from '../../domain/role.ts';
import type { Rendered } from '../views/blocks.ts';

/** Somebody who asks, and how more is said to them later. */
export interface Asker {
  readonly actor: Extract<Actor, { kind: 'person' }>;
  readonly say: (said: Rendered) => Promise<void>;
}
