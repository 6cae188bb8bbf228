import { highestOf, lowestOf, rankOf, STAGES, type Stage, type Stages } from './stage.ts';

/** A place where a dataset was seen. */
export interface Seen {
  readonly location: string;
  readonly stages: Stages;
}

/** How far a dataset has come. */
export interface Standing<S extends Seen> {
  readonly place: S;
  readonly status: string; // all stages of the place: `analysing processed`
  readonly lowest: Stage;
  readonly highest: Stage;
}

/**
 * The place whose last stage ranks highest says how far a dataset has come. Of equals the first by name counts: the
 * order of a configuration means nothing.
 */
export function standingOf<S extends Seen>(seen: readonly [S, ...S[]]): Standing<S> {
  const place = seen.reduce((best, one) => (outranks(one, best) ? one : best));
  const { stages } = place;
  return {
    place,
    status: stages.join(' '),
    lowest: lowestOf(stages),
    highest: highestOf(stages),
  };
}

/** The rank that decides; also between two runs. */
export const reachOf = ([first, ...others]: Stages): number => rankOf(others.at(-1) ?? first);

/** The same of a status as people write it. Undefined where a word of it is no state. */
export function reachWritten(text: string): number | undefined {
  const words = text
    .toLowerCase()
    .split(/[\s,]+/)
    .filter(Boolean);
  const stages = words.map((word) => STAGES.find((stage) => stage === word));
  const last = stages.at(-1);
  return last === undefined || stages.includes(undefined) ? undefined : rankOf(last);
}

function outranks(one: Seen, other: Seen): boolean {
  const further = reachOf(one.stages) - reachOf(other.stages);
  return further > 0 || (further === 0 && one.location < other.location);
}
