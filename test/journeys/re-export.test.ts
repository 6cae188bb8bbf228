import { describe, expect, it } from 'vitest';
import type { Seat } from './seat.ts';
import { journey, stage, where } from './stage.ts';

/** Something is wrong with the data: held, corrected, exported again. */
describe(`a correction${where}`, journey, () => {
  const open = stage();
  let ana: Seat;

  it('is asked of Ben, with the reason in Dee’s own words', async () => {
    const { sit, workspace } = open();
    ana = await sit('ana');
    await ana.say('/export FetalGut2Sim');
    await ana.page.getByRole('button', { name: 'Export metadata and data' }).click();
    await ana.message(['FetalGut2Sim', 'cycle 1', 'Exporting']).waitFor();

    const dee = await sit('dee');
    const card = dee.message(['FetalGut2Sim', 'cycle 1']);
    await card.getByRole('button', { name: 'There is a problem' }).click();
    const form = dee.dialog('There is a problem');
    await form.getByRole('textbox', { name: 'What is wrong?' }).fill('bad');
    await form.getByRole('button', { name: 'Hold and tell them' }).click();
    await form.getByText('A few more words, please: the next person reads only this.').waitFor();
    const reason = 'Donor ages of <d12> & <d13> are swapped';
    await form.getByRole('textbox', { name: 'What is wrong?' }).fill(reason);
    await form.getByRole('button', { name: 'Hold and tell them' }).click();
    await form.waitFor({ state: 'detached' });

    const ben = await sit('ben', `#/channel/C00DCPOPS1`);
    await ben.openThread('FetalGut2Sim', 'cycle 1');
    await ben.line('@ingest-operations', 'held, reported by @dee', reason).waitFor();
    expect(workspace.submitsOf('FetalGut2Sim')).toHaveLength(1);
  });

  it('starts step 1 anew once ingest says valid', async () => {
    const { soon, workspace } = open();
    await ana.skip('30 minutes');
    await ana.chooseScenario('FetalGut2Sim', 'Ingest operations resets it to valid');
    await ana.openThread('FetalGut2Sim', 'cycle 1');
    await ana.skip('30 minutes');
    const valid = ana.line('valid again. It can be exported again');
    await soon(() => valid.waitFor({ timeout: 200 }));
    await ana.say('/export status FetalGut2Sim');
    await ana.message(['Only visible to you', 'cycle 1', 'Ready to re-export']).waitFor();
    await valid.getByRole('button', { name: 'Export again' }).click();
    await ana.page.getByText('This is cycle 2').waitFor();
    await ana.page.getByRole('button', { name: 'Export metadata and data' }).click();
    await ana.message(['FetalGut2Sim', 'cycle 2', 'Exporting']).waitFor();
    expect(workspace.submitsOf('FetalGut2Sim')).toHaveLength(2);
  });

  it('leaves nothing to press on the old card and in its thread, and explains what is pressed elsewhere', async () => {
    const old = ana.message(['FetalGut2Sim', 'cycle 1', 'Re-exported']);
    await old.waitFor();
    for (const name of ['There is a problem', 'Export again', 'Carry on without re-export']) {
      await expect.poll(() => old.getByRole('button', { name }).count()).toBe(0);
      await expect.poll(() => ana.thread.getByRole('button', { name }).count()).toBe(0);
    }
    await ana.line('The story goes on in the card of cycle 2').waitFor();
    await ana
      .message(['Only visible to you', 'Ready to re-export'])
      .getByRole('button', { name: 'Carry on without re-export' })
      .click();
    await ana.message(['This card is from cycle 1; the dataset is now in cycle 2']).waitFor();
  });

  it('keeps both cycles in the history', async () => {
    await ana.say('/export history FetalGut2Sim');
    const history = ana.message(['History of FetalGut2Sim']);
    for (const words of ['cycle 1', 'Donor ages of <d12> & <d13> are swapped', 'cycle 2']) {
      await history.filter({ hasText: words }).waitFor();
    }
  });
});
