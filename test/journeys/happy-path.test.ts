import { describe, expect, it } from 'vitest';
import { CHECKS } from '../../src/runbooks/final-check.ts';
import type { Seat } from './seat.ts';
import { journey, stage, where } from './stage.ts';

/** One dataset all the way, over Socket Mode, with the import team's web form. */
describe(`a dataset all the way${where}`, journey, () => {
  const open = stage({ webForm: true });
  let ana: Seat;
  let cho: Seat;
  let dee: Seat;

  it('is exported by Ana, who watches it without doing anything', async () => {
    const { sit, soon, workspace } = open();
    ana = await sit('ana');
    await ana.say('/export FetalGutSim');
    const preview = ana.message(['Export FetalGutSim?', 'Only visible to you']);
    await preview.getByRole('button', { name: 'Export metadata and data' }).click();
    const card = ana.message(['FetalGutSim', 'cycle 1']);
    await card.getByRole('group', { name: 'Exporting' }).waitFor();
    await preview.waitFor({ state: 'detached' });
    expect(workspace.submitsOf('FetalGutSim')).toHaveLength(1);
    await ana.skip('1 hour');
    await soon(() => card.getByText(/Transfer done.*assays \d+ of 12/).waitFor({ timeout: 200 }));
    await ana.page.setViewportSize({ width: 1024, height: 800 });
    await ana.picture('exporting');
    await ana.page.setViewportSize({ width: 1280, height: 800 });
    await ana.openThread('FetalGutSim', 'cycle 1');
    await ana.skip('30 minutes');
    await ana.skip('5 minutes');
    await soon(() => ana.line('is exported after').waitFor({ timeout: 200 }));
  });

  it('is handed to the import team with a form that is filled in already', async () => {
    const { workspace } = open();
    await ana.line('is exported after').getByRole('button', { name: 'Request import' }).click();
    const form = ana.dialog('Request import');
    await form.getByRole('textbox', { name: 'Release number' }).fill('0');
    await form.getByRole('textbox', { name: /^DUOS ID/ }).fill('DUOS-000123');
    await form.getByRole('textbox', { name: 'Project contact' }).fill('ana@example.org');
    await form.getByRole('button', { name: 'Fill in the form' }).click();
    await form.getByText('A release is a whole number from 1 to 999, e.g. 58.').waitFor();
    await form.getByText('Leave this empty when access is not managed.').waitFor();
    await form
      .getByRole('textbox', { name: 'Release number' })
      .fill(String(workspace.sandbox.world.release));
    await form.getByRole('textbox', { name: /^DUOS ID/ }).fill('');
    await form.getByRole('button', { name: 'Fill in the form' }).click();
    await form.waitFor({ state: 'detached' });

    const ready = ana.line('import form for FetalGutSim is filled in');
    const tab = await ana.opensTab(() =>
      ready.getByRole('button', { name: 'Open the form' }).click(),
    );
    expect(await tab.getByLabel(/^Project UUID/i).inputValue()).toBe(
      workspace.uuidOf('FetalGutSim'),
    );
    await tab.getByRole('button', { name: 'Submit' }).click();
    await tab.getByText('Your response has been recorded.').waitFor();
    expect(workspace.sandbox.world.importRequests).toHaveLength(1);
    await tab.close();
    await ana.skip('30 minutes');
    await ready.getByRole('button', { name: 'I submitted it' }).click();
    await ana.line('is ready to import').waitFor();
  });

  it('reaches Cho with the row to paste, and with what the import system says', async () => {
    const { sit, soon, workspace } = open();
    cho = await sit('cho', '#/channel/C0DATAOPS2');
    const link = cho.page.getByRole('link', { name: '#dcp-ops' });
    const badge = await link.getAttribute('aria-describedby');
    expect(await cho.page.locator(`[id="${badge}"]`).textContent()).toMatch(/unread mention/);
    await link.click();
    await cho.openThread('FetalGutSim', 'cycle 1');
    await cho.line('is ready to import', `EBI,${workspace.uuidOf('FetalGutSim')},No`).waitFor();
    await cho.picture('import', cho.line('is ready to import'));
    await cho.skip('4 hours');
    await cho.skip('4 hours');
    const proposal = cho.line('The import system says', 'HCA Snapshot Complete');
    await soon(() => proposal.waitFor({ timeout: 200 }));
    await proposal.getByRole('button', { name: 'Confirm: snapshot made' }).click();
    await cho.line('the snapshot of FetalGutSim is made').waitFor();
  });

  it('reaches Dee, and is seen in the catalogue', async () => {
    const { sit, soon } = open();
    dee = await sit('dee');
    await dee.openThread('FetalGutSim', 'cycle 1');
    await dee.line('ready to be indexed').waitFor();
    await dee.skip('1 day');
    await soon(() => dee.line('is in the browser').waitFor({ timeout: 200 }));
  });

  it('is released once Ana has ticked everything, and Fay reads of it', async () => {
    const { sit } = open();
    await ana.line('is in the browser').getByRole('button', { name: 'Final check' }).click();
    const check = ana.dialog('Final check');
    for (const name of CHECKS.slice(1)) await check.getByRole('checkbox', { name }).check();
    await check.getByRole('button', { name: 'All is well, release' }).click();
    await check.getByText(`Not ticked: ${CHECKS[0]}.`).waitFor();
    await ana.picture('final-check', check);
    await check.getByRole('checkbox', { name: CHECKS[0] }).check();
    await check.getByRole('button', { name: 'All is well, release' }).click();
    await check.waitFor({ state: 'detached' });
    await ana.line('is released: final check by').waitFor();
    await expect
      .poll(() =>
        ana.thread.getByRole('article').getByRole('button', { name: 'Final check' }).count(),
      )
      .toBe(0);

    const fay = await sit('fay');
    await fay.go('data-ops');
    await fay.message(['@data-consumers', 'FetalGutSim', 'see it in the browser']).waitFor();
  });
});
