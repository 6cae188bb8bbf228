import { describe, expect, it } from 'vitest';
import { diagnose } from '../../../src/domain/export/export-progress.ts';
import { excesses } from '../../../src/slack/limits.ts';
import { alertView } from '../../../src/slack/views/thread/alert.ts';
import { anAlert } from '../../support/cycles.ts';
import { ANA, BEN, cardIn, labels, roles, shown } from '../sample.ts';

const opened = anAlert('2026-02-03T14:02:00.000Z');
const since = { since: new Date('2026-02-03T10:35:00Z') };

function alerted(resolved: { resolvedAt?: string; resolvedBy?: string } = {}) {
  const card = cardIn('exporting', {
    alert: { ...opened, ...resolved },
    progressAt: '2026-02-03T11:30:00.000Z',
  });
  return alertView(
    {
      kind: 'alert',
      mention: ['ingest-operations', 'submitter'],
      card: { ...card, cycle: { ...card.cycle, ...since } },
      diagnosis: diagnose(card.cycle.memory.progress, true),
    },
    roles,
  );
}

describe('the stuck alert', () => {
  it('says what, how long, last progress, likely cause, next step and whom it asks', () => {
    expect(alerted().text).toBe(
      [
        '⚠ *FetalGutSim* has been exporting for 4 h 05 min; this should take at most 4 h.',
        'Last progress 3 h 10 min ago: transfer done · spreadsheet done · assays 31 of 48. Likely: 17 of 48 assays never arrived: their messages were dead-lettered.',
        'Next: <!subteam^S00INGESTO> <@U00000ANA1>: look in the error queue and compare the counts in the staging area.',
      ].join('\n'),
    );
    expect(shown(alerted())).toContain(
      'UUID `f5057fee-4c3e-4459-82dd-21250b729601` · wrangler <@U00000ANA1>',
    );
    expect(labels(alerted().blocks)).toEqual([
      'I’m on it',
      'Start recovery',
      'Check again',
      '⋯ Escalate',
      '⋯ There is a problem',
    ]);
  });

  it.each(['exported', 'import requested', 'imported', 'snapshot made', 'in the browser'])(
    'leads to recovery in one press where it is raised from “%s”',
    (state) => {
      const card = cardIn(state, { alert: opened });
      expect(labels(alertView({ kind: 'alert', mention: [], card }, roles).blocks)).toEqual([
        'I’m on it',
        'Start recovery',
        'Check again',
        '⋯ Escalate',
        '⋯ There is a problem',
      ]);
    },
  );

  it('has the job’s id to be copied', () => {
    const job = { id: '638e0000', status: 'Exporting', transfer: 'started' } as const;
    const progress = {
      envelope: 'Exporting',
      job: { ...job, spreadsheet: 'not started', assaysDone: 0 },
    } as const;
    const card = cardIn('exporting', { alert: opened, progress });
    const view = alertView(
      { kind: 'alert', mention: [], card, diagnosis: diagnose(progress, true) },
      roles,
    );
    expect(view.text).toContain('Next: look at transfer job `638e0000`.');
  });

  it('counts from submit after the dataset has moved on', () => {
    const passed = (event: string, by: string, at: string) => ({
      step: 2,
      state: '',
      event,
      by,
      at,
    });
    const card = cardIn('exported', {
      alert: { ...opened, resolvedAt: '2026-02-03T15:32:00.000Z', resolvedBy: 'ingest' },
      passed: [
        passed('submit', 'U00000ANA1', '2026-02-03T09:57:00.000Z'),
        passed('export finished', 'ingest', '2026-02-03T15:32:00.000Z'),
      ],
    });
    const view = alertView(
      { kind: 'alert', mention: [], card, diagnosis: diagnose(undefined, true) },
      roles,
    );
    expect(view.text).toMatch(
      /moved on by ingest<!date.*>\. Resolved after 5 h 35 min, 1 h 30 min late\.$/,
    );
  });

  it.each([
    ['holds it', 'needs correction'],
    ['held it, once it is exported again', 'superseded'],
  ])('names who %s, in words that stay true', (_, state) => {
    const at = '2026-02-03T14:40:00.000Z';
    const problem = { reason: 'Stuck.', reportedBy: BEN, at, from: 'exporting', step: 2 };
    const alert = { ...opened, resolvedAt: at, resolvedBy: BEN };
    const view = alertView(
      { kind: 'alert', mention: [], card: cardIn(state, { alert, problem }) },
      roles,
    );
    expect(view.text).toMatch(
      /^⚠ \*FetalGutSim\*: held for a correction by <@U00000BEN2><!date.*>, after .* late\. Its card says how it goes on\.$/,
    );
  });

  it('of a held dataset that came late itself does not call its re-export a correction', () => {
    const problem = {
      reason: 'Stuck.',
      reportedBy: BEN,
      at: '2026-02-03T11:40:00.000Z',
      from: 'exporting',
      step: 2,
    };
    const alert = { ...opened, resolvedAt: '2026-02-03T14:40:00.000Z', resolvedBy: ANA };
    const card = cardIn('superseded', { alert, problem });
    const { text } = alertView({ kind: 'alert', mention: [], card }, roles);
    expect(text).toContain('moved on by <@U00000ANA1>');
  });

  it('resolves in place, without buttons and without calling anybody', () => {
    const view = alerted({ resolvedAt: '2026-02-03T14:40:00.000Z', resolvedBy: 'progress' });
    expect(view.text).toMatch(
      /^✓ \*FetalGutSim\*: moving again <!date\^\d+\^since .*Resolved by itself after 4 h 38 min, 38 min late \(transfer done/,
    );
    expect(labels(view.blocks)).toEqual([]);
    expect(view.text).not.toContain('<!subteam');
    expect(excesses(view.blocks)).toEqual([]);
  });
});
