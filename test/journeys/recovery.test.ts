import { describe, expect, it } from 'vitest';
import type { Seat } from './seat.ts';
import { journey, stage, where } from './stage.ts';

const NAME = 'LungTumourSim';
const LIST = 'from the staging area of';
const CONFIRM = /^Confirm deletion of [\d,]+ objects$/;

/** Step 7 and 8: an export that failed is cleared away by two people, and made anew. */
describe(`a recovery by two people${where}`, journey, () => {
  const open = stage();
  let ana: Seat;
  let ben: Seat;

  it('is begun by Ana on the alert, in her own words', async () => {
    const { sit, workspace } = open();
    const person = workspace.person('ana');
    await person.say(`/export ${NAME}`);
    await person.press('Export metadata and data', NAME);
    await expect.poll(() => workspace.submitsOf(NAME).length).toBe(1);
    workspace.skip(20);
    await person.sees(NAME, 'Transfer running');
    workspace.skip(4 * 60);
    [ana, ben] = [await sit('ana'), await sit('ben')];
    const alert = ana.message([`${NAME} has been exporting for 4 h`]);
    await alert.getByRole('button', { name: 'Start recovery' }).click();
    const form = ana.dialog('Start recovery');
    await form.getByRole('textbox', { name: 'What is wrong?' }).fill('The transfer failed.');
    await form.getByRole('button', { name: 'Hold and list' }).click();
    await form.waitFor({ state: 'detached' });
    for (const seat of [ana, ben]) {
      await seat.openThread(NAME, 'cycle 1');
      await seat.line(`@ana started the recovery of ${NAME}`, 'The transfer failed.').waitFor();
    }
  });

  it('waits for Ben, who resets the submission in ingest and says so', async () => {
    const { workspace, soon } = open();
    const card = ben.message([NAME, 'cycle 1', 'Needs correction']);
    const ingest = await ben.opensTab(() =>
      card.getByRole('link', { name: 'ingest', exact: true }).click(),
    );
    await ingest.getByRole('button', { name: 'Reset to valid' }).click();
    await ingest.close();
    const started = ben.line('started the recovery of');
    await started.getByRole('button', { name: 'I reset it to valid' }).click();
    await ben.line('ingest still shows', NAME).waitFor();
    workspace.skip(5);
    await soon(() =>
      ben.message([NAME, 'cycle 1', 'Ready to re-export']).waitFor({ timeout: 200 }),
    );
  });

  it('shows what would be deleted, and what of it nobody could bring back', async () => {
    const list = ben.line(LIST, 'could not be restored');
    await list.waitFor();
  });

  it('takes Ana and somebody else; Ana twice is not two', async () => {
    const list = (seat: Seat) => seat.line(LIST);
    await list(ana).getByRole('button', { name: CONFIRM }).click();
    await list(ben).filter({ hasText: '@ana has confirmed' }).waitFor();
    await ben.picture('clean-up', list(ben));
    await list(ana).getByRole('button', { name: CONFIRM }).click();
    await ana.line('Only visible to you', 'This takes somebody else than you').waitFor();
    await list(ben).getByRole('button', { name: CONFIRM }).click();
    await ana.line(LIST, 'and looked again: it is empty', 'Confirmed by @ana and @ben').waitFor();
    await ana.line('@ana', 'is empty. Next: “Export again”').waitFor();
    await expect.poll(() => list(ana).getByRole('button', { name: CONFIRM }).count()).toBe(0);
  });

  it('ends in cycle 2', async () => {
    const { workspace } = open();
    const card = ana.message([NAME, 'cycle 1', 'Ready to re-export']);
    await card.getByRole('button', { name: 'Export again' }).click();
    const preview = ana.message(['Only visible to you', 'This is cycle 2']);
    await preview.getByRole('button', { name: 'Export metadata and data' }).click();
    await ben.message([NAME, 'cycle 2', 'Exporting']).waitFor();
    expect(workspace.submitsOf(NAME)).toHaveLength(2);
  });
});
