import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { eventually } from '../support/workspace.ts';
import type { Seat } from './seat.ts';
import { journey, stage, where } from './stage.ts';

const DATA_OPS = '#/channel/C0DATAOPS2';
const ROWS = 80_000;

/** Files as people export them: chosen, watched, cancelled, tried again, kept, let go and made anew. */
describe(`the export of files${where}`, journey, () => {
  const open = stage();
  let fay: Seat;
  let ana: Seat;
  const whisper = (...words: string[]) => fay.message(['Only visible to you', ...words]);
  const command = (text: string) => fay.say(text, 'data-ops');

  async function pick(menu: string, words: string, option: string | RegExp): Promise<void> {
    const box = fay.dialog('Export files').getByRole('combobox', { name: menu });
    await box.fill('');
    await box.pressSequentially(words);
    await fay.page.getByRole('listbox').getByRole('option').filter({ hasText: option }).click();
  }
  const start = (form = fay.dialog('Export files')) =>
    form.getByRole('button', { name: 'Export', exact: true }).click();

  it('is asked for in a dialog that shows what each format can do', async () => {
    fay = await open().sit('fay', DATA_OPS);
    await command('/data-export');
    const form = fay.dialog('Export files');
    await form.getByRole('textbox', { name: 'Name' }).fill('Marker genes for the paper');
    await pick('Files', 'marker', 'LungTumour_marker_genes.csv');
    await form.getByText('1 file,').waitFor();
    await fay.chooseFrom('Format', 'HDF5', form);
    await form.getByText('HDF5 is for large tables').waitFor();
    await form.getByRole('combobox', { name: 'Compression' }).waitFor();
    await fay.chooseFrom('Format', 'Excel', form);
    await form.getByRole('textbox', { name: 'Name of the sheet' }).fill('Markers');
    await pick('Columns', 'gene', 'gene');
    await pick('Columns', 'log2', 'log2fc');
    await form.getByRole('textbox', { name: 'Name', exact: true }).click(); // which closes the menu
    await fay.picture('data-export-dialog', form);
    await start();
    await form.waitFor({ state: 'detached' });
  });

  it('keeps the rows that were asked for, in parts', async () => {
    await command('/data-export');
    const form = fay.dialog('Export files');
    await form.getByRole('textbox', { name: 'Name' }).fill('Only what is up');
    await pick('Files', 'marker', 'LungTumour_marker_genes.csv');
    await form.getByRole('checkbox', { name: 'Only some rows' }).click();
    await pick('Column 1', 'log2', 'log2fc');
    await fay.chooseFrom('Operator 1', 'is at least', form);
    await form.getByRole('textbox', { name: 'Value 1' }).fill('0.9');

    await form.getByRole('checkbox', { name: 'In several parts' }).click();
    await fay.chooseFrom('Parts', 'One for each value of a column', form);
    await start();
    await form.getByText('Please complete this').waitFor();
    await form.getByRole('textbox', { name: 'How many, or which column' }).fill('cluster');
    await start();
    await form.waitFor({ state: 'detached' });
    const card = fay.message(['Only what is up', 'Ready to download', 'only some rows · in parts']);
    await card.getByText(/1 of 1 file · [1-4]\d rows/).waitFor();
  });

  it('shows its card until it is ready, calls whoever asked, and gives them a link', async () => {
    const card = fay.message(['Marker genes for the paper', 'Excel', 'Ready to download']);
    await card.getByText('1 of 1 file · 54 rows').waitFor();
    await fay.openThread('Marker genes for the paper');
    await fay.line('@fay', 'is ready: 1 file').waitFor();
    await card.getByRole('button', { name: 'Download' }).click();
    await whisper('good for an hour').getByText('Save the file').waitFor();
    const seen = await open().workspace.person('fay').sees('good for an hour');
    const [, link = ''] = /"url":"([^"]+)"/.exec(JSON.stringify(seen.blocks)) ?? [];
    const response = await fetch(link);
    expect([response.status, response.headers.get('content-type')]).toEqual([
      200,
      'application/zip',
    ]);
    await card.getByRole('button', { name: 'Extend' }).click();
    await whisper('is kept for a day longer').waitFor();
    ana = await open().sit('ana', DATA_OPS);
    await ana
      .message(['Marker genes for the paper', 'Ready'])
      .getByRole('button', { name: 'Download' })
      .click();
    await ana.message(['Only visible to you', 'This export belongs to @fay']).waitFor();
  });

  it('is shared with somebody, who downloads it from its page until that is ended', async () => {
    const card = fay.message(['Marker genes for the paper', 'Ready to download']);
    await card.getByRole('button', { name: 'Share' }).click();
    const form = fay.dialog('Share an export');
    await form.getByRole('combobox', { name: 'Person' }).click();
    await fay.page.getByRole('option', { name: 'Ana Ruiz' }).click();
    await form.getByRole('textbox', { name: 'Note' }).fill('As we said on Monday.');
    await fay.picture('data-export-share', form);
    await form.getByRole('button', { name: 'Share', exact: true }).click();
    await form.getByText('is sent the link').waitFor();
    await fay.page.keyboard.press('Escape');

    await ana.page.getByRole('link', { name: 'handoff' }).click();
    await ana.page.getByRole('tab', { name: 'Messages' }).click();
    const page = await ana.opensTab(() =>
      ana.page.getByRole('link', { name: 'See what it holds and download it' }).click(),
    );
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: /^Download/ }).click(),
    ]);
    expect(await download.failure()).toBeNull();

    await command('/data-export shares 1');
    const list = whisper('was shared with', '1 download, ');
    await list.getByRole('button', { name: 'Downloads' }).click();
    await whisper('1 download of Marker genes for the paper', '127.0.0.x').waitFor();
    await fay.picture('data-export-shares', list);
    await list.getByRole('button', { name: 'Revoke' }).click();
    await fay.dialog('End this share?').getByRole('button', { name: 'Revoke' }).click();
    await whisper('was shared with', 'ended').waitFor();
    await page.reload();
    expect(await page.getByRole('heading').textContent()).toBe('This link was withdrawn');
  });

  it('says why files failed, and tries again what may go well by now', async () => {
    const { workspace } = open();
    const actor = { kind: 'service', name: 'analysis', roles: ['wrangler'] } as const;
    const wanted = { name: 'FetalGut_qc_summary.json', limit: 1, offset: 0 };
    const [summary] = await workspace.sandbox.app.exports.files.list(actor, wanted);
    const path = join(workspace.sandbox.config.dataDir, 'objects/objects', summary?.key ?? '');
    await rename(path, `${path}.away`);
    await command('/data-export');
    const form = fay.dialog('Export files');
    await form.getByRole('textbox', { name: 'Name', exact: true }).fill('All of fetal gut');
    await pick('Project', 'FetalGutS', 'FetalGutSim');
    await form.getByRole('checkbox', { name: 'The whole dataset, with all of its files' }).click();
    await form.getByText('5 files,').waitFor();
    await form
      .getByText('These are different kinds of data: sequencing reads (FASTQ), tables')
      .waitFor();
    await form.getByText('would fail. ZIP takes files as they are.').waitFor();
    await start();
    const card = fay.message(['All of fetal gut', 'Ready, without 3 of 5 files']);
    await card.getByText('It is not there any more.').waitFor();
    await card.getByText('The workbook is damaged').waitFor();
    await card.getByText('It is no table: it holds sequencing reads (FASTQ).').waitFor();
    await fay.picture('data-export-failures', card);
    await rename(`${path}.away`, path);
    await card.getByRole('button', { name: 'Retry failed files' }).click();
    const again = fay.message(['All of fetal gut', 'Ready, without 2 of 5 files', 'try 2']);
    await again.getByText('3 of 5 files').waitFor();
    expect(await again.getByText('It is not there any more.').count()).toBe(0);
    expect(await again.getByRole('button', { name: 'Retry failed files' }).count()).toBe(0);
  });

  it('has what does not fit changed, in the dialog as it was', async () => {
    const card = fay.message(['All of fetal gut', 'Ready, without 2 of 5 files']);
    await card.getByRole('button', { name: 'Edit and export again' }).click();
    const form = fay.dialog('Export files');
    await form.getByText('5 files,').waitFor();
    const name = form.getByRole('textbox', { name: 'Name', exact: true });
    expect(await name.inputValue()).toBe('All of fetal gut');
    await name.fill('All of it as it is');
    await fay.chooseFrom('Format', 'ZIP', form);
    await form.getByText('would fail').waitFor({ state: 'detached' });
    await start();
    await fay.message(['All of it as it is', 'Ready to download', '5 of 5 files']).waitFor();
  });

  it('shows how far it is, and ends at once when it is cancelled', async () => {
    const { workspace } = open();
    await workspace.sandbox.app.exports.files.upload({
      name: 'expression_matrix.csv',
      project: workspace.uuidOf('FetalGutSim'),
      content: manyRows(),
      actor: { kind: 'service', name: 'analysis', roles: [] },
    });
    await command('/data-export');
    const form = fay.dialog('Export files');
    await form.getByRole('textbox', { name: 'Name', exact: true }).fill('The whole matrix');
    await pick('Project', 'FetalGutS', 'FetalGutSim');
    await form.getByRole('checkbox', { name: 'The whole dataset, with all of its files' }).click();
    await form.getByText('6 files,').waitFor();
    await fay.chooseFrom('Format', 'Excel', form);
    await form.getByRole('textbox', { name: 'Name of the sheet' }).waitFor();
    await start();
    const card = fay.message(['The whole matrix']);
    await eventually(async () => {
      workspace.skip(0.1);
      await card.getByText(/█.*5 of 6 files/s).waitFor({ timeout: 300 });
    }, 60_000);
    await fay.picture('data-export-progress', card);
    await card.getByRole('button', { name: 'Cancel' }).click();
    await fay.dialog('Cancel this export?').getByRole('button', { name: 'Cancel' }).click();
    await card.getByText('Cancelled').waitFor();
  });

  it('takes a file that somebody shared in Slack', async () => {
    const shared = fay.message(['sample_sheet.csv']);
    await shared.hover();
    await shared.getByRole('button', { name: 'Message shortcuts' }).click();
    await fay.page.getByRole('menuitem', { name: 'Export this file…' }).click();
    const form = fay.dialog('Export files');
    await form.getByText('1 file,').waitFor();
    await start(form);
    await fay.message(['sample_sheet.csv', 'CSV', 'Ready to download', '9 rows']).waitFor();
  });

  it('is told in numbers and a picture', async () => {
    await command('/data-export stats');
    await whisper('You asked for 6 exports', 'picture is in your messages with me').waitFor();
    await fay.page.getByRole('link', { name: 'handoff' }).click();
    await fay.page.getByRole('tab', { name: 'Messages' }).click();
    const picture = fay.page.getByRole('img', { name: 'Your exports' });
    await picture.waitFor();
    await expect
      .poll(() => picture.evaluate((image) => ('naturalWidth' in image ? image.naturalWidth : 0)))
      .toBe(1280);
    await fay.picture('data-export-statistics');
    await fay.go('data-ops');
  });

  it('is listed, and what was mistyped is asked back', async () => {
    await command('/data-export lsit');
    await whisper('Did you mean /data-export list?')
      .getByRole('button', { name: '/data-export list' })
      .click();
    await whisper('The whole matrix', 'All of fetal gut', 'Marker genes for the paper').waitFor();
    await command('/data-export storage');
    await whisper('You keep 5 exports').waitFor();
    await fay.page.getByRole('link', { name: 'handoff' }).click();
    const home = fay.page.getByRole('tabpanel', { name: 'Home' });
    await home.getByRole('heading', { name: 'My exports' }).waitFor();
    await fay.picture('data-export-home', home);
    await fay.go('data-ops');
  });

  it('is gone when its time is over, and made anew', async () => {
    open().workspace.skip(60 * 24 * 8);
    const card = fay.message(['Marker genes for the paper', 'Its time is over']);
    await card.getByRole('button', { name: 'Rebuild' }).click();
    await fay.message(['Marker genes for the paper', 'Ready to download', 'made anew']).waitFor();
    await card.getByRole('button', { name: 'Delete' }).click();
    await fay.dialog('Delete this export?').getByRole('button', { name: 'Delete' }).click();
    await fay.message(['Marker genes for the paper', 'Deleted, with its files']).waitFor();
  });
});

async function* manyRows(): AsyncGenerator<Uint8Array> {
  yield Buffer.from(`cell,${GENES.join(',')}\n`);
  for (let from = 0; from < ROWS; from += 1000) {
    const rows = Array.from({ length: 1000 }, (_, index) => {
      const row = from + index;
      return `cell-${row},${GENES.map((_, gene) => ((row * (gene + 3)) % 977) / 100).join(',')}\n`;
    });
    yield Buffer.from(rows.join(''));
  }
}

const GENES = Array.from({ length: 20 }, (_, index) => `GENE${index + 1}`);
