import type { Obstacle } from '../crawl/place.ts';

/** A production database, and who asks it. */
export interface DatabasePlace {
  readonly name: string; // as the configuration calls it
  readonly type: 'postgres' | 'mysql'; // MariaDB is a mysql
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly password: string;
  /** The server proves who it is by a certificate; `ca`: of whom, PEM, where no public authority signed it. */
  readonly tls: { readonly ca?: string | undefined } | 'off';
  readonly patience: number; // milliseconds, for one question
}

/** It could not be asked, or has no such thing. */
export interface Refused {
  readonly ok: false;
  readonly why: Extract<Obstacle, 'absent' | 'denied' | 'silent' | 'broken'>;
  readonly detail: string; // for people, without the password
}

/** Rows, as the database has them: whoever asked knows what they should look like. */
export type Rows = { readonly ok: true; readonly rows: readonly unknown[] } | Refused;
