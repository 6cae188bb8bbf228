import { z } from 'zod';

/** What AWS knows to compare; each also with `IfExists`, and for keys of several values with `ForAllValues:` and `ForAnyValue:`. */
const OPERATOR =
  /^(For(AllValues|AnyValue):)?((String(Not)?(Equals(IgnoreCase)?|Like)|Numeric(Not)?Equals|Numeric(Less|Greater)Than(Equals)?|Date(Not)?Equals|Date(Less|Greater)Than(Equals)?|Bool|(Not)?IpAddress|Arn(Not)?(Equals|Like))(IfExists)?|Null)$/;

const words = z
  .union([z.string(), z.array(z.string()).min(1)])
  .transform((given): readonly string[] => (typeof given === 'string' ? [given] : given));
const scalar = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const values = z
  .union([scalar, z.array(scalar)])
  .transform((given): readonly string[] => (typeof given === 'string' ? [given] : given));
/** `"*"` alone and `{"AWS": "*"}` are the same: everybody, known or not. */
const principals = z.union([
  z.literal('*').transform((): Principals => ({ AWS: ['*'] })),
  z.strictObject({
    AWS: words.optional(),
    Service: words.optional(),
    Federated: words.optional(),
    CanonicalUser: words.optional(),
  }),
]);

interface Principals {
  readonly AWS?: readonly string[] | undefined;
  readonly Service?: readonly string[] | undefined;
  readonly Federated?: readonly string[] | undefined;
  readonly CanonicalUser?: readonly string[] | undefined;
}

export interface Statement {
  readonly Sid?: string | undefined;
  readonly Effect: 'Allow' | 'Deny';
  readonly Principal?: Principals | undefined;
  readonly NotPrincipal?: Principals | undefined;
  readonly Action?: readonly string[] | undefined;
  readonly NotAction?: readonly string[] | undefined;
  readonly Resource?: readonly string[] | undefined;
  readonly NotResource?: readonly string[] | undefined;
  /** Operator, then key, then values. */
  readonly Condition?:
    | Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>
    | undefined;
}

/** A policy of AWS as data; a single value is a list of one, so that there is one shape to look at. */
export interface Policy {
  readonly Version?: '2012-10-17' | '2008-10-17' | undefined;
  readonly Id?: string | undefined;
  readonly Statement: readonly Statement[];
}

const statement = z
  .strictObject({
    Sid: z.string().optional(),
    Effect: z.enum(['Allow', 'Deny']),
    Principal: principals.optional(),
    NotPrincipal: principals.optional(),
    Action: words.optional(),
    NotAction: words.optional(),
    Resource: words.optional(),
    NotResource: words.optional(),
    Condition: z
      .record(
        z.string().regex(OPERATOR, 'there is no such comparison'),
        z.record(z.string(), values),
      )
      .optional(),
  })
  .refine(oneOf('Action', 'NotAction'), 'Action or NotAction, one of the two')
  .refine(oneOf('Resource', 'NotResource'), 'Resource or NotResource, one of the two')
  .refine(
    ({ Principal, NotPrincipal }) => Principal === undefined || NotPrincipal === undefined,
    'Principal or NotPrincipal, not both',
  );

const policy = z.strictObject({
  Version: z.enum(['2012-10-17', '2008-10-17']).optional(),
  Id: z.string().optional(),
  Statement: z
    .union([statement, z.array(statement).min(1)])
    .transform((given) => (Array.isArray(given) ? given : [given])),
});

/** A policy as text. Undefined where AWS would not take it for one either. */
export function readPolicy(text: string): Policy | undefined {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return undefined;
  }
  const read = policy.safeParse(json);
  return read.success ? read.data : undefined;
}

/**
 * The same policy always as the same text, however its lists were ordered and its fields came: for what is compared,
 * hashed, or shown.
 */
export function canonical(given: Policy): string {
  return JSON.stringify(given, (_, value: unknown) => {
    if (Array.isArray(value) && value.every((one) => typeof one === 'string'))
      return [...new Set(value)].sort();
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}

function oneOf<K extends string>(one: K, other: K) {
  return (given: Readonly<Partial<Record<K, unknown>>>): boolean =>
    (given[one] === undefined) !== (given[other] === undefined);
}
