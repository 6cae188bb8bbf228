import { OutsideError } from '../../operations/ports.ts';
import type { AllPolicies, BucketAndPolicy } from '../policy/all-policies.ts';
import { canonical, readPolicy } from '../policy/document.ts';
import { faultsOf } from '../policy/guard.ts';
import type { InlinePolicy } from '../policy/identity-policy.ts';
import { type BucketControl, type BucketState, GONE, type IdentityControl } from './ports.ts';

/** What is still to be done to a bucket, in the order in which it is safe: it is closed before it is opened. */
export type Step =
  | 'create'
  | 'block public access'
  | 'encrypt'
  | 'keep versions'
  | 'stop keeping versions'
  | 'set policy';

export type Applied =
  | { readonly of: string; readonly did: readonly string[] }
  | { readonly of: string; readonly failed: string };

const EMPTY: BucketState = {
  policy: undefined,
  versioning: false,
  encrypted: false,
  publicAccessBlocked: false,
};

export function stepsFor(
  { policy, versioning }: BucketAndPolicy,
  found: BucketState | undefined,
): readonly Step[] {
  const now = found ?? EMPTY;
  const steps: Step[] = [];
  if (found === undefined) steps.push('create');
  if (now.publicAccessBlocked === false) steps.push('block public access');
  if (now.encrypted === false) steps.push('encrypt');
  if (now.versioning !== versioning)
    steps.push(versioning ? 'keep versions' : 'stop keeping versions');
  const there = now.policy === undefined ? undefined : readPolicy(now.policy);
  if (there === undefined || canonical(there) !== canonical(policy)) steps.push('set policy');
  return steps;
}

/** Makes a bucket what it is to be, and looks whether it is. What it already is is left alone. */
export async function applyBucket(
  control: BucketControl,
  wanted: BucketAndPolicy,
): Promise<Applied> {
  const { bucket, policy } = wanted;
  const faults = faultsOf(policy, { bucket });
  if (faults.length > 0)
    return { of: bucket, failed: `The policy is not put there. ${faults.join(' ')}` };
  return guarded(bucket, async () => {
    const did: Step[] = [];
    let found = await control.look(bucket);
    if (found === undefined) {
      await control.create(bucket);
      did.push('create');
      found = await control.look(bucket);
    }
    if (found === 'not ours')
      return 'The bucket belongs to somebody else: choose another name, or ask its owner.';
    for (const step of stepsFor(wanted, found)) {
      await take(control, step, wanted);
      did.push(step);
    }
    const now = did.length === 0 ? found : await control.look(bucket);
    const left = now === 'not ours' ? ['create'] : stepsFor(wanted, now);
    return left.length === 0 ? did : `The store took it, and does not show it: ${left.join(', ')}.`;
  });
}

function take(
  control: BucketControl,
  step: Step,
  { bucket, policy }: BucketAndPolicy,
): Promise<void> {
  switch (step) {
    case 'create':
      return control.create(bucket);
    case 'block public access':
      return control.blockPublicAccess(bucket);
    case 'encrypt':
      return control.encrypt(bucket);
    case 'keep versions':
      return control.setVersioning(bucket, true);
    case 'stop keeping versions':
      return control.setVersioning(bucket, false);
    case 'set policy':
      return control.setPolicy(bucket, canonical(policy));
  }
}

/** Every policy that we put into identities has one of these names; all others are somebody else’s. */
const isOurs = (name: string): boolean => /^hub[_-]exports($|-pull-)/.test(name);

/** Gives an identity what it is to have, and takes from it what was ours and is no longer wanted. */
export async function applyIdentity(
  control: IdentityControl,
  identity: string,
  all: readonly InlinePolicy[],
): Promise<Applied> {
  const wanted = all.filter((one) => one.identity === identity);
  const faults = wanted.flatMap(({ policy }) => faultsOf(policy, { identity }));
  if (faults.length > 0)
    return { of: identity, failed: `The policy is not put there. ${faults.join(' ')}` };
  return guarded(identity, async () => {
    const found = await control.look(identity);
    if (found === undefined) return GONE;
    const did: string[] = [];
    for (const { name, policy } of wanted.filter((one) => !has(found, one))) {
      await control.put(identity, name, canonical(policy));
      did.push(`put ${name}`);
    }
    for (const name of found.keys()) {
      if (!isOurs(name) || wanted.some((one) => one.name === name)) continue;
      await control.remove(identity, name);
      did.push(`remove ${name}`);
    }
    if (did.length === 0) return did;
    const now = await control.look(identity);
    const left = wanted
      .filter((one) => now === undefined || !has(now, one))
      .map(({ name }) => name);
    return left.length === 0 ? did : `IAM took it, and does not show it: ${left.join(', ')}.`;
  });
}

function has(found: ReadonlyMap<string, string>, { name, policy }: InlinePolicy): boolean {
  const there = readPolicy(found.get(name) ?? '');
  return there !== undefined && canonical(there) === canonical(policy);
}

/** All of it, each by itself: what fails keeps nothing else from being done. `users` also names who had something. */
export async function applyAll(
  { buckets, users }: AllPolicies,
  controls: { readonly buckets: BucketControl; readonly identities?: IdentityControl | undefined },
  known: readonly string[] = [],
): Promise<readonly Applied[]> {
  const done: Applied[] = [];
  for (const wanted of buckets) done.push(await applyBucket(controls.buckets, wanted));
  const { identities } = controls;
  if (identities === undefined) return done;
  const names = [...new Set([...users.map(({ identity }) => identity), ...known])].sort();
  for (const name of names) done.push(await applyIdentity(identities, name, users));
  return done;
}

async function guarded(
  of: string,
  run: () => Promise<readonly string[] | string>,
): Promise<Applied> {
  try {
    const ended = await run();
    return typeof ended === 'string' ? { of, failed: ended } : { of, did: ended };
  } catch (error) {
    if (!(error instanceof OutsideError)) throw error;
    return { of, failed: error.message };
  }
}
