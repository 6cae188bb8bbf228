import { afterEach, describe, expect, it } from 'vitest';
import type { Seat } from './seat.ts';
import { journey, stage, where } from './stage.ts';

/** Slack or ingest fail, switched on in the sandbox as a visitor would. */
describe(`when something fails${where}`, journey, () => {
  const open = stage();
  let ana: Seat;
  const exports = async (project: string) => {
    await ana.say(`/export ${project}`);
    const preview = ana.message([`Export ${project}?`]);
    await preview.getByRole('button', { name: 'Export metadata and data' }).click();
    return ana.message([project, 'cycle 1', 'Submitted']);
  };
  afterEach(() => ana.page.context().close());

  it('a card stays readable where Slack does not know plan blocks', async () => {
    ana = await open().sit('ana');
    await ana.toggle('Slack does not know plan blocks yet');
    const card = await exports('FetalGutSim');
    await card.getByText('● Exporting').waitFor();
    expect(await card.getByRole('group', { name: 'Exporting' }).count()).toBe(0);
    await ana.toggle('Slack does not know plan blocks yet');
  });

  it('nothing is lost when Slack says “too many requests”', async () => {
    const { sit, workspace } = open();
    ana = await sit('ana');
    await ana.say('/export KidneyOrgSim');
    await ana.message(['Export KidneyOrgSim?']).waitFor();
    await ana.toggle('Slack answers "too many requests"');
    await ana
      .message(['Export KidneyOrgSim?'])
      .getByRole('button', { name: 'Export metadata and data' })
      .click();
    await expect.poll(() => workspace.submitsOf('KidneyOrgSim').length).toBe(1);
    await ana.toggle('Slack answers "too many requests"');
    const card = ana.message(['KidneyOrgSim', 'cycle 1', 'Submitted']);
    await open().soon(() => card.waitFor({ timeout: 200 }));
    await expect
      .poll(() =>
        ana.page.getByRole('article').filter({ hasText: 'KidneyOrgSim · cycle 1' }).count(),
      )
      .toBe(1);
    expect(workspace.submitsOf('KidneyOrgSim')).toHaveLength(1);
  });

  it('a request is kept while ingest is down, and answered when it is back', async () => {
    const { sit, soon } = open();
    ana = await sit('ana');
    await ana.toggle('Ingest does not answer');
    await ana.say('/export MarrowCensusSim');
    const kept = ana.message(['Only visible to you', 'Ingest isn’t answering', 'kept']);
    await soon(() => kept.waitFor({ timeout: 200 }));
    await ana.toggle('Ingest does not answer');
    await soon(() => ana.message(['Export MarrowCensusSim?']).waitFor({ timeout: 200 }));
  });
});
