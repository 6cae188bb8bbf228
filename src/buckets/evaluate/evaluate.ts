import type { Policy, Statement } from '../policy/document.ts';
import { type Caller, isRoot, type Meant, meant } from './caller.ts';
import { type Context, contextOf, holds } from './condition.ts';
import { matches, type Variables } from './pattern.ts';

/** One call of one caller. */
export interface AccessRequest {
  readonly caller: Caller;
  readonly action: string; // s3:GetObject
  readonly resource: string; // arn:aws:s3:::bucket/key
  /** The account that the bucket belongs to. */
  readonly owner: string;
  readonly context?: Readonly<Record<string, string | readonly string[]>>;
}

/** What applies to it: the policies of the caller, and the one of the bucket. */
export interface Policies {
  readonly identity?: readonly Policy[];
  readonly resource?: Policy | undefined;
}

export type Side = 'identity' | 'resource';

export type Verdict =
  | { readonly allowed: true; readonly by: 'ownership' | Grounds }
  | { readonly allowed: false; readonly by: Grounds } // somebody said no
  | { readonly allowed: false; readonly lacking: readonly Side[] }; // nobody said yes

export interface Grounds {
  readonly side: Side;
  readonly statement: string; // its Sid, or its number
}

/**
 * What AWS would answer, by its documented rules: whoever says no has the last word; within an account one side is
 * enough to allow, between accounts it takes both; what nobody allows is denied. Boundaries, service control policies
 * and session policies only ever take away, and are not looked at.
 */
export function evaluate(request: AccessRequest, policies: Policies): Verdict {
  const found = [
    ...(policies.identity ?? []).flatMap((policy) => applying(policy, 'identity', request)),
    ...(policies.resource === undefined ? [] : applying(policies.resource, 'resource', request)),
  ];
  const denial = found.find(({ effect }) => effect === 'Deny');
  if (denial !== undefined) return { allowed: false, by: denial.grounds };

  const { caller, owner } = request;
  const within = caller !== 'anonymous' && caller.account === owner;
  if (within && isRoot(caller)) return { allowed: true, by: 'ownership' };
  const [identity, resource] = (['identity', 'resource'] as const).map((side) =>
    found.filter(({ grounds }) => grounds.side === side),
  );
  const own = identity?.[0];
  // Within an account its name only hands the question on to the caller’s policies.
  const theirs = resource?.find(({ meant }) => !within || meant !== 'the account');
  if (caller === 'anonymous')
    return theirs === undefined
      ? { allowed: false, lacking: ['resource'] }
      : { allowed: true, by: theirs.grounds };
  const one = theirs ?? own;
  if (within && one !== undefined) return { allowed: true, by: one.grounds };
  if (own !== undefined && theirs !== undefined) return { allowed: true, by: theirs.grounds };
  const lacking: Side[] = [];
  if (own === undefined) lacking.push('identity');
  if (theirs === undefined) lacking.push('resource');
  return { allowed: false, lacking };
}

interface Applying {
  readonly effect: Statement['Effect'];
  readonly meant: Meant;
  readonly grounds: Grounds;
}

function applying(policy: Policy, side: Side, request: AccessRequest): readonly Applying[] {
  const context = contextFor(request);
  const variables = policy.Version === '2012-10-17' ? variablesIn(context) : undefined;
  return policy.Statement.flatMap((statement, index) => {
    const how =
      side === 'resource' && !namesSomebody(statement) ? 'not' : meant(statement, request.caller);
    const applies =
      how !== 'not' &&
      isAbout(statement, request, variables) &&
      holds(statement.Condition, context, variables);
    const name =
      statement.Sid === undefined || statement.Sid === '' ? `${index + 1}` : statement.Sid;
    return applies
      ? [{ effect: statement.Effect, meant: how, grounds: { side, statement: name } }]
      : [];
  });
}

function namesSomebody({ Principal, NotPrincipal }: Statement): boolean {
  return Principal !== undefined || NotPrincipal !== undefined;
}

function isAbout(
  { Action, NotAction, Resource, NotResource }: Statement,
  { action, resource }: AccessRequest,
  variables: Variables | undefined,
): boolean {
  const names = (one: string) => matches(one, action, { wildcards: true, ignoreCase: true });
  const covers = (one: string) => isResource(one, resource, variables);
  return (
    (Action?.some(names) ?? !NotAction?.some(names)) &&
    (Resource?.some(covers) ?? !NotResource?.some(covers))
  );
}

/** Part by part: `arn:aws:*` does not reach over the colon, but for what stands behind the last. */
function isResource(wanted: string, given: string, variables: Variables | undefined): boolean {
  if (wanted === '*') return true;
  if (wanted !== given && !/[*?$]/.test(wanted)) return false;
  const [parts, theirs] = [wanted.split(':'), given.split(':')];
  const reading = { wildcards: true, variables };
  return (
    parts.length >= 6 &&
    parts.slice(0, 5).every((part, index) => matches(part, theirs[index] ?? '', reading)) &&
    matches(parts.slice(5).join(':'), theirs.slice(5).join(':'), reading)
  );
}

function contextFor({ caller, context = {} }: AccessRequest): Context {
  if (caller === 'anonymous') return contextOf({ 'aws:PrincipalType': 'Anonymous', ...context });
  const user = /:user\/(?:.*\/)?([^/]+)$/.exec(caller.arn)?.[1];
  const type = isRoot(caller) ? 'Account' : user === undefined ? 'AssumedRole' : 'User';
  return contextOf({
    'aws:PrincipalArn': caller.arn,
    'aws:PrincipalAccount': caller.account,
    'aws:PrincipalType': type,
    'aws:username': user,
    ...context,
  });
}

function variablesIn(context: Context): Variables {
  return (key) => {
    const values = context.get(key.toLowerCase()) ?? [];
    return values.length === 1 ? values[0] : undefined;
  };
}
