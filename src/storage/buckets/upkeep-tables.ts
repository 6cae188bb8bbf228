import type { Leaver } from '../../domain/bucket-upkeep.ts';

/** The tables of what keeps grants current, as migration 14 makes them. */
export interface BucketUpkeepTables {
  bucket_reminder: {
    kind: 'push' | 'pull';
    name: string;
    about: string;
    at: number;
  };
  bucket_leaver: {
    who: string;
    why: Leaver['why'];
    found_at: number;
  };
  bucket_recertification: {
    kind: 'push' | 'pull';
    name: string;
    quarter: string;
    hash: string;
    party: string;
    at: number;
  };
}
