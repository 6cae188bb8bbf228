import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { picture, type Seat } from './seat.ts';
import { journey, stage, where } from './stage.ts';

const SHEET = 'Track Ingested Experiments';

/** Somebody writes into the spreadsheet at Google, in a browser; others hear of it in Slack, and decide. */
describe(`what people write into the sheet${where}`, journey, () => {
  const open = stage({ tracker: true });
  let ana: Seat;
  let sheet: Page;
  const answer = (...words: string[]) => ana.message(['Only visible to you', ...words]);
  const cell = (name: string) => sheet.getByRole('textbox', { name, exact: true });
  /** What stands in a cell, once the bot has written it. */
  const shows = (name: string, text: string) =>
    expect.poll(() => cell(name).inputValue(), { timeout: 30_000 }).toBe(text);

  async function write(name: string, text: string): Promise<void> {
    await cell(name).fill(text);
    await cell(name).press('Enter');
    await sheet.getByRole('status').filter({ hasText: name }).waitFor();
  }

  it('begins in the sheet, which is a click away', async () => {
    ana = await open().sit('ana', '#/channel/C0DATAOPS2');
    await ana.message(['The first crawl is done']).waitFor();
    await ana.say('/dataset proposals', 'data-ops');
    const link = answer('Nothing waits').getByRole('link', { name: 'the sheet' });
    sheet = await ana.opensTab(() => link.click());
    sheet.setDefaultTimeout(30_000);
    await sheet.setViewportSize({ width: 1280, height: 700 });
    await sheet.getByRole('link', { name: SHEET }).click();
    await shows('Curator of E-MTAB-990301', 'eli');
    await write('Curator of E-MTAB-990301', 'Ana Ruiz');
    await write('Curator of E-MTAB-990401', 'nobody');
    const middle = { inline: 'center', block: 'nearest' } as const;
    await cell('Curator of E-MTAB-990401').evaluate((it, to) => it.scrollIntoView(to), middle);
    await picture(sheet, 'dataset-sheet');
  });

  it('is told in the channel after the next crawl, once', async () => {
    await ana.say('/dataset crawl', 'data-ops');
    const news = ana.message(['People wrote into the sheet, in 2 cells that I fill']);
    await news.getByText('“Ana Ruiz” instead of “eli”').waitFor();
    await news.getByRole('button', { name: 'What people wrote' }).click();
    await answer('E-MTAB-990301, Curator', 'E-MTAB-990401, Curator').waitFor();
    await ana.picture('dataset-proposals');
  });

  it('is refused, and the sheet says again what the crawl says; or accepted, and holds', async () => {
    const decide = (button: string) =>
      answer('What people wrote into').getByRole('button', { name: button }).last().click();
    await decide('Refuse'); // what has waited longest stands first
    await answer('refused “nobody”; Curator of E-MTAB-990401').waitFor();
    await shows('Curator of E-MTAB-990401', 'eli');
    await decide('Accept');
    await answer('accepted “Ana Ruiz” as Curator of E-MTAB-990301', 'Nothing waits').waitFor();
    await ana.say('/dataset crawl', 'data-ops');
    await answer('✓ Crawl 3').waitFor();
    await shows('Curator of E-MTAB-990301', 'Ana Ruiz');
    expect(await ana.page.getByText(/^People wrote into/).count()).toBe(1);
  });
});
