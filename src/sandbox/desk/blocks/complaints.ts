/** zod's issues in the words of Slack: `[ERROR] must be … [json-pointer:/blocks/0/text]`. */
import type { z } from 'zod';

export function complaints(error: z.ZodError, root: string): readonly string[] {
  return error.issues.map(
    (issue) => `[ERROR] ${sentence(issue)} [json-pointer:${pointer(root, issue.path)}]`,
  );
}

function pointer(root: string, path: readonly PropertyKey[]): string {
  const parts = path.map((part) => String(part).replaceAll('~', '~0').replaceAll('/', '~1'));
  return [root, ...parts].join('/');
}

function sentence(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'too_big':
      return issue.origin === 'array'
        ? `no more than ${issue.maximum} items allowed`
        : `must be no more than ${issue.maximum}${issue.origin === 'string' ? ' characters' : ''}`;
    case 'too_small':
      return issue.origin === 'array'
        ? `no fewer than ${issue.minimum} items allowed`
        : `must be at least ${issue.minimum}${issue.origin === 'string' ? ' characters' : ''}`;
    case 'unrecognized_keys':
      return `no additional properties allowed: ${issue.keys.join(', ')}`;
    case 'invalid_union':
      return issue.discriminator === undefined ? issue.message : 'unsupported type';
    default:
      return issue.message.replace(/^Invalid input: /, '');
  }
}
