import fc from 'fast-check';
import { expect, test } from 'vitest';
import { INSTITUTIONS, manifestRow } from '../../../src/domain/export/manifest-row.ts';

const projectUuid = 'f5057fee-4c3e-4459-82dd-21250b729601';

test.each(INSTITUTIONS)(
  'three columns, as the import team’s program reads them: %s',
  (institution) => {
    expect(manifestRow({ institution, projectUuid, managedAccess: false })).toBe(
      `${institution},${projectUuid},No`,
    );
    expect(manifestRow({ institution, projectUuid, managedAccess: true })).toBe(
      `${institution},${projectUuid},Yes`,
    );
  },
);

test.each([
  ['=cmd|x', "'=cmd|x"],
  ['@SUM(1)', "'@SUM(1)"],
  ['A, "B"', '"A, ""B"""'],
  ['A\nB', 'A B'],
])('nothing computes and nothing breaks out: %s', (institution, cell) => {
  expect(manifestRow({ institution, projectUuid, managedAccess: false })).toBe(
    `${cell},${projectUuid},No`,
  );
});

test('always one line of three cells', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (institution) => {
      const row = manifestRow({ institution, projectUuid, managedAccess: false });
      expect(row).not.toMatch(/[\r\n]/);
      expect(row.replace(/"(?:[^"]|"")*"/g, '').split(',')).toHaveLength(3);
      expect(row).not.toMatch(/^[=+@-]/);
    }),
  );
});
