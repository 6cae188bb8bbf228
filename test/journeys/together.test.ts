import { describe, expect, it } from 'vitest';
import type { Seat } from './seat.ts';
import { journey, stage, where } from './stage.ts';

/**
 * Two people, one button. They press it below answers that only they see: those stay as they are while the
 * dataset moves on, as a page does that is behind the news.
 */
describe(`two people at once${where}`, journey, () => {
  const open = stage({ webForm: true });
  const ownButton = async (seat: Seat, label: string) => {
    await seat.say('/export status FetalGutSim');
    const button = seat.message(['Only visible to you', 'FetalGutSim']).getByRole('button', {
      name: label,
      exact: true,
    });
    await button.waitFor();
    return button;
  };

  it('count once; the other one is told who was first', async () => {
    const { sit, workspace } = open();
    const person = workspace.person('ana');
    await person.say('/export FetalGutSim');
    await person.press('Export metadata and data', 'FetalGutSim');
    await expect.poll(() => workspace.submitsOf('FetalGutSim').length).toBe(1);
    workspace.skip(120);
    await person.press('Request import', 'is exported after');
    await person.submit('Request import', {
      'Release number': '58',
      'DUOS ID': '',
      'Project contact': 'ana@example.org',
    });
    await person.sees('import form for', 'is filled in');

    const seats = [await sit('ana'), await sit('eli')];
    const buttons = [];
    for (const seat of seats) buttons.push(await ownButton(seat, 'I submitted it'));
    await Promise.all(buttons.map((button) => button.click()));
    const told = seats.map((seat) =>
      seat.message([/@(ana|eli) submitted the import form .* before you, nothing more to do/]),
    );
    await Promise.any(told.map((message) => message.waitFor()));
    expect(await Promise.all(told.map((message) => message.count()))).toContain(0);
    await workspace.person('cho').sees('FetalGutSim', 'is ready to import');
    expect(workspace.person('cho').count('is ready to import')).toBe(1);
  });

  it('are told where things are when they press an old button', async () => {
    const { sit, workspace } = open();
    const cho = await sit('cho');
    const old = await ownButton(cho, 'Imported');
    await workspace.person('cho').press('Snapshot made', 'FetalGutSim', 'cycle 1');
    await workspace.person('dee').sees('FetalGutSim', 'ready to be indexed');
    await old.click();
    await cho
      .message(['You confirmed the snapshot', 'FetalGutSim is at Snapshot made now'])
      .waitFor();
  });
});
