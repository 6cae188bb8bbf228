import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type GoogleSheets,
  startGoogleSheets,
} from '../../../src/sandbox/google-sheets/google-sheets.ts';

const NASTY = '"><script>alert(1)</script>';

/** The page on which people write into the spreadsheet. */
describe('the sheet, as people open it', () => {
  let google: GoogleSheets;
  beforeEach(async () => {
    google = await startGoogleSheets({ id: 'a-spreadsheet', now: () => new Date() });
  });
  afterEach(() => google[Symbol.asyncDispose]());

  const page = async () => (await fetch(google.address)).text();
  const write = (at: object, headers: Record<string, string> = {}) =>
    fetch(`${google.address}?sheet=Sheet1`, {
      method: 'POST',
      headers,
      body: new URLSearchParams({ row: '0', column: '0', text: 'x', ...at }),
    });

  it('shows what is typed as a text, whatever it is, in a cell with a name', async () => {
    expect((await write({ text: 'Accession' })).status).toBe(204);
    await write({ column: '1', text: 'Curator' });
    await write({ row: '1', text: 'E-MTAB-1' });
    await write({ row: '1', column: '1', text: NASTY });
    const shown = await page();
    expect(shown).toContain('aria-label="Curator of E-MTAB-1"');
    expect(shown).toContain('value="&quot;&gt;&lt;script&gt;');
    expect(shown).not.toContain(NASTY);
  });

  it('has room for more, one row and one column at a time', async () => {
    const rows = google.people.sheetOf('Sheet1').cells.length;
    expect((await write({ row: `${rows}`, column: '26' })).status).toBe(204);
    expect(google.people.sheetOf('Sheet1')).toMatchObject({ columns: 27 });
    for (const at of [{ row: `${rows + 2}` }, { column: '28' }, { row: '-1' }, { column: 'x' }])
      expect((await write(at)).status).toBe(404);
  });

  it('takes nothing from the pages of others, nor of another spreadsheet', async () => {
    expect((await write({}, { origin: 'https://elsewhere.example' })).status).toBe(403);
    expect((await fetch(google.address.replace('a-spread', 'b-spread'))).status).toBe(404);
    expect(google.people.everything()).toEqual(new Set());
  });

  it('begins anew under the same address', async () => {
    await write({ text: 'here' });
    google.begin();
    expect(await page()).not.toContain('value="here"');
  });
});
