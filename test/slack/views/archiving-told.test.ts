import { describe, expect, it } from 'vitest';
import type { Archive } from '../../../src/domain/archiving/archive.ts';
import { type FileProgress, firstFault } from '../../../src/domain/archiving/file-progress.ts';
import type { Memory } from '../../../src/domain/cycle/cycle.ts';
import type { NoticeName } from '../../../src/domain/runbook/effect.ts';
import { retried } from '../../../src/runbooks/archiving/memory.ts';
import { archiving } from '../../../src/runbooks/archiving.ts';
import { historyView } from '../../../src/slack/views/answers/history.ts';
import { cardView } from '../../../src/slack/views/card/card.ts';
import { noticeView } from '../../../src/slack/views/thread/notice.ts';
import { aCycle, NOON } from '../../support/cycles.ts';
import { labels, roles, shown } from '../sample.ts';

const archive: Archive = {
  environment: 'prod',
  dsp: { created: NOON.toISOString(), uuid: 'd5b00000' },
  way: 'file archiver',
  standing: {
    errors: [{ type: 'samples', count: 3 }],
    pending: 0,
    blockers: { filesNotReady: 2, metadata: 0, empty: false, validating: false },
    faults: { entities: 0, first: [] },
  },
};
const progress: FileProgress = {
  jobs: 4,
  refused: 0,
  planned: 0,
  waiting: 0,
  running: 0,
  uploaded: 2,
  failed: 2,
  cancelled: 0,
  percent: 50,
  movedAt: NOON.toISOString(),
};

function cardOf(state: string, memory: Partial<Memory> = {}) {
  const cycle = aCycle({
    runbook: 'archiving',
    state,
    memory: { actions: ['Archive'], archive, ...memory },
  });
  const actions = archiving.steps.flatMap(({ transitions }) =>
    transitions.flatMap(({ from, button, on }) =>
      button !== undefined && (from === state || from.includes(state))
        ? [{ event: on, label: button, opensForm: false }]
        : [],
    ),
  );
  return { cycle, now: NOON, actions, browserUrl: 'https://explore.example.org/1' };
}
const told = (notice: NoticeName, card: ReturnType<typeof cardOf>) =>
  noticeView({ kind: 'notice', notice, mention: [], card }, roles);

describe('where two people have to agree', () => {
  const approval = { event: 'complete archiving', by: 'U0ELI', at: NOON.toISOString() };
  const half = cardOf('files archived', { approval });

  it('the second reads what is confirmed and what can’t be taken back, beside its button', () => {
    const view = told('second person wanted', half);
    expect(view.text).toContain('<@U0ELI> has confirmed “Complete the DSP submission” for');
    expect(view.text).toContain('can’t be withdrawn here');
    expect(labels(view.blocks)).toEqual(['Complete the DSP submission']);
    expect(shown(cardView(half, roles))).toContain('It takes one more person.');
    const removing = cardOf('files archived', {
      approval: { ...approval, event: 'remove DSP submission' },
    });
    expect(told('second person wanted', removing).text).toMatch(
      /“Remove the DSP submission”.*deleted in DSP/,
    );
  });

  it('who has pressed already is not called', () => {
    const people = { ...roles, developers: { ...roles.developers, members: ['U0ELI', 'U0BEN'] } };
    const view = noticeView(
      { kind: 'notice', notice: 'second person wanted', mention: ['developers'], card: half },
      people,
    );
    expect(view.text).toMatch(/^<@U0BEN>: /);
  });
});

describe('an archiving that is held', () => {
  const problem = {
    reason: 'a sample has no date',
    reportedBy: 'U0ANA',
    at: NOON.toISOString(),
    from: 'metadata in DSP',
    step: 2,
  };

  it('speaks of archiving, not of exports and their staging area', () => {
    const card = cardOf('archiving held', { problem });
    const forms = archiving.steps.flatMap(({ transitions }) =>
      transitions.flatMap(({ form }) => form ?? []),
    );
    const all = [
      told('problem', card).text,
      told('problem solved', card).text,
      told('valid again', card).text,
      shown(cardView(card, roles)),
      JSON.stringify(forms),
      ...labels(cardView(card, roles).blocks),
    ].join('\n');
    expect(all).toContain('Carry on where it was');
    expect(all).not.toMatch(/re-export|staging area/);
  });

  it('becoming valid again lists nothing for deletion', () => {
    const kinds = archiving.steps
      .flatMap(({ transitions }) => transitions)
      .flatMap(({ do: effects = [] }) => effects.map(({ kind }) => kind));
    expect(kinds).not.toContain('list leftovers');
    expect(kinds).not.toContain('show clean-up');
  });
});

describe('files on their way to DSP', () => {
  it('what DSP said before they went is not on the card', () => {
    for (const state of ['files beginning', 'files under way', 'files failed']) {
      expect(shown(cardView(cardOf(state), roles)), state).not.toContain('DSP: ');
    }
    expect(shown(cardView(cardOf('files archived'), roles))).toContain('DSP: 3 entities');
  });

  it('a failure names the first file and its cause, and how many more', () => {
    const jobs = [
      { state: 'uploaded', outputs: ['a.bam'], inputs: [] },
      { state: 'failed', outputs: ['b.bam'], inputs: [], reason: 'R2 has 3 reads fewer than R1.' },
      { state: 'failed', outputs: ['c.bam'], inputs: [], reason: 'The disk is full.' },
    ] as const;
    const fault = firstFault(jobs.map((job, index) => ({ ...job, number: index + 1 })));
    expect(fault).toEqual({ name: 'b.bam', because: 'R2 has 3 reads fewer than R1.' });
    const card = cardOf('files failed', { fileProgress: { ...progress, ...(fault && { fault }) } });
    expect(told('files failed', card).text).toContain(
      '• `b.bam`: R2 has 3 reads fewer than R1.\n• and 1 more\n',
    );
  });

  it('a retry says what waits, not what had failed', () => {
    const memory: Memory = { actions: [], archive, fileProgress: { ...progress, cancelled: 0 } };
    const after = cardOf('files beginning', retried(memory));
    expect(told('files begun', after).text).toContain('2 jobs to do');
    expect(told('files begun', after).text).not.toContain('failed');
  });
});

it('an archiving is counted as one, and its history says what was chosen in words', () => {
  expect(told('new cycle', cardOf('archived anew')).text).toMatch(/archiving 1\..*archiving 2/s);
  const line = { at: NOON.toISOString(), cycle: 1, step: 0, actor: 'U0ANA' };
  const view = historyView(archiving, 'FetalGutSim', [
    {
      ...line,
      event: 'submit for archiving',
      from: 'valid',
      to: 'submitted for archiving',
      words: 'Archive_Export',
    },
  ]);
  expect(view.text).toContain('archiving 1, step 0');
  expect(view.text).toContain('submitted it for archiving: archive and export');
  expect(view.text).not.toContain('Archive_Export');
});
