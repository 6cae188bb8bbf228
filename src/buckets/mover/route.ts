import type { Grant } from '../grant/grant.ts';

/** Where what lands below a dataset’s prefix goes. */
export interface Route {
  readonly dataset: string;
  readonly target: string; // bucket
  /** Copied rather than moved. */
  readonly keep: boolean;
}

export function routesOf(grants: readonly Grant[]): readonly Route[] {
  return grants.flatMap((grant) =>
    grant.kind === 'push'
      ? [{ dataset: grant.name, target: grant.targetBucket, keep: grant.keepFiles }]
      : [],
  );
}

/** `lung/` of `lung/2026/a.csv`: all keys of a dataset begin so, and none of another’s do. */
export const prefixOf = (dataset: string): string => `${dataset}/`;

export function datasetOf(key: string): string | undefined {
  const slash = key.indexOf('/');
  return slash > 0 ? key.slice(0, slash) : undefined;
}
