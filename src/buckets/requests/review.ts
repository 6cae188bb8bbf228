import { createHash } from 'node:crypto';
import type { Named } from '../../domain/bucket-order.ts';
import type { AccessRow, BucketReview, GrantWish } from '../../domain/bucket-request.ts';
import { differenceOf, type GrantChange, riskOf } from '../access/change.ts';
import { type Cell, matrixOf, RIGHTS } from '../access/matrix.ts';
import { fingerprintOf, planOf } from '../apply/plan.ts';
import { type GoodFile, readAll } from '../folder/reading.ts';
import { type Fault, shown } from '../grant/fault.ts';
import { bucketOf, type Grant, pathOf, pullBucketOf } from '../grant/grant.ts';
import { type Holding, saysTheSame, withRoles } from '../in-force/holding.ts';
import { allPolicies, type BucketAndPolicy, type Setting } from '../policy/all-policies.ts';
import { pullBucketPolicy } from '../policy/bucket-policy.ts';
import { faultsOf } from '../policy/guard.ts';
import { editsBetween } from './edits-between.ts';
import { layOf, withFile } from './wishes/draft.ts';
import { textWithout } from './wishes/edit.ts';

export interface Reviewed {
  readonly review: BucketReview;
  /** Of the dataset’s own file and what follows from it alone: what has to be so still when it is applied. */
  readonly fingerprint: string;
  readonly before: Grant | undefined;
  readonly after: Grant | undefined;
}

/** What a request would change, as a reviewer sees it; or why it can’t be. */
export async function reviewOf(
  setting: Setting,
  holding: Holding,
  wish: GrantWish,
): Promise<Reviewed | { readonly obstacle: string }> {
  const { naming } = setting;
  const path = pathOf(wish);
  const own = ({ path: one }: { readonly path: string }) => one === path;
  const held = holding.datasets.find(own);
  const before = held && withRoles(held.grant, holding.gone);
  const lying = layOf(holding.files, wish);
  if (isOtherwise(wish, lying)) return { obstacle: otherwiseWords(wish) };
  const wanted = textAfter(wish, held);
  if ('obstacle' in wanted) return wanted;
  const { text } = wanted;
  const isNew = (one: string) => one === path && before === undefined;
  const then = readAll(withFile(holding.agreed, { ...wish, after: text }), { naming, isNew });
  const read = then.good.find(own);
  const after = read && withRoles(read.grant, holding.gone);
  const [fault] = then.aside.find(own)?.faults ?? [];
  if (fault !== undefined) return { obstacle: fault.says };
  const gone = read?.grant.users.find(
    (user) => holding.gone.has(user) && held?.grant.users.includes(user) !== true,
  );
  if (gone !== undefined)
    return { obstacle: `${shown(gone)} has no role: ask for it first, or leave them out.` };
  const change: GrantChange | undefined =
    after !== undefined ? { before, after } : before !== undefined ? { before } : undefined;
  const grant = after ?? before;
  if (change === undefined || grant === undefined) return { obstacle: notThere(wish) };
  if (held !== undefined && read !== undefined && saysTheSame(held.grant, read.grant))
    return { obstacle: `Nothing would change: ${shown(wish.name)} is like that already.` };

  const others = holding.grants.filter((one) => pathOf(one) !== path);
  const grants = after === undefined ? others : [...others, after];
  const difference = await differenceOf(setting, change, grants);
  const risk = riskOf(change, difference);
  const tooMuch = risk.length === 0 ? undefined : againstPolicies(setting, grants, after);
  if (tooMuch !== undefined) return { obstacle: tooMuch };
  const cells = await matrixOf(setting, grant, grants);
  const overTls = (all: readonly Cell[]) => all.filter(({ over }) => over === 'TLS');
  const reasons = risk.length === 0 && !wish.byOwner ? ['it is somebody else’s dataset'] : risk;
  const texts = { before: held?.text ?? null, lying, after: text };
  const fingerprint = fingerprintOf(setting, { grant, ...texts });
  const facts = {
    reasons,
    edits: editsBetween(held?.text ?? '', text ?? ''),
    gained: inLines(overTls(difference.added)),
    lost: inLines(overTls(difference.removed)),
    access: rowsOf(overTls(cells)),
    unencrypted: inLines(
      cells.filter(({ over, verdict }) => over === 'plain HTTP' && verdict.allowed),
    ),
    policies: policiesOf(setting, holding.grants, grants, grant, after),
    remarks: saysNew(read?.remarks, held?.remarks),
  };
  const hash = createHash('sha256')
    .update(JSON.stringify([fingerprint, facts]))
    .digest('hex');
  const people = reasons.length === 0 ? 0 : text === null ? 2 : 1;
  // What is by hand in its own file is what is reviewed.
  const news = holding.news.filter(
    (one) => !own(one) || one.why === 'set aside' || one.why === 'user gone',
  );
  const review = { ...facts, hash, people, news } as const;
  return { review, fingerprint, before, after };
}

