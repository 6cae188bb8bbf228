import { describe, expect, it } from 'vitest';
import { diagnose } from '../../../src/domain/export-progress.ts';
import { excesses } from '../../../src/slack/limits.ts';
import { alertView } from '../../../src/slack/views/alert.ts';
import { cardIn, labels, roles, shown } from '../sample.ts';

const opened = { episode: 1, openedAt: '2026-02-03T14:02:00.000Z' };
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
      diagnosis: diagnose(card.cycle.memory.progress),
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
    expect(labels(alerted().blocks)).toEqual(['There is a problem']);
  });

  it('resolves in place, without buttons and without calling anybody', () => {
    const view = alerted({ resolvedAt: '2026-02-03T14:40:00.000Z', resolvedBy: 'progress' });
    expect(view.text).toMatch(
      /^✓ \*FetalGutSim\*: moving again since <!date\^.*Resolved by itself after 38 min \(transfer done/,
    );
    expect(labels(view.blocks)).toEqual([]);
    expect(view.text).not.toContain('<!subteam');
    expect(excesses(view.blocks)).toEqual([]);
  });
});
