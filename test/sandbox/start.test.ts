import { expect, it } from 'vitest';
import { RUNBOOKS } from '../../src/runbooks/registry.ts';
import { sandboxWorkspace } from '../../src/sandbox/workspace.ts';
import { openWorkspace, type TestWorkspace } from '../support/workspace.ts';

/** What a visitor does in the bar below the window. */
async function turn({ sandbox }: TestWorkspace, control: string, body: object): Promise<void> {
  const answer = await fetch(`${sandbox.url}/controls/${control}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  expect(answer.status).toBe(200);
}

it('begins anew on a reset: messages, datasets, faults, and the time', async () => {
  await using workspace = await openWorkspace();
  const ana = workspace.person('ana');
  const begin = workspace.sandbox.clock.now().getTime();
  await ana.say('/export FetalGutSim');
  await ana.press('Export metadata and data', 'FetalGutSim');
  await ana.sees('FetalGutSim', 'cycle 1');
  await turn(workspace, 'skip', { minutes: 1440 });
  await turn(workspace, 'fault', { name: 'catalogue-down', on: true });
  await turn(workspace, 'reset', {});
  const left = ana.messages().map(({ text, files }) => [text, ...files.map(({ name }) => name)]);
  expect(left).toEqual([['', 'sample_sheet.csv']]); // the sandbox’s own
  const minutesLater = (workspace.sandbox.clock.now().getTime() - begin) / 60_000;
  expect(minutesLater).toBeLessThan(5);

  await ana.say('/export FetalGutSim');
  await ana.press('Export metadata and data', 'FetalGutSim');
  const card = await ana.sees('FetalGutSim', 'cycle 1');
  expect(Number(card.ts) * 1000).toBeLessThan(begin + 5 * 60_000);
});

it('stays usable while Slack is slow', async () => {
  await using workspace = await openWorkspace();
  const ana = workspace.person('ana');
  await turn(workspace, 'fault', { name: 'slack-slow', on: true });
  await ana.say('/export FetalGutSim');
  await ana.sees('Export', 'FetalGutSim?');
  await ana.press('Export metadata and data', 'FetalGutSim');
  await expect.poll(() => workspace.submitsOf('FetalGutSim').length, { timeout: 8000 }).toBe(1);
});

it('has two people for each step that takes two, where roles may do it', async () => {
  await using workspace = await openWorkspace();
  const { roles } = workspace.sandbox.config;
  const steps = RUNBOOKS.flatMap((runbook) => runbook.steps.flatMap((step) => step.transitions));
  const shared = steps.filter(({ approval }) => approval?.people === 2);
  expect(shared.length).toBeGreaterThan(0);
  for (const { on, who } of shared) {
    if (typeof who === 'string') continue;
    const people = who.flatMap((role) => {
      const { userGroup, members } = roles[role];
      const group = sandboxWorkspace.userGroups.find(({ id }) => id === userGroup);
      return group?.userIds ?? members;
    });
    expect(new Set(people).size, on).toBeGreaterThan(1);
  }
});
