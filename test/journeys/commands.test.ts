import { describe, expect, it } from 'vitest';
import type { Seat } from './seat.ts';
import { journey, stage, where } from './stage.ts';

/** What can be typed besides a project’s name. */
describe(`commands${where}`, journey, () => {
  const open = stage();
  let ana: Seat;
  const answer = (...words: string[]) => ana.message(['Only visible to you', ...words]);

  it('let one choose a project from a list with search', async () => {
    ana = await open().sit('ana');
    await ana.say('/export');
    const form = ana.dialog('Exporting datasets');
    const project = form.getByRole('combobox', { name: 'Which project?' });
    await project.pressSequentially('Gut2');
    const options = ana.page.getByRole('listbox').getByRole('option');
    await options.filter({ hasText: 'FetalGut2Sim' }).waitFor();
    await expect.poll(() => options.count()).toBe(1);
    await project.press('Enter');
    await form.getByRole('button', { name: 'Show preview' }).click();
    await answer('Export FetalGut2Sim?').getByRole('button', { name: 'Not now' }).click();
    await answer('Export FetalGut2Sim?').waitFor({ state: 'detached' });
    expect(open().workspace.submitsOf('FetalGut2Sim')).toHaveLength(0);
  });

  it('say what they meant by a word that is nearly one', async () => {
    await ana.say('/export hlep');
    await answer('Did you mean /export help?')
      .getByRole('button', { name: '/export help' })
      .click();
    await answer('The procedure', 'The wrangler hits submit').waitFor();
    await ana.say('/export FetalGutsimm');
    await answer('Did you mean', 'FetalGutsimm').waitFor();
    await answer('FetalGutsimm').getByRole('button', { name: 'FetalGutSim', exact: true }).click();
    await answer('Export FetalGutSim?')
      .getByRole('button', { name: 'Export metadata and data' })
      .click();
    await ana.message(['FetalGutSim', 'cycle 1', 'Exporting']).waitFor();
  });

  it('show the board, what waits for one, where a project stands and what was noted', async () => {
    const { workspace } = open();
    await expect.poll(() => workspace.submitsOf('FetalGutSim').length).toBe(1);
    workspace.skip(120);
    await ana.message(['FetalGutSim', 'cycle 1', '2 of 6 complete']).waitFor();
    await ana.say('/export board');
    await answer('1 dataset under way').getByRole('cell', { name: 'FetalGutSim' }).waitFor();
    await ana.say('/export mine');
    await answer('Waiting for you', 'FetalGutSim cycle 1: Exported').waitFor();
    await ana.say('/export status FetalGutSim');
    await answer('FetalGutSim', 'Exported, with @ana')
      .getByRole('button', { name: 'Request import' })
      .waitFor();
    await ana.say('/export notes');
    await answer('No notes on the process yet').waitFor();
  });

  it('keep a note on the process', async () => {
    const card = ana.message(['FetalGutSim', 'cycle 1', 'complete']);
    const note = ana.page.getByRole('menuitem', { name: 'Note on the process' });
    // A card that is drawn anew meanwhile closes its menu.
    await expect
      .poll(
        async () => {
          await card.getByRole('button', { name: 'More actions' }).click();
          return note.click({ timeout: 1000 }).then(
            () => true,
            () => false,
          );
        },
        { timeout: 15_000 },
      )
      .toBe(true);
    const form = ana.dialog('Note on the process');
    const words = 'The form asks for the UUID twice';
    await form.getByRole('textbox', { name: 'What was difficult?' }).fill(words);
    await form.getByRole('button', { name: 'Keep note' }).click();
    await form.waitFor({ state: 'detached' });
    await open().soon(() => card.getByText('1 note').waitFor({ timeout: 200 }));
    await ana.say('/export notes');
    await answer('1 note on the process', words).waitFor();
  });

  it('have their counterpart in the bot’s Home', async () => {
    await ana.page.getByRole('link', { name: 'handoff' }).click();
    const home = ana.page.getByRole('tabpanel', { name: 'Home' });
    await home.getByRole('heading', { name: 'Waiting for you: 1' }).waitFor();
    await home.getByRole('button', { name: 'Request import' }).waitFor();
    await home.getByRole('button', { name: 'New export' }).click();
    await ana.dialog('Exporting datasets').getByRole('button', { name: 'Cancel' }).click();
  });
});