/** What was to be remarked of the file before is known. */
function saysNew(now: readonly Fault[] = [], before: readonly Fault[] = []): readonly string[] {
  const known = before.map(({ says }) => says);
  return now.map(({ says }) => says).filter((one) => !known.includes(one));
}

/** What is to hold from then on. Who is taken out is taken out of whatever holds by then, where they can be. */
function textAfter(
  wish: GrantWish,
  held: GoodFile | undefined,
): { readonly text: string | null } | { readonly obstacle: string } {
  const { takes, after } = wish;
  if (takes === undefined) return { text: after };
  if (held === undefined) return { obstacle: notThere(wish) };
  const left = textWithout(held, takes);
  return 'refused' in left ? { obstacle: `Nothing would change. ${left.refused}` } : left;
}

/** Whether somebody has changed the file since this was asked for: nothing is written over that. */
function isOtherwise({ takes, before, lay = before, after }: GrantWish, lying: string | null) {
  return takes === undefined && lying !== lay && lying !== after;
}

function otherwiseWords(dataset: Named): string {
  return `${shown(pathOf(dataset))} lies otherwise in the folder now than when this was asked for, and I don’t write over that: put it back as it was; or withdraw this, and ask again, with \`/bucket review ${dataset.name}\` first where what lies there is to hold.`;
}

const notThere = (dataset: Named): string => `${shown(pathOf(dataset))} is not there any more.`;

/** The policies that would be put somewhere for this dataset, looked at as they are before that. */
function againstPolicies(
  setting: Setting,
  grants: readonly Grant[],
  after: Grant | undefined,
): string | undefined {
  if (after === undefined) return undefined;
  const { buckets, users } = allPolicies(setting, grants);
  const bucket = bucketOf(setting.naming, after);
  const faults = [
    ...buckets
      .filter((one) => one.bucket === bucket)
      .flatMap(({ policy }) => faultsOf(policy, { bucket }).map((says) => ({ of: bucket, says }))),
    ...users
      .filter(({ identity }) => after.users.includes(identity))
      .flatMap(({ identity, policy }) =>
        faultsOf(policy, { identity }).map((says) => ({ of: identity, says })),
      ),
  ];
  const [first] = faults;
  return first && `The policy of ${first.of} can’t be put there. ${first.says}`;
}

/** A pull bucket whose dataset ends: nobody has anything there any more, and what lies there stays. */
function closedBucketOf({ naming }: Setting, grant: Grant): BucketAndPolicy | undefined {
  if (grant.kind === 'push') return undefined;
  const { name, bucketVersioning: versioning } = grant;
  const policy = pullBucketPolicy(naming, { name, pullArns: [], allowPush: false });
  return { bucket: pullBucketOf(naming, name), policy, versioning };
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
      role: some[0]?.subject.role ?? '',
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
