import type { Note } from '../metadata/schema.ts';
import type { Obstacle } from './place.ts';

/** Something that could not be read, or not as it should be. */
export interface Trouble {
  readonly location: string;
  readonly path?: string | undefined; // absent: the place itself
  /** `mismatch`: a database does not agree with what was crawled. */
  readonly why: Obstacle | Note | 'mismatch';
  readonly detail?: string | undefined;
}
