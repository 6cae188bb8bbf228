import { describe, expect, it } from 'vitest';
import type { Seat } from './seat.ts';
import { journey, stage, where } from './stage.ts';

const NAME = 'LungTumourSim';
const ALERT = `${NAME} has been exporting for 4 h`;

/** An alert becomes somebody's, and everybody sees whose, without asking for a page anew. */
describe(`an alert that people take in hand${where}`, journey, () => {
  const open = stage();
  let ben: Seat;
  let cho: Seat;
  let eli: Seat;
  const alertOf = (seat: Seat) => seat.message([ALERT]);

  it('is on the page and on the Home of everybody', async () => {
    const { sit, workspace } = open();
    const ana = await sit('ana');
    await ana.say(`/export ${NAME}`);
    await ana.page.getByRole('button', { name: 'Export metadata and data' }).click();
    await expect.poll(() => workspace.submitsOf(NAME).length).toBe(1);
    workspace.skip(20);
    await ana.message([NAME, 'Transfer running']).waitFor();
    [ben, cho, eli] = [await sit('ben'), await sit('cho'), await sit('eli', '#/app/home')];
    workspace.skip(4 * 60);
    for (const seat of [ben, cho]) await alertOf(seat).waitFor();
    await eli.page.getByRole('heading', { name: 'Stuck: 1' }).waitFor();
    await eli.page.getByText(new RegExp(`${NAME}.*late`)).waitFor();
    await ben.openThread(NAME, 'cycle 1');
  });

  it('tells what ingest shows when somebody wants to look again', async () => {
    await alertOf(cho).getByRole('button', { name: 'Check again' }).click();
    await cho.message(['Only visible to you', `Ingest says nothing new of ${NAME}`]).waitFor();
  });

  it('rests for as long as the menu says, then rings again', async () => {
    const { workspace } = open();
    await ben.chooseFrom('Snooze', '30 min', alertOf(ben));
    for (const seat of [ben, cho]) await alertOf(seat).filter({ hasText: 'Rests until' }).waitFor();
    workspace.skip(31);
    await ben.line(`${NAME} is still exporting`, 'the rest is over').waitFor();
  });

  it('is Ben’s once he says so, and Cho and Eli see it where they are', async () => {
    await alertOf(ben).getByRole('button', { name: 'I’m on it' }).click();
    for (const seat of [ben, cho]) {
      await alertOf(seat).filter({ hasText: '@ben is on it since' }).waitFor();
      await expect
        .poll(() => alertOf(seat).getByRole('button', { name: 'I’m on it' }).count())
        .toBe(0);
    }
    await eli.page.getByText(new RegExp(`${NAME}.*late; @ben is on it`)).waitFor();
    expect(await eli.page.getByRole('button', { name: 'I’m on it' }).count()).toBe(0);
    await ben.picture('owned', ben.line(ALERT));
  });

  it('calls the coordinators when Ben hands it on', async () => {
    await ben.chooseMore(alertOf(ben), 'Escalate');
    await ben.line('@coordinators', `${NAME} is still exporting`, 'nobody is on it').waitFor();
    for (const seat of [ben, eli]) {
      await seat.page.getByRole('button', { name: 'I’m on it' }).first().waitFor();
    }
  });
});
