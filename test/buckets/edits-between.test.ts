import { describe, expect, test } from 'vitest';
import { editsBetween } from '../../src/buckets/requests/edits-between.ts';

const file = (target: string, users: readonly string[], ...more: readonly string[]) =>
  ['name: lung', `target_bucket: ${target}`, 'users:', ...users.map((one) => `  - ${one}`), ...more]
    .join('\n')
    .concat('\n');

describe('the changes of a file', () => {
  const users = Array.from({ length: 60 }, (_, n) => `alpha_user_${n}`);

  test('are the fewest, wherever in it they are: what stays between them is not shown as changed', () => {
    const before = file('their-landing', users, 'paperwork: DPIA 1');
    const other = users.filter((_, n) => n !== 30).concat('alpha_user_new');
    const after = file('another-landing', other, 'keep_files: true', 'paperwork: DPIA 1');
    const edits = editsBetween(before, after);
    expect(edits.filter((line) => !line.startsWith('  '))).toEqual([
      '- target_bucket: their-landing',
      '+ target_bucket: another-landing',
      '-   - alpha_user_30',
      '+   - alpha_user_new',
      '+ keep_files: true',
    ]);
    expect(edits.filter((line) => !line.startsWith('+ '))).toHaveLength(
      before.split('\n').length - 1,
    );
    expect(editsBetween(before, before).every((line) => line.startsWith('  '))).toBe(true);
  });

  test('of a new file, and of one that ends, are all of its lines', () => {
    expect(editsBetween('', 'name: a\r\nx: 1\r\n')).toEqual(['+ name: a', '+ x: 1']);
    expect(editsBetween('name: a\n', '')).toEqual(['- name: a']);
  });

  test('are found at once even where a large file has no line in common with what it was', () => {
    const lines = (mark: string) => `${mark}\n`.repeat(20_000);
    const began = performance.now();
    expect(editsBetween(lines('#a'), lines('#b'))).toHaveLength(40_000);
    expect(performance.now() - began).toBeLessThan(5000);
  });
});
