import { realpathSync, type Stats, statSync } from 'node:fs';
import { sep } from 'node:path';
import type { Found, Obstacle } from '../place.ts';

type FoundObstacle = Extract<Found, { what: 'obstacle' }>;

/** A link may lead anywhere: what it leads to counts only inside of the root. */
export function follow(
  root: string,
  path: string,
): { readonly path: string; readonly stats: Stats } | FoundObstacle {
  try {
    const real = realpathSync.native(path);
    if (real !== root && !real.startsWith(root + sep))
      return { what: 'obstacle', why: 'outside', path, detail: real };
    return { path: real, stats: statSync(real) };
  } catch (error) {
    return inTheWay(error, path);
  }
}

/** What the system’s refusal to look at a path means; whatever is no such refusal is thrown on. */
export function inTheWay(error: unknown, path: string): FoundObstacle {
  const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
  if (code === undefined) throw error;
  return { what: 'obstacle', why: MEANINGS[code] ?? 'broken', path, detail: code };
}

const MEANINGS: Readonly<Record<string, Obstacle>> = {
  EACCES: 'denied',
  EPERM: 'denied',
  ENOENT: 'vanished',
  ENOTDIR: 'vanished', // it was a folder a moment ago
  ESTALE: 'silent', // whoever serves it has forgotten it
  ELOOP: 'outside', // a link that leads to itself, or came in place of a file
  ENXIO: 'no file',
  ETIMEDOUT: 'silent',
  EHOSTDOWN: 'silent',
};
