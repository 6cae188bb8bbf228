import type { Generated } from 'kysely';

/** The tables of what holds, as migration 18 makes them. */
export interface BucketInForceTables {
  bucket_in_force: {
    kind: 'push' | 'pull';
    name: string;
    text: string;
    since: number;
  };
  bucket_adoption: {
    id: number;
    at: number;
  };
  bucket_file_news: {
    id: Generated<number>;
    path: string;
    news: string; // JSON
    found_at: number;
    over_at: number | null;
  };
  bucket_owner: {
    kind: 'push' | 'pull';
    name: string;
    party: string;
    since: number;
  };
}
