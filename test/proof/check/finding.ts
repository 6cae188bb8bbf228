/** What a check found: how much it looked at, and everything that is not as it should be. */
export interface Finding {
  readonly counts: readonly (readonly [what: string, count: number])[];
  readonly broken: readonly string[];
}

/** How often each key occurs. */
export function tally<T>(all: Iterable<T>, keyOf: (one: T) => string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const one of all) counts.set(keyOf(one), (counts.get(keyOf(one)) ?? 0) + 1);
  return counts;
}
