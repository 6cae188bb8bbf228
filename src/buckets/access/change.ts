import { type Grant, pathOf } from '../grant/grant.ts';
import type { Setting } from '../policy/all-policies.ts';
import { type Cell, cellsFor } from './matrix.ts';
import { type Place, placesOf, type Subject, subjectsOf } from './subjects.ts';

/** A request: what is granted today, and what is to be; absent where there is none yet, or none any more. */
export type GrantChange =
  | { readonly before?: Grant | undefined; readonly after: Grant }
  | { readonly before: Grant; readonly after?: undefined };

export interface Difference {
  readonly added: readonly Cell[]; // allowed from now on
  readonly removed: readonly Cell[]; // allowed until now
}

export type Reason =
  | 'new dataset'
  | 'somebody can do more'
  | 'another target'
  | 'versions are no longer kept'
  | 'other paperwork'
  | 'the dataset ends';

/** What somebody has to agree to; nothing where access is only taken away. */
export type Risk = readonly Reason[];

/** What a change lets people do, and no longer do, among all the other grants. */
export async function differenceOf(
  setting: Setting,
  { before, after }: GrantChange,
  others: readonly Grant[] = [],
): Promise<Difference> {
  const both = [before, after].filter((grant) => grant !== undefined);
  const subjects = unique(
    both.flatMap((grant) => subjectsOf(setting, grant)),
    ({ name }: Subject) => name,
  );
  const places = unique(
    both.flatMap((grant) => placesOf(setting, grant)),
    ({ path }: Place) => path,
  );
  const cells = (grant: Grant | undefined) =>
    cellsFor(
      setting,
      [...others.filter((one) => !isSame(one, both)), ...(grant ? [grant] : [])],
      subjects,
      places,
    );
  const [then, now] = [await cells(before), await cells(after)];
  const gained = (from: readonly Cell[], to: readonly Cell[]) =>
    to.filter(({ verdict }, index) => verdict.allowed && from[index]?.verdict.allowed !== true);
  return { added: gained(then, now), removed: gained(now, then) };
}

export function riskOf(change: GrantChange, { added }: Difference): Risk {
  const { before, after } = change;
  if (after === undefined) return ['the dataset ends'];
  if (before === undefined) return ['new dataset'];
  const reasons: Reason[] = [];
  if (added.length > 0) reasons.push('somebody can do more');
  if (before.kind === 'push' && after.kind === 'push' && before.targetBucket !== after.targetBucket)
    reasons.push('another target');
  if (
    before.kind === 'pull' &&
    after.kind === 'pull' &&
    before.bucketVersioning &&
    !after.bucketVersioning
  )
    reasons.push('versions are no longer kept');
  if (before.paperwork.join('\n') !== after.paperwork.join('\n')) reasons.push('other paperwork');
  return reasons;
}

function isSame(one: Grant, others: readonly Grant[]): boolean {
  return others.some((other) => pathOf(one) === pathOf(other));
}

function unique<T>(all: readonly T[], keyOf: (one: T) => string): readonly T[] {
  return [...new Map(all.map((one) => [keyOf(one), one])).values()];
}
