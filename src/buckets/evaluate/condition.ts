import type { Statement } from '../policy/document.ts';
import { comparison } from './compare.ts';
import type { Variables } from './pattern.ts';

/** What is known of a request, by keys such as `aws:SourceIp`. Letters of keys may be large or small. */
export type Context = ReadonlyMap<string, readonly string[]>;

export function contextOf(
  given: Readonly<Record<string, string | readonly string[] | undefined>>,
): Context {
  return new Map(
    Object.entries(given).flatMap(([key, value]) =>
      value === undefined
        ? []
        : [[key.toLowerCase(), typeof value === 'string' ? [value] : value] as const],
    ),
  );
}

const NAME = /^(?:For(AllValues|AnyValue):)?(\w+?)(IfExists)?$/;

/** Whether all that a statement asks of a request holds. */
export function holds(
  condition: Statement['Condition'] = {},
  context: Context,
  variables: Variables | undefined,
): boolean {
  return Object.entries(condition).every(([operator, keys]) =>
    Object.entries(keys).every(([key, wanted]) =>
      oneHolds(operator, wanted, context.get(key.toLowerCase()) ?? [], variables),
    ),
  );
}

function oneHolds(
  operator: string,
  wanted: readonly string[],
  given: readonly string[],
  variables: Variables | undefined,
): boolean {
  const [, set, name = '', ifExists] = NAME.exec(operator) ?? [];
  if (name === 'Null') return wanted.includes(String(given.length === 0));
  const { holds: meets, negated } = comparison(name);
  const met = (value: string): boolean => wanted.some((one) => meets(one, value, variables));
  switch (set) {
    // Nothing at all is all of it, and not any of it, whether IfExists stands behind or not.
    case 'AllValues':
      return given.every((value) => met(value) !== negated);
    case 'AnyValue':
      return given.some((value) => met(value) !== negated);
    default:
      if (given.length === 0) return negated || ifExists !== undefined;
      return given.some(met) !== negated;
  }
}
