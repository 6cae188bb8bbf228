import { beforeEach, describe, expect, it, vi } from 'vitest';
import { aStation } from '../support/a-station.ts';
import { ana, cho, dee } from '../support/cycles.ts';
import type { Project } from '../support/outside.ts';
import { REST } from '../support/station.ts';

vi.mock('../../src/runbooks/registry.ts', async (original) => {
  const { exporting } = await import('../../src/runbooks/exporting.ts');
  const { filing } = await import('../support/second-runbook.ts');
  const { register } = await original<typeof import('../../src/runbooks/registry.ts')>();
  return { register, ...register(exporting, filing) };
});

const at = aStation();
let project: Project;
beforeEach(() => {
  project = at.outside.addProject(1);
});

async function send(key: string, actor = dee) {
  const previewId = await at.station.preview(project, actor, 'filing');
  const opened = await at.station.operations.open({ key, previewId, action: 'Export', actor });
  await at.clock.advance(REST);
  return opened;
}
const standing = async () => {
  const { rows } = await at.station.operations.report.board();
  return rows.map(({ card: { cycle } }) => `${cycle.runbook} ${cycle.number}: ${cycle.state}`);
};
const readyAgain = (): void => {
  project.envelope = 'Graph valid';
  project.updatedAt = at.clock.now();
};

describe('a second runbook', () => {
  it('has cycles of its own, opened by its own event and by whom it allows', async () => {
    expect(await send('by ana', ana)).toMatchObject({ refusal: { code: 'not your role' } });
    expect(await send('by dee')).toMatchObject({ ok: true });
    expect(await standing()).toEqual(['filing 1: sent']);
    expect(project.submits).toEqual([['Export']]);
    const told = await at.station.operations.report.history(project.projectUuid);
    expect(told.map(({ event }) => event)).toContain('send');
  });

  it('does not stand in the way of the first one, nor is counted with it', async () => {
    await send('filing');
    readyAgain();
    await at.station.submit(project);
    expect((await standing()).toSorted()).toEqual(['exporting 1: exporting', 'filing 1: sent']);
  });

  it('ends an open cycle for the next one in its own words', async () => {
    await send('first');
    readyAgain();
    expect(await send('second')).toMatchObject({ ok: true, cycle: { number: 2 } });
    expect(await standing()).toEqual(['filing 2: sent']);
    const told = await at.station.operations.report.history(project.projectUuid);
    expect(told.map(({ event, to }) => `${event} -> ${to}`)).toContain('sent again -> filed anew');
  });

  it('is told among what was released when it came to its end, and not when the next one followed', async () => {
    await send('first');
    readyAgain();
    const second = await send('second');
    if (!second.ok) throw new Error('not sent');
    await at.station.press(second.cycle.id, 'file', cho);
    const released = await at.station.operations.report.released();
    expect(released.map(({ card: { cycle } }) => `${cycle.number}: ${cycle.state}`)).toEqual([
      '2: filed',
    ]);
  });
});
