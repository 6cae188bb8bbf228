import { describe, expect, it } from 'vitest';
import type { Seat } from './seat.ts';
import { journey, stage, where } from './stage.ts';

/** An export that stands still and recovers, over HTTP. */
describe(`a stuck export${where}`, journey, () => {
  const open = stage({ transport: 'http' });
  let ben: Seat;
  const alerts = () =>
    ben.page
      .getByRole('log', { name: 'Messages in #dcp-ops' })
      .getByRole('article')
      .filter({ hasText: /LungTumourSim has been exporting/ });

  it('is said once, with all that ingest operations need', async () => {
    const { sit, soon, workspace } = open();
    const ana = await sit('ana');
    await ana.chooseScenario(
      'LungTumourSim',
      'Data transfer hangs, then moves again after 5 h 10 min',
    );
    await ana.say('/export LungTumourSim');
    await ana.page.getByRole('button', { name: 'Export metadata and data' }).click();
    await ana.message(['LungTumourSim', 'cycle 1', 'Exporting']).waitFor();
    ben = await sit('ben');
    await ben.skip('5 minutes');
    await soon(() => ben.message(['LungTumourSim', 'Transfer running']).waitFor({ timeout: 200 }));
    await ben.skip('4 hours');
    const alert = ben.message(['LungTumourSim has been exporting for 4 h']);
    await alert.waitFor();
    const words = (await alert.textContent()) ?? '';
    expect(words).toMatch(/Last progress \d+ h( \d+ min)? ago: transfer running/);
    expect(words).toContain('Likely: the data transfer is slow, or failed silently');
    expect(words).toMatch(/Next: @ingest-operations @ana: look at transfer job/);
    expect(words).toContain(workspace.uuidOf('LungTumourSim'));
    await ben.openThread('LungTumourSim', 'cycle 1');
    await ben.picture('stuck', ben.line('has been exporting for'));
    await ben.skip('30 minutes');
    const late = ben.message(['LungTumourSim', 'Late: asked for help']);
    await soon(() => late.waitFor({ timeout: 200 }));
    expect(await alerts().count()).toBe(1);
  });

  it('says in the same place that it moves again', async () => {
    const { soon } = open();
    await ben.skip('1 hour');
    const moved = ben.message(['LungTumourSim', 'moving again since', 'Resolved by itself after']);
    await soon(() => moved.waitFor({ timeout: 200 }));
    expect(await alerts().count()).toBe(0);
    expect(await moved.getByRole('button', { name: 'There is a problem' }).count()).toBe(0);
  });
});
