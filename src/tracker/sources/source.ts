import type { Stages } from '../state/stage.ts';

/** A place that is looked through, and what it means for a dataset to be there. */
export interface Source {
  readonly kind: 'folder' | 'web' | 'bucket';
  readonly location: string; // `/nfs/atlas/loading`, `https://…`, `s3://bucket/prefix`
  readonly stages: Stages;
  readonly tech: readonly string[]; // `bulk`, `sc`
  readonly resource?: unknown;
  readonly source?: unknown;
}

/** Undefined where nothing can be looked through under such a name. */
export function kindOf(location: string): Source['kind'] | undefined {
  if (location.startsWith('/')) return 'folder';
  if (/^s3:\/\/[^/]+/.test(location)) return 'bucket';
  return isWebAddress(location) ? 'web' : undefined;
}

/** Facts of record come over https, or from this machine. */
function isWebAddress(location: string): boolean {
  if (!URL.canParse(location)) return false;
  const { protocol, hostname, username, password } = new URL(location);
  if (username !== '' || password !== '') return false;
  return protocol === 'https:' || (protocol === 'http:' && hostname === '127.0.0.1');
}

/** `/a//b/` is `/a/b`: one place has one name. */
export function plainLocation(location: string): string {
  return kindOf(location) === 'folder'
    ? location.replace(/\/+/g, '/').replace(/(.)\/$/, '$1')
    : location;
}
