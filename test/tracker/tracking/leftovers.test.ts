import { mkdirSync, readdirSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EARLIER } from '../tree.ts';
import { type ATracker, aTracker } from './a-tracker.ts';

let its: ATracker;
beforeEach(() => {
  its = aTracker();
});
afterEach(() => its[Symbol.asyncDispose]());

describe('folders of sheets that a bot left when it was killed', () => {
  it('are cleared away once they are old, and no other', async () => {
    const { tracking } = its.start();
    for (const name of ['old', 'new'])
      mkdirSync(join(its.dataDir, 'sheets', name), { recursive: true });
    utimesSync(join(its.dataDir, 'sheets/old'), EARLIER, EARLIER);
    expect(await tracking.files.sweep(new Date('2026-03-03'))).toBe(1);
    expect(readdirSync(join(its.dataDir, 'sheets'))).toEqual(['new']);
  });
});
