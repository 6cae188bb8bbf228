export const FEW = 3; // are named one by one

/** `60 users like alpha_user_a, alpha_user_b, …`: those of whom the same holds, in one row. */
export function namedTogether(names: readonly string[], what: string): string {
  const [first = ''] = names;
  return names.length <= FEW ? names.join(', ') : `${names.length} ${what}s like ${first}`;
}

/** Those who may pass for one of each other: roles of one account, users whose names begin alike. */
export const kindOf = (who: string): string => /\d{12}/.exec(who)?.[0] ?? who.split('_')[0] ?? '';

/** Puts together what is alike, in the order in which it first comes; few remain apart. */
export function alike<T>(all: readonly T[], keyOf: (one: T) => string): readonly (readonly T[])[] {
  return [...Map.groupBy(all, keyOf).values()].flatMap((some) =>
    some.length > FEW ? [some] : some.map((one) => [one]),
  );
}
