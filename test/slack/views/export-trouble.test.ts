import { expect, it } from 'vitest';
import { exportTroubleView } from '../../../src/slack/views/thread/export-trouble.ts';

const told = (more: { readonly file?: string; readonly others?: number }) =>
  exportTroubleView({
    kind: 'export trouble',
    trouble: 'quarantined',
    job: { id: 12, name: 'Marker genes', by: 'Fay' },
    attempts: 3,
    says: 'The program that worked on it stopped unexpectedly.',
    ...more,
  }).text;

it('tells of a file that was given up by its own name, and of others only where there are some', () => {
  expect(told({ file: 'degs.csv', others: 0 })).toBe(
    '⚠ *Marker genes* (export 12, asked for by Fay): *degs.csv* was tried 3 times and is now left aside. ' +
      'The program that worked on it stopped unexpectedly. Next: look at that file, then export it again.',
  );
  expect(told({ file: 'degs.csv', others: 2 })).toContain('unexpectedly. The other files go on.');
});

it('tells of a package that was given up without naming a file', () => {
  expect(told({})).toMatch(/: packing it was tried 3 times .* Next: look at the disk and the log/);
});
