import { expect, it } from 'vitest';
import { objectToUnseen, seen, withoutUnseen } from '../../src/domain/unseen.ts';

const objections = (name: string): readonly string[] => {
  const says: string[] = [];
  objectToUnseen(name, { addIssue: (one) => says.push(one) });
  return says;
};

it.each([
  ['photo\u202egpj.exe', 'photo[U+202E]gpj.exe'],
  ['a\u2066b\u2069', 'a[U+2066]b[U+2069]'],
  ['bell\u0007', 'bell[U+0007]'],
  ['a\u200fb', 'a[U+200F]b'],
  ['two\nlines', 'two[U+000A]lines'],
])('a sign that nobody sees is objected to, or written out where it was found: %j', (name, out) => {
  expect(seen(name)).toBe(out);
  expect(objections(name)).toEqual([
    `has a sign in it that nobody sees (${out.slice(out.indexOf('[') + 1, out.indexOf(']'))}): leave it out`,
  ]);
  expect(objections(withoutUnseen(name, 'one line'))).toEqual([]);
});

it.each(['Zürich 1.csv', 'معلومات.csv', 'ཏིང་', '👩‍🔬 counts', 'می‌خواهم'])(
  'what is written in any script stays: %s',
  (name) => {
    expect([seen(name), objections(name)]).toEqual([name, []]);
  },
);
