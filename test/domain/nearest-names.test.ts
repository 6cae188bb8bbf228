import { expect, test } from 'vitest';
import { nearestNames } from '../../src/domain/nearest-names.ts';

const names = [
  'FetalGutSim',
  'FetalHeart',
  'KidneyOrgSim',
  'LungTumourSim',
  'Marrow-Census_Sim',
  'Gut',
];

test.each([
  ['fetalgutsim', ['FetalGutSim']],
  ['Fetal', ['FetalHeart', 'FetalGutSim']],
  ['KidneyOrgnSim', ['KidneyOrgSim']],
  ['tumour', ['LungTumourSim']],
  ['marrow census', ['Marrow-Census_Sim']],
  ['gut', ['Gut', 'FetalGutSim']],
  ['Gtu', ['LungTumourSim', 'Gut']],
  ['', []],
  ['x'.repeat(100_000), []],
])('near to “%s”', (words, expected) => {
  const near = nearestNames(words, names);
  expect(near.slice(0, expected.length)).toEqual(expected);
  if (expected.length === 0) expect(near).toEqual([]);
});

test('at most twenty', () => {
  expect(
    nearestNames(
      'Gut',
      Array.from({ length: 99 }, (_, n) => `Gut${n}`),
    ),
  ).toHaveLength(20);
});
