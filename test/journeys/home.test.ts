import { describe, expect, it } from 'vitest';
import { CHECKS } from '../../src/runbooks/final-check.ts';
import type { Seat } from './seat.ts';
import { journey, stage, where } from './stage.ts';

/** The Home tab, left open all day: it is right without being asked for anew. */
describe(`the Home tab${where}`, journey, () => {
  const open = stage();
  let ana: Seat;
  const start = async (name: string) => {
    const { workspace } = open();
    const person = workspace.person('ana');
    await person.say(`/export ${name}`);
    await person.press('Export metadata and data', name);
    await expect.poll(() => workspace.submitsOf(name).length).toBe(1);
  };

  it('says what to do when there is nothing', async () => {
    ana = await open().sit('ana', '#/app/home');
    await ana.page.getByText('Nothing waits for you. Nothing is under way.').waitFor();
  });

  it('shows what runs as soon as it runs', async () => {
    await start('LungTumourSim');
    await start('FetalGutSim');
    await ana.page.getByRole('heading', { name: 'Running' }).waitFor();
    await ana.page.getByText(/LungTumourSim cycle 1: Exporting, watching ingest/).waitFor();
  });

  it('shows what waits for her, and takes her answer', async () => {
    const { workspace, soon } = open();
    workspace.skip(120);
    const waiting = ana.page.getByRole('heading', { name: 'Waiting for you: 1' });
    await soon(() => waiting.waitFor({ timeout: 200 }));
    await ana.page.getByRole('button', { name: 'Request import' }).click();
    const form = ana.dialog('Request import');
    await form.getByRole('textbox', { name: 'Release number' }).fill('58');
    await form.getByRole('textbox', { name: /^DUOS ID/ }).fill('');
    await form.getByRole('textbox', { name: 'Project contact' }).fill('ana@example.org');
    await form.getByRole('button', { name: 'Request import' }).click();
    await form.waitFor({ state: 'detached' });
    await ana.page
      .getByText(/FetalGutSim cycle 1: Import requested, with the import team/)
      .waitFor();
    expect(await waiting.count()).toBe(0);
  });

  it('has what is late with those who are called, and what is stuck with the others', async () => {
    const { workspace, sit } = open();
    workspace.skip(3 * 60);
    await ana.page.getByRole('heading', { name: 'Waiting for you: 1' }).waitFor();
    await ana.page
      .getByText(/LungTumourSim.*Exporting.*late/s)
      .first()
      .waitFor();
    const dee = await sit('dee', '#/app/home');
    await dee.page.getByRole('heading', { name: 'Stuck: 1' }).waitFor();
  });

  it('tells of what was released', async () => {
    const { workspace } = open();
    await workspace.person('cho').press('Snapshot made', 'FetalGutSim', 'cycle 1');
    await workspace.person('dee').press('In the browser', 'FetalGutSim', 'cycle 1');
    await ana.page.getByRole('button', { name: 'Final check' }).click();
    const check = ana.dialog('Final check');
    for (const name of CHECKS) await check.getByRole('checkbox', { name }).check();
    await check.getByRole('button', { name: 'All is well, release' }).click();
    await check.waitFor({ state: 'detached' });
    await ana.page.getByRole('heading', { name: 'Recently released' }).waitFor();
    await ana.page.getByText(/FetalGutSim cycle 1, today/).waitFor();
    await start('FetalGut2Sim');
    await ana.page.getByText(/FetalGut2Sim cycle 1: Exporting/).waitFor();
    await ana.page.setViewportSize({ width: 1024, height: 640 });
    await ana.picture('home');
  });
});
