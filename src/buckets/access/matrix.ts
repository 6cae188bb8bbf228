import { evaluate, type Policies, type Verdict } from '../evaluate/evaluate.ts';
import type { Grant } from '../grant/grant.ts';
import { type AllPolicies, allPolicies, type Setting } from '../policy/all-policies.ts';
import { targetOwnersStatements, VERSION } from '../policy/bucket-policy.ts';
import type { Policy } from '../policy/document.ts';
import type { InlinePolicy } from '../policy/identity-policy.ts';
import { moverOf } from '../policy/party.ts';
import { type Place, placesOf, type Subject, subjectsOf } from './subjects.ts';

export const RIGHTS = ['list', 'read', 'write', 'delete'] as const;
export type Right = (typeof RIGHTS)[number];
const ACTIONS: Readonly<Record<Right, string>> = {
  list: 's3:ListBucket',
  read: 's3:GetObject',
  write: 's3:PutObject',
  delete: 's3:DeleteObject',
};

const SUBJECTS_A_TURN = 20;

/** Who can do what at one place, and why; each answer is the evaluator’s. */
export interface Cell {
  readonly subject: Subject;
  readonly place: Place;
  readonly over: 'TLS' | 'plain HTTP';
  readonly right: Right;
  readonly verdict: Verdict;
}

/** Whoever is of another account is believed to be allowed everything there: what is left is what we allow. */
const EVERYTHING: Policy = {
  Version: VERSION,
  Statement: [{ Effect: 'Allow', Action: ['*'], Resource: ['*'] }],
};
const OVER = {
  TLS: { 'aws:SecureTransport': 'true', 's3:TlsVersion': '1.3' },
  'plain HTTP': { 'aws:SecureTransport': 'false' },
} as const;

/** The matrix of one grant among all grants, which may give the same people more. */
export function matrixOf(
  setting: Setting,
  grant: Grant,
  all: readonly Grant[] = [grant],
): Promise<readonly Cell[]> {
  return cellsFor(setting, all, subjectsOf(setting, grant), placesOf(setting, grant));
}

/** Hundreds of people take a second: between some of them others have their turn. */
export async function cellsFor(
  setting: Setting,
  all: readonly Grant[],
  subjects: readonly Subject[],
  places: readonly Place[],
): Promise<readonly Cell[]> {
  const { buckets, users, movers } = allPolicies(setting, all);
  const ofIdentity = Map.groupBy([...users, ...movers], ({ identity }) => identity);
  const cells: Cell[] = [];
  for (const [index, subject] of subjects.entries()) {
    if (index % SUBJECTS_A_TURN === SUBJECTS_A_TURN - 1) await new Promise(setImmediate);
    const own = ofIdentity.get(subject.identity ?? '') ?? [];
    for (const place of places) {
      const applying = policiesFor(setting, { buckets, own, all }, subject, place);
      for (const over of ['TLS', 'plain HTTP'] as const)
        for (const right of RIGHTS) {
          const verdict = judge(setting, { subject, place, over, right }, applying);
          cells.push({ subject, place, over, right, verdict });
        }
    }
  }
  return cells;
}

function policiesFor(
  setting: Setting,
  {
    buckets,
    own,
    all,
  }: Pick<AllPolicies, 'buckets'> & {
    readonly own: readonly InlinePolicy[];
    readonly all: readonly Grant[];
  },
  { caller }: Subject,
  { bucket, what }: Place,
): Policies {
  const ours = caller !== 'anonymous' && ['', setting.naming.account].includes(caller.account);
  return {
    identity: ours ? own.map(({ policy }) => policy) : [EVERYTHING],
    resource: what === 'target' ? targetPolicy() : policyOf(),
  };

  function policyOf(): Policy | undefined {
    return buckets.find((one) => one.bucket === bucket)?.policy;
  }
  /** What we ask its owner to add: what else stands there is theirs. */
  function targetPolicy(): Policy | undefined {
    const Statement = all.flatMap((grant) =>
      grant.kind === 'push' && grant.targetBucket === bucket
        ? targetOwnersStatements(moverOf(setting, grant), grant)
        : [],
    );
    return Statement.length === 0 ? undefined : { Version: VERSION, Statement };
  }
}

function judge(
  { naming }: Setting,
  { subject, place, over, right }: Omit<Cell, 'verdict'>,
  policies: Policies,
): Verdict {
  const arn = `arn:aws:s3:::${place.bucket}`;
  const { caller } = subject;
  // A store whose users have no account has one for all of them.
  const account = caller !== 'anonymous' && caller.account === '' ? '' : naming.account;
  return evaluate(
    {
      caller,
      action: ACTIONS[right],
      resource: right === 'list' ? arn : `${arn}/${place.prefix}data.csv`,
      owner: place.what === 'target' ? 'the target’s' : account,
      context: {
        ...OVER[over],
        ...(right === 'list' ? { 's3:prefix': place.prefix } : {}),
      },
    },
    policies,
  );
}
