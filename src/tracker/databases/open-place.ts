import { readFile } from 'node:fs/promises';
import type { DatabasePlace, Refused } from './place.ts';

/** A place as it is configured: its certificate is the path of a file, read anew each time, since those are renewed. */
export async function openPlace(
  given: Omit<DatabasePlace, 'password' | 'tls'> & {
    readonly tls: 'verified' | 'off';
    readonly ca?: string | undefined;
  },
  password: string,
): Promise<DatabasePlace | Refused> {
  const { tls, ca: path, ...place } = given;
  if (tls === 'off') return { ...place, password, tls };
  try {
    const ca = path === undefined ? undefined : await readFile(path, 'utf8');
    return { ...place, password, tls: { ca } };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { ok: false, why: 'absent', detail: `its certificate cannot be read: ${why}` };
  }
}
