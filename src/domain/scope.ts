/** What a key may be used for: a resource, and whether to read it or to change it. */
export const SCOPES = [
  'datasets:read',
  'datasets:write',
  'files:read',
  'files:write',
  'exports:read',
  'exports:write',
  'buckets:read',
  'buckets:write',
  'tracker:read',
  'tracker:write',
  'metrics:read',
] as const;

export type Scope = (typeof SCOPES)[number];
