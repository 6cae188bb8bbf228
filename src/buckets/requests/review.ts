import { createHash } from 'node:crypto';
import type { AccessRow, BucketReview, GrantWish } from '../../domain/bucket-request.ts';
import { differenceOf, type GrantChange, riskOf } from '../access/change.ts';
import { type Cell, matrixOf, RIGHTS } from '../access/matrix.ts';
import { fingerprintOf, planOf } from '../apply/plan.ts';
import type { Found } from '../folder/read-folder.ts';
import { readAll } from '../folder/reading.ts';
import { type Grant, pathOf, pullBucketOf } from '../grant/grant.ts';
import { allPolicies, type BucketAndPolicy, type Setting } from '../policy/all-policies.ts';
import { pullBucketPolicy } from '../policy/bucket-policy.ts';
import { textOfFile, withFile } from './draft.ts';
import { editsBetween } from './edits-between.ts';

export interface Reviewed {
  readonly review: BucketReview;
  /** Of the dataset’s own file and what follows from it alone: what has to be so still when it is applied. */
  readonly fingerprint: string;
  readonly before: Grant | undefined;
  readonly after: Grant | undefined;
}

/** What a request would change, as a reviewer sees it; or why nobody can say. */
export async function reviewOf(
  setting: Setting,
  files: readonly Found[],
  wish: GrantWish,
): Promise<Reviewed | { readonly obstacle: string }> {
  const { naming } = setting;
  const path = pathOf(wish);
  const own = ({ path: one }: { readonly path: string }) => one === path;
  const then = readAll(files, { naming });
  const before = then.good.find(own)?.grant;
  const isNew = (one: string) => one === path && before === undefined;
  const now = readAll(withFile(files, wish), { naming, isNew });
  const after = now.good.find(own)?.grant;
  const [fault] = [...now.aside, ...then.aside].find(own)?.faults ?? [];
  if (fault !== undefined) return { obstacle: fault.says };
  const change: GrantChange | undefined =
    after !== undefined ? { before, after } : before !== undefined ? { before } : undefined;
  if (change === undefined) return { obstacle: `${path} is not there any more.` };
  const grant = after ?? before;
  if (grant === undefined) return { obstacle: `${path} is not there any more.` };

  const grants = now.good.map((one) => one.grant);
  const difference = await differenceOf(setting, change, grants);
  const cells = await matrixOf(setting, grant, grants);
  const overTls = (all: readonly Cell[]) => all.filter(({ over }) => over === 'TLS');
  const risk = riskOf(change, difference);
  const reasons = risk.length === 0 && !wish.byOwner ? ['it is somebody else’s dataset'] : risk;
  const textBefore = textOfFile(files, wish);
  const fingerprint = fingerprintOf(setting, { grant, before: textBefore, after: wish.after });
  const shown = {
    reasons,
    edits: editsBetween(textBefore ?? '', wish.after ?? ''),
    gained: inLines(overTls(difference.added)),
    lost: inLines(overTls(difference.removed)),
    access: rowsOf(overTls(cells)),
    unencrypted: inLines(
      cells.filter(({ over, verdict }) => over === 'plain HTTP' && verdict.allowed),
    ),
    policies: policiesOf(
      setting,
      then.good.map((one) => one.grant),
      grants,
      grant,
      after,
    ),
  };
  const hash = createHash('sha256')
    .update(JSON.stringify([fingerprint, shown]))
    .digest('hex');
  const people = reasons.length === 0 ? 0 : wish.after === null ? 2 : 1;
  return {
    review: { ...shown, hash, people, obstacle: obstacleIn(now.aside) },
    fingerprint,
    before,
    after,
  };
}

/** A pull bucket whose dataset ends: nobody has anything there any more, and what lies there stays. */
function closedBucketOf({ naming }: Setting, grant: Grant): BucketAndPolicy | undefined {
  if (grant.kind === 'push') return undefined;
  const { name, bucketVersioning: versioning } = grant;
  const policy = pullBucketPolicy(naming, { name, pullArns: [], allowPush: false });
  return { bucket: pullBucketOf(naming, name), policy, versioning };
}

/** With others set aside nothing is applied: their people would lose what they have. */
export function obstacleIn(
  aside: readonly {
    readonly path: string;
    readonly faults: readonly { readonly line: number; readonly says: string }[];
  }[],
): string | undefined {
  const [first] = aside;
  if (first === undefined) return undefined;
  const others = aside.length === 1 ? '' : ` ${aside.length - 1} more are set aside.`;
  const fault = first.faults[0];
  return `${first.path} is set aside, and applying would take away what it grants. Line ${fault?.line ?? 1}: ${fault?.says ?? ''}${others}`;
}

function policiesOf(
  setting: Setting,
  before: readonly Grant[],
  after: readonly Grant[],
  grant: Grant,
  stays: Grant | undefined,
): BucketReview['policies'] {
  const was = planOf(setting, before);
  const will = planOf(setting, after);
  const closed = stays === undefined ? closedBucketOf(setting, grant) : undefined;
  const files = [...will]
    .filter(([path, text]) => was.get(path) !== text)
    .map(([path, text]) => ({ path, text }));
  if (closed === undefined) return files;
  const path = `buckets/${closed.bucket}/policy.json`;
  return [...files, { path, text: `${JSON.stringify(closed.policy, undefined, 2)}\n` }];
}

/** Who can do what in a dataset’s places, over TLS. */
export async function accessOf(
  setting: Setting,
  grant: Grant,
  all: readonly Grant[],
): Promise<readonly AccessRow[]> {
  const cells = await matrixOf(setting, grant, all);
  return rowsOf(cells.filter(({ over }) => over === 'TLS'));
}

function rowsOf(cells: readonly Cell[]): readonly AccessRow[] {
  return [...bySubjectAndPlace(cells)].map(([, some]) => {
    const can = (right: Cell['right']) =>
      some.some((cell) => cell.right === right && cell.verdict.allowed);
    return {
      ...namesOf(some),
      list: can('list'),
      read: can('read'),
      write: can('write'),
      delete: can('delete'),
    };
  });
}

/** `alpha_user_anna: list, write s3://…/lung/`. */
function inLines(cells: readonly Cell[]): readonly string[] {
  return [...bySubjectAndPlace(cells)].map(([, some]) => {
    const { who, path } = namesOf(some);
    const rights = RIGHTS.filter((right) => some.some((cell) => cell.right === right));
    return `${who}: ${rights.join(', ')} ${path}`;
  });
}

function bySubjectAndPlace(cells: readonly Cell[]): ReadonlyMap<string, readonly Cell[]> {
  return Map.groupBy(cells, ({ subject, place }) => `${subject.name} ${place.path}`);
}

function namesOf([first]: readonly Cell[]): { readonly who: string; readonly path: string } {
  if (first === undefined) return { who: '', path: '' };
  const { subject, place } = first;
  const who = subject.role === 'other of the account' ? 'any other user' : subject.name;
  return {
    who,
    path: place.what === 'another dataset' ? 'another dataset of the hub' : place.path,
  };
}

/** All that would be put into the store, with what is to be closed. */
export function policiesToApply(
  setting: Setting,
  grants: readonly Grant[],
  ended: Grant | undefined,
): ReturnType<typeof allPolicies> {
  const all = allPolicies(setting, grants);
  const closed = ended && closedBucketOf(setting, ended);
  return closed === undefined ? all : { ...all, buckets: [...all.buckets, closed] };
}
