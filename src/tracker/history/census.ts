import { STAGES, type Stage } from '../state/stage.ts';

/** Datasets of one rank that were first seen so at one time. */
export interface Counted {
  readonly reach: number; // a rank
  readonly since: Date;
  readonly datasets: number;
}

/** How many datasets stand in a state, and since when. */
export interface Standing {
  readonly stage: Stage;
  readonly datasets: number;
  readonly median: Date | undefined; // half of them have stood there since then or longer
}

/** For each state, from the first to the last; also for those in which nothing stands. */
export function standingsOf(counted: readonly Counted[]): readonly Standing[] {
  return STAGES.map((stage, reach) => {
    const here = counted
      .filter((one) => one.reach === reach)
      .toSorted((a, b) => a.since.getTime() - b.since.getTime());
    const datasets = here.reduce((sum, one) => sum + one.datasets, 0);
    let passed = 0;
    const median = here.find((one) => {
      passed += one.datasets;
      return passed >= datasets / 2;
    })?.since;
    return { stage, datasets, median };
  });
}

/** On their way: known here, and not yet on the site. */
const UNDER_WAY: readonly Stage[] = [
  'incoming',
  'loading',
  'analysing',
  'processed',
  'published_dev',
];

/** How long datasets have stood as they do, longest last. */
const AGES = [
  { name: 'under a week', days: 7 },
  { name: '1 to 4 weeks', days: 28 },
  { name: '1 to 3 months', days: 91 },
  { name: '3 to 12 months', days: 365 },
  { name: 'over a year', days: Number.POSITIVE_INFINITY },
] as const;

/** Of the datasets that are on their way, how many have stood as they do for how long. */
export function agesOf(
  counted: readonly Counted[],
  now: Date,
): readonly { readonly name: string; readonly datasets: number }[] {
  const underWay = counted.filter(({ reach }) =>
    UNDER_WAY.some((stage) => STAGES[reach] === stage),
  );
  const numbers = AGES.map(({ name }) => ({ name, datasets: 0 }));
  for (const { since, datasets } of underWay) {
    const age = (now.getTime() - since.getTime()) / DAY;
    const bucket = numbers[AGES.findIndex(({ days }) => age < days)];
    if (bucket !== undefined) bucket.datasets += datasets;
  }
  return numbers;
}

const DAY = 86_400_000; // milliseconds
