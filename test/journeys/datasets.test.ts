import { describe, expect, it } from 'vitest';
import type { Seat } from './seat.ts';
import { journey, stage, where } from './stage.ts';

/** The dataset tracker in a browser: what stands where, what has changed, what may be there twice. */
describe(`tracked datasets${where}`, journey, () => {
  const open = stage({ tracker: true });
  let ana: Seat;
  const answer = (...words: string[]) => ana.message(['Only visible to you', ...words]);

  it('are on a board that is filtered in a dialog', async () => {
    ana = await open().sit('ana', '#/channel/C0DATAOPS2');
    await ana.message(['The first crawl is done', '19 datasets are tracked']).waitFor();
    await ana.say('/dataset board', 'data-ops');
    const board = answer('19 datasets, by accession');
    await board.getByRole('cell', { name: 'E-CURD-990007' }).waitFor();
    await ana.picture('dataset-board');
    await board.getByRole('button', { name: 'Filter…' }).click();
    const filter = ana.dialog('Which datasets?');
    await ana.chooseFrom('State', 'loading', filter);
    await filter.getByRole('textbox', { name: 'Curator' }).fill('ana');
    await filter.getByRole('button', { name: 'Show' }).click();
    const filtered = answer('3 datasets in loading, curated by ana');
    await filtered.getByRole('cell', { name: 'E-HCAD-990001' }).waitFor();
    expect(await filtered.getByRole('row').count()).toBe(4); // with the heads
  });

  it('are told of when they move, backwards first', async () => {
    for (let hour = 0; hour < 3; hour += 1) await ana.skip('1 hour');
    const digest = ana.message(['19 datasets looked through', '1 went backwards, 2 moved on']);
    await digest.waitFor();
    await digest.getByText('E-MTAB-990601 went backwards: published_dev → loading').waitFor();
    await ana.picture('dataset-digest');
    await ana.say('/dataset history E-MTAB-990601', 'data-ops');
    await answer('E-MTAB-990601: 2 changes', 'is new: published_dev').waitFor();
  });

  it('that seem to be one are looked at side by side, and found to be two', async () => {
    await ana.say('/dataset duplicates', 'data-ops');
    const pair = answer('1 of 2', 'E-GEOD-990005', 'E-CURD-990007');
    await pair.getByRole('cell', { name: 'Simulated liver of mice on a diet' }).waitFor();
    await ana.picture('dataset-duplicates');
    await pair.getByRole('button', { name: 'Not a duplicate' }).click();
    const form = ana.dialog('Not a duplicate');
    await form.getByRole('textbox').fill('Another strain of mice, and another diet');
    await form.getByRole('button', { name: 'Remember it' }).click();
    await form.getByText('are two.').waitFor();
    await form.getByRole('button', { name: 'Close' }).first().click();
    await ana.say('/dataset duplicates', 'data-ops');
    await answer('1 of 1', 'E-GEOD-990077').waitFor();
  });

  it('are on Home, too', async () => {
    await ana.page.getByRole('link', { name: 'handoff' }).click();
    const home = ana.page.getByRole('tabpanel', { name: 'Home' });
    await home.getByRole('heading', { name: 'Datasets' }).waitFor();
    await home.getByText('19 datasets: 4 external').waitFor();
  });
});
