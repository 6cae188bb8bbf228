import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  DATA_OPS,
  openWorkspace,
  type Someone,
  type TestWorkspace,
} from '../../support/workspace.ts';

const TRACK = 'Track Ingested Experiments';

/** What the channel is told after a scheduled crawl, between which Ana has one of her own. */
describe('a digest', () => {
  let workspace: TestWorkspace;
  let ana: Someone;
  beforeAll(async () => {
    workspace = await openWorkspace({ tracker: true });
    ana = workspace.person('ana');
    await ana.sees('The first crawl is done');
  });
  afterAll(() => workspace[Symbol.asyncDispose]());

  function move(accession: string, from: string, to: string): void {
    const places = join(workspace.sandbox.config.tracker?.sources ?? '', '..');
    renameSync(join(places, from, accession), join(places, to, accession));
  }
  const shownRun = async () =>
    (await workspace.sandbox.app.tracking?.google?.state())?.runId ?? 'none';
  const WRITTEN = ['People wrote into', 'in 1 cell that I fill'];

  it('tells in one message what moved and what people wrote into the sheet', async () => {
    move('E-MTAB-990202', 'incoming', 'loading');
    await ana.say('/dataset crawl', DATA_OPS);
    await expect.poll(shownRun, { timeout: 30_000 }).toBe(2);
    move('E-MTAB-990501', 'processed', 'incoming');
    workspace.sandbox.google.people.type(TRACK, 'E-MTAB-990301', 'Curator', 'Ana');
    workspace.skip(240); // past 13:00
    await ana.sees('*19 datasets looked through*', '1 went backwards, 1 moved on', ...WRITTEN);
    await expect.poll(shownRun, { timeout: 30_000 }).toBe(3);
    await ana.press('What people wrote', '*19 datasets looked through*');
    await ana.sees('*E-MTAB-990301*, Curator: “Ana” instead of “eli”');
    await ana.doesNotSee('*People wrote into'); // by itself
  });

  it('opens all that it is about, not its own crawl alone', async () => {
    await ana.press('What changed', '*19 datasets looked through*');
    const shown = await ana.sees('*Crawls 2 to 3*', '1 went backwards, 1 moved on');
    expect(shown.text).toContain('*E-MTAB-990501* went backwards');
    expect(shown.text).toContain('*E-MTAB-990202*: incoming → loading');
    await ana.press('moved on', '*Crawls 2 to 3*');
    await ana.say('/dataset changes 3-2', DATA_OPS);
    await ana.sees('Type it as `/dataset changes');
  });
});
