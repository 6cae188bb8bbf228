import ipaddr from 'ipaddr.js';
import { matches, type Variables } from './pattern.ts';

/** Whether one value of the request is what one value of the policy asks for. */
type Compare = (wanted: string, given: string, variables: Variables | undefined) => boolean;

/** A comparison by its name in a policy, without what stands before and after it. */
export interface Comparison {
  readonly holds: Compare;
  /** `StringNotEquals` and its like: they hold where none of the values is met, also where there is none to meet. */
  readonly negated: boolean;
}

const text =
  (wildcards: boolean, ignoreCase = false): Compare =>
  (wanted, given, variables) =>
    matches(wanted, given, { wildcards, ignoreCase, variables });

/** Part by part: no sign of a part reaches over its colon. */
const arn: Compare = (wanted, given, variables) => {
  const [parts, theirs] = [partsOf(wanted), partsOf(given)];
  return (
    parts.length === theirs.length &&
    parts.every((part, index) => matches(part, theirs[index] ?? '', { wildcards: true, variables }))
  );
};

const number =
  (holds: (order: number) => boolean): Compare =>
  (wanted, given) =>
    holds(numberOf(given) - numberOf(wanted)); // NaN holds nothing

const moment =
  (holds: (order: number) => boolean): Compare =>
  (wanted, given) =>
    holds(timeOf(given) - timeOf(wanted));

const address: Compare = (wanted, given) => {
  const range = wanted.includes('/') ? wanted : `${wanted}/${wanted.includes(':') ? 128 : 32}`;
  if (!ipaddr.isValidCIDR(range) || !ipaddr.isValid(given)) return false;
  const [network, bits] = ipaddr.parseCIDR(range);
  const from = ipaddr.process(given); // an IPv4 address that travels as IPv6 is the IPv4 address
  return from.kind() === network.kind() && from.match(network, bits);
};

const ORDERS: Readonly<Record<string, (order: number) => boolean>> = {
  Equals: (order) => order === 0,
  LessThan: (order) => order < 0,
  LessThanEquals: (order) => order <= 0,
  GreaterThan: (order) => order > 0,
  GreaterThanEquals: (order) => order >= 0,
};

const COMPARISONS = new Map<string, Compare>([
  ['StringEquals', text(false)],
  ['StringEqualsIgnoreCase', text(false, true)],
  ['StringLike', text(true)],
  ['ArnEquals', arn],
  ['ArnLike', arn],
  ['Bool', (wanted, given) => wanted.toLowerCase() === given.toLowerCase()],
  ['IpAddress', address],
  ...Object.entries(ORDERS).flatMap(([name, holds]): [string, Compare][] => [
    [`Numeric${name}`, number(holds)],
    [`Date${name}`, moment(holds)],
  ]),
]);

/** @throws {Error} for a name that no policy may have: it was read by `readPolicy`. */
export function comparison(name: string): Comparison {
  const positive = name.replace('Not', '');
  const holds = COMPARISONS.get(positive);
  if (holds === undefined) throw new Error(`There is no comparison ${name}.`);
  return { holds, negated: positive !== name };
}

function partsOf(text: string): readonly string[] {
  const parts = text.split(':');
  return parts.length < 6 ? parts : [...parts.slice(0, 5), parts.slice(5).join(':')];
}

function numberOf(text: string): number {
  return text.trim() === '' ? Number.NaN : Number(text);
}

/** ISO 8601, or seconds since 1970. */
function timeOf(text: string): number {
  return /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text);
}
