/** What a request file grants: a dataset that leaves through the hub, or one that others fetch from its own bucket. */
export type Grant = PushGrant | PullGrant;
export type Kind = Grant['kind'];
export const KINDS = ['push', 'pull'] as const satisfies readonly Kind[];

interface Granted {
  readonly name: string;
  /** Roles of the platform that put the data there: `alpha_user_anna`. */
  readonly users: readonly string[];
  /** What the release rests on, as people wrote it: a reference, and until when it holds. */
  readonly paperwork: readonly string[];
}

export interface PushGrant extends Granted {
  readonly kind: 'push';
  readonly targetBucket: string;
  /** Copied rather than moved. */
  readonly keepFiles: boolean;
}

export interface PullGrant extends Granted {
  readonly kind: 'pull';
  /** Roles and users, usually of other accounts, that may read. */
  readonly pullArns: readonly string[];
  /** They may write and delete, too. */
  readonly allowPush: boolean;
  readonly bucketVersioning: boolean;
}

/** What an installation calls its own. */
export interface Naming {
  readonly hub: string; // the bucket that pushed data is put into: `mojap-hub-exports`
  readonly prefix: string; // of the buckets that are pulled from: `mojap-`
  readonly account: string; // 12 digits
}

/** The bucket of a pull dataset; names may have underscores, buckets may not. */
export function pullBucketOf({ prefix }: Pick<Naming, 'prefix'>, name: string): string {
  return `${prefix}${name.replaceAll('_', '-')}`;
}

/** The bucket that a dataset is put into. */
export function bucketOf(naming: Naming, { kind, name }: Pick<Grant, 'kind' | 'name'>): string {
  return kind === 'push' ? naming.hub : pullBucketOf(naming, name);
}

export function folderOf(kind: Kind): `${Kind}_datasets` {
  return `${kind}_datasets`;
}

/** `push_datasets/new_project.yaml`, in the folder of all of them. */
export function pathOf({ kind, name }: Pick<Grant, 'kind' | 'name'>): string {
  return `${folderOf(kind)}/${name}.yaml`;
}

const UNTIL = /\buntil (\d{4}-\d{2}-\d{2})\b/;

/** The last day on which all of the paperwork holds; undefined where none of it says. */
export function expiryOf({ paperwork }: Pick<Grant, 'paperwork'>): string | undefined {
  return paperwork.flatMap((one) => UNTIL.exec(one)?.[1] ?? []).sort()[0];
}

/** A reference, and the day that is written behind it. */
export function splitPaperwork(one: string): {
  readonly reference: string;
  readonly until: string;
} {
  const [, reference = one, until = ''] = /^(.*) until (\d{4}-\d{2}-\d{2})$/.exec(one.trim()) ?? [];
  return { reference: reference.trim(), until };
}
