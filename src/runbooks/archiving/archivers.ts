import type { Role } from '../../domain/role.ts';

/** “Your #hca-operations buddies”, and those whom the procedure has get the archiver’s key. */
export const ARCHIVERS: readonly Role[] = ['ingest-operations', 'wrangler', 'developers'];
