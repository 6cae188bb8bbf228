import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { STAGES, type Stage, type Stages } from '../../src/tracker/state/stage.ts';
import { type Seen, type Standing, standingOf } from '../../src/tracker/state/standing.ts';

type Places = readonly [Seen, ...Seen[]];
type Rule = (places: Places) => Standing<Seen>;

const ORDER: readonly string[] = [
  'external',
  'incoming',
  'loading',
  'analysing',
  'processed',
  'published_dev',
  'published',
];
const rank = (stage: string | undefined): number => ORDER.indexOf(stage ?? '');

const one = (location: string, ...[first = 'external', ...others]: Stage[]): Seen => ({
  location,
  stages: [first, ...others],
});

const stages: fc.Arbitrary<Stages> = fc
  .array(fc.constantFrom(...STAGES), { minLength: 1, maxLength: 4 })
  .map(([first = 'external', ...others]) => [first, ...others]);
const places: fc.Arbitrary<Places> = fc
  .uniqueArray(fc.record({ location: fc.stringMatching(/^\/[a-d]{1,2}$/), stages }), {
    minLength: 1,
    maxLength: 6,
    selector: ({ location }) => location,
  })
  .map(([first = one('/'), ...others]) => [first, ...others]);

/** Whether a rule is the one that is described; `seed` makes a failure come again. */
function holds(rule: Rule): boolean {
  const property = fc.property(places, fc.context(), (seen, context) => {
    const { place, status, lowest, highest } = rule(seen);
    const last = rank(place.stages.at(-1));
    const reaches = seen.map((one) => rank(one.stages.at(-1)));
    context.log(`${status} of ${JSON.stringify(seen)}`);
    const ties = seen.filter((one) => rank(one.stages.at(-1)) === last);
    const ranks = place.stages.map(rank);
    const [first = place, ...others] = seen.toReversed();
    return (
      seen.includes(place) &&
      last === Math.max(...reaches) &&
      ties.every((one) => place.location <= one.location) &&
      status === place.stages.join(' ') &&
      rank(lowest) === Math.min(...ranks) &&
      rank(highest) === Math.max(...ranks) &&
      rule([first, ...others]).place === place
    );
  });
  return !fc.check(property, { numRuns: 2000, seed: 11 }).failed;
}

describe('how far a dataset has come', () => {
  test('is said by the place whose last stage ranks highest, whatever comes first in it', () => {
    expect(standingOf([one('/a', 'published', 'loading'), one('/b', 'analysing')])).toMatchObject({
      status: 'analysing',
    });
  });

  test('goes from the lowest to the highest stage of that place, and of no other', () => {
    expect(
      standingOf([one('/a', 'external'), one('/b', 'analysing', 'loading', 'processed')]),
    ).toMatchObject({ lowest: 'loading', highest: 'processed' });
  });

  test('of equals the first by name says it', () => {
    const [a, b] = [one('/a', 'incoming', 'loading'), one('/b', 'loading')];
    expect(standingOf([a, b]).place).toBe(a);
    expect(standingOf([b, a]).place).toBe(a);
  });

  test('ranks are in the order of the definitions', () => {
    expect(STAGES).toEqual(ORDER);
  });

  test('holds for all places', () => {
    expect(holds(standingOf)).toBe(true);
  });

  const turned = ({ location, stages: [first, ...others] }: Seen): Seen =>
    one(location, ...others.toReversed(), first);
  const highest = ({ stages }: Seen) => Math.max(...stages.map(rank));

  test.each<[string, Rule]>([
    [
      'the first stage decides instead of the last',
      ([first, ...others]) => standingOf([turned(first), ...others.map(turned)]),
    ],
    [
      'the highest stage decides instead of the last',
      (seen) => standingOf([seen.reduce((a, b) => (highest(b) > highest(a) ? b : a))]),
    ],
    [
      'ties go by the order of the configuration',
      (seen) => {
        const best = seen.reduce((a, b) => (rank(b.stages.at(-1)) > rank(a.stages.at(-1)) ? b : a));
        return { ...standingOf([best]), place: best };
      },
    ],
    [
      'the highest is filled from the lowest',
      (seen) => {
        const right = standingOf(seen);
        return { ...right, highest: right.lowest };
      },
    ],
    [
      'the lowest of all places counts',
      (seen) => {
        const right = standingOf(seen);
        const all = seen.flatMap((place) => place.stages);
        return { ...right, lowest: all.reduce((a, b) => (rank(b) < rank(a) ? b : a)) };
      },
    ],
  ])('a mistake is seen: %s', (_, mistaken) => {
    expect(holds(mistaken)).toBe(false);
  });
});
