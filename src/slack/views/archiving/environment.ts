import type { ArchiveEnvironment } from '../../../domain/archiving/archive.ts';

/** Where to, for people: only one of them is for good. */
export const ENVIRONMENTS: Readonly<Record<ArchiveEnvironment, string>> = {
  dev: 'dev (the archives’ test systems)',
  staging: 'staging (the archives’ test systems)',
  prod: 'production (the real archives)',
};
