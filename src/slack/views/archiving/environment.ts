import type { ArchiveEnvironment } from '../../../domain/archiving/archive.ts';

/** Where to, for people: only one of them is for good. ENA’s test system starts anew each day. */
export const ENVIRONMENTS: Readonly<Record<ArchiveEnvironment, string>> = {
  dev: 'dev (the archives’ test systems; ENA’s is emptied each day)',
  staging: 'staging (the archives’ test systems; ENA’s is emptied each day)',
  prod: 'production (the real archives)',
};
