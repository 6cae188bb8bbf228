import type { z } from 'zod';

const KINDS: Readonly<Record<string, string>> = {
  array: 'a list',
  object: 'an object',
  record: 'an object',
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
};
const FORMATS: Readonly<Record<string, string>> = {
  guid: 'a UUID',
  datetime: 'a time such as 2026-03-02T09:00:00Z',
};

/** What is wrong with a field, to follow its name. What a schema itself says comes before this. */
export function fieldWords(issue: z.core.$ZodRawIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined
        ? 'is missing'
        : `must be ${KINDS[issue.expected] ?? issue.expected}`;
    case 'invalid_value':
      return issue.values.length === 1
        ? `must be ${String(issue.values[0])}`
        : `must be one of ${issue.values.map(String).join(', ')}`;
    case 'too_small':
      if (issue.origin === 'string' && Number(issue.minimum) === 1) return 'must not be empty';
      return `must ${verbOf(issue.origin)} at least ${issue.minimum}${unitOf(issue.origin)}`;
    case 'too_big':
      return `must ${verbOf(issue.origin)} at most ${issue.maximum}${unitOf(issue.origin)}`;
    case 'invalid_format':
      return `must be ${FORMATS[issue.format] ?? 'written as it is described'}`;
    case 'unrecognized_keys':
      return 'is not taken here';
    default:
      return 'is not as described';
  }
}

const verbOf = (origin: string): string =>
  origin === 'string' || origin === 'array' ? 'have' : 'be';

function unitOf(origin: string): string {
  if (origin === 'string') return ' characters';
  return origin === 'array' ? ' entries' : '';
}
