import { describe, expect, it } from 'vitest';
import { excesses } from '../../../src/slack/limits.ts';
import { cardView } from '../../../src/slack/views/card/card.ts';
import { anAlert } from '../../support/cycles.ts';
import { ANA, cardIn, labels, NOW, roles, STATES, shown } from '../sample.ts';

const planOf = (state: string) => {
  const plan = cardView(cardIn(state), roles).blocks.find((block) => block.type === 'plan');
  return plan?.tasks?.map((task) => `${task['title']}: ${task['status']}`);
};

describe('a card', () => {
  it('says which dataset it is, with links, and its UUID once, to be copied', () => {
    const { text, blocks } = cardView(cardIn('import requested'), roles);
    expect(shown({ blocks })).toContain(
      '*FetalGutSim* · cycle 2 · <https://ingest.example.org/projects/detail?uuid=f5057fee|ingest> · <https://browser.example.org/projects/f5057fee-4c3e-4459-82dd-21250b729601|browser>',
    );
    expect(shown({ blocks }).match(/`[^`]*f5057fee[^`]*`/g)).toEqual([
      '`f5057fee-4c3e-4459-82dd-21250b729601`',
    ]);
    expect(text).toMatch(
      /\*Import requested\*, with the import team <!date\^\d+\^since \{date_short_pretty\}, \{time\}\|/,
    );
  });

  it('shows the stages as a plan: behind, under way, ahead', () => {
    expect(planOf('import requested')).toEqual([
      'Submitted: complete',
      'Exported: complete',
      'Import requested: complete',
      'Snapshot: in_progress',
      'Indexing: pending',
      'Final check: pending',
    ]);
    expect(planOf('exporting')?.slice(0, 3)).toEqual([
      'Submitted: complete',
      'Exporting: in_progress',
      'Request import: pending',
    ]);
    expect(planOf('released')).toEqual([
      'Submitted: complete',
      'Exported: complete',
      'Import requested: complete',
      'Snapshot made: complete',
      'In the browser: complete',
      'Released: complete',
    ]);
  });

  it('shows the stage that a problem interrupted as an error, in every held state', () => {
    for (const state of ['needs correction', 'ready to re-export']) {
      expect(planOf(state)).toEqual([
        'Submitted: complete',
        'Exported: complete',
        'Import requested: complete',
        'Snapshot: error',
        'Indexing: pending',
        'Final check: pending',
      ]);
    }
    expect(shown(cardView(cardIn('needs correction'), roles))).toContain(
      '> The matrices are missing.',
    );
  });

  it('of a re-exported cycle says why, and asks for nothing', () => {
    const problem = {
      reason: 'The matrices are missing.',
      reportedBy: 'U00000CHO3',
      at: '2026-02-03T11:40:00.000Z',
      from: 'imported',
      step: 4,
      validAgain: true,
    };
    const words = shown(cardView(cardIn('superseded', { problem }), roles));
    expect(words).toMatch(
      /Re-exported because:\n> The matrices are missing\.\nReported by <@U00000CHO3><!date/,
    );
    expect(words).not.toMatch(/Correct it|can be exported again/);
  });

  it('has the same in a section, for clients without plan blocks', () => {
    const { fallback = [] } = cardView(cardIn('import requested'), roles);
    const words = shown(fallback);
    expect(fallback.some((block) => block.type === 'plan')).toBe(false);
    expect(words).toMatch(/✓ Submitted · by <@U00000ANA1><!date\^1770112920\^, /);
    expect(words).toMatch(/✓ Exported · in 1 h 35 min \(31 of 48 assays\)<!date/);
    expect(words).toMatch(/● \*Snapshot\* · with the import team <!date\^\d+\^since .*>$/m);
    expect(words).toContain('○ Indexing');
  });

  it('says what is watched and when it last answered, in times that stay true', () => {
    const { blocks, fallback = [] } = cardView(cardIn('exporting'), roles);
    expect(shown(fallback)).toMatch(
      /watching ingest <!date\^\d+\^since \{time\}\|[^>]+><!date\^\d+\^; last answer \{time\}\|/,
    );
    expect(shown(blocks)).toMatch(
      /Transfer done · spreadsheet done · assays 31 of 48 · <!date\^\d+\^last change \{time\}\|/,
    );
    expect(shown([...blocks, ...fallback])).not.toMatch(/ ago|\(\d+ /);
  });

  it('says when what is watched is silent, instead of when it last answered', () => {
    const silentSince = new Date('2026-02-03T13:55:00Z');
    const linesOf = (state: string) => {
      const { fallback = [] } = cardView({ ...cardIn(state), silentSince }, roles);
      return shown(fallback);
    };
    expect(linesOf('exporting')).toMatch(
      /● \*Exporting\* · ingest hasn’t answered <!date\^1770126900\^since \{time\}\|[^>]+>; I keep looking$/m,
    );
    expect(linesOf('exporting')).not.toContain('last answer');
    expect(linesOf('snapshot made')).toMatch(
      /with the browser team <![^>]+>; the catalogue hasn’t answered <![^>]+>; I keep looking$/m,
    );
  });

  it('says next to “Export again” what it waits for, where ingest was seen elsewhere', () => {
    const waits = '“Export again” waits for *Graph valid*; ingest last showed *Exporting*<!date';
    expect(shown(cardView(cardIn('needs correction'), roles))).toContain(waits);
    expect(shown(cardView(cardIn('ready to re-export'), roles))).not.toContain('waits for');
    const unseen = cardIn('needs correction', { progress: { envelope: 'Graph valid' } });
    expect(shown(cardView(unseen, roles))).not.toContain('waits for');
  });

  it('gives the day too once it is late, since it may then stand for days', () => {
    const alert = anAlert('2026-02-03T14:02:00.000Z');
    const { blocks, fallback = [] } = cardView(cardIn('exporting', { alert }), roles);
    expect(shown([...blocks, ...fallback])).not.toMatch(/(since|answer|change) \{time\}/);
    expect(shown(blocks)).toContain('^Late: asked for help in the thread {date_short_pretty}');
  });

  it('offers what the state offers, and no more', () => {
    expect(labels(cardView(cardIn('exporting'), roles).blocks)).toEqual([
      'There is a problem',
      '⋯ Start recovery',
      '⋯ Note on the process',
    ]);
    expect(labels(cardView(cardIn('import requested'), roles).blocks)).toEqual([
      'Imported',
      'Snapshot made',
      'There is a problem',
      '⋯ Start recovery',
      '⋯ Note on the process',
    ]);
    expect(labels(cardView(cardIn('needs correction'), roles).blocks)).toEqual([
      'Start recovery',
      'I reset it to valid',
      'Carry on without re-export',
      'Export again',
      '⋯ Note on the process',
    ]);
    const cleanUp = {
      number: 1,
      askedBy: ANA,
      askedAt: NOW.toISOString(),
      phase: 'listing',
    } as const;
    expect(labels(cardView(cardIn('needs correction', { cleanUp }), roles).blocks)).toEqual([
      'I reset it to valid',
      'Carry on without re-export',
      'Export again',
      '⋯ Start recovery',
      '⋯ Note on the process',
    ]);
    expect(labels(cardView(cardIn('import form ready', {}, {}, true), roles).blocks)).toEqual([
      'Open the form',
      'I submitted it',
      'There is a problem',
      '⋯ Start recovery',
      '⋯ Note on the process',
    ]);
    for (const state of ['released', 'superseded']) {
      expect(labels(cardView(cardIn(state), roles).blocks)).toEqual([]);
    }
  });

  it('makes “Export again” the main thing once ingest calls it valid', () => {
    const first = cardView(cardIn('ready to re-export'), roles).blocks.find(
      (block) => block.type === 'actions',
    );
    expect(first?.elements[0]).toMatchObject({
      text: { text: 'Export again' },
      style: 'primary',
      value: '{"b":"exporting","w":"f5057fee-4c3e-4459-82dd-21250b729601"}',
    });
  });

  it('shows what the import system says, to be confirmed with the runbook’s own event', () => {
    const proposal = {
      event: 'snapshot made',
      headline: 'Snapshot complete',
      evidence: 'Snapshot <hca_prod> & all',
      at: '2026-02-03T14:00:00.000Z',
      link: 'https://slack.example.org/p9',
    };
    const { blocks } = cardView(cardIn('import requested', { proposal }), roles);
    expect(shown(blocks)).toMatch(
      /The import system says \*Snapshot complete\*<!date.*see its message>/,
    );
    expect(shown(blocks)).not.toContain('hca_prod');
    expect(labels(blocks)).toEqual([
      'Confirm: snapshot made',
      'Imported',
      'There is a problem',
      '⋯ Start recovery',
      '⋯ Note on the process',
    ]);
    expect(JSON.stringify(blocks)).toContain(
      JSON.stringify('{"c":"cycle00000000000000a","t":4,"e":"snapshot made"}'),
    );
  });

  it('shows what the import system says also where nobody can confirm it yet', () => {
    const at = '2026-02-03T14:00:00.000Z';
    const proposal = { event: 'imported', headline: 'HCA Completed Import', evidence: '', at };
    const { blocks } = cardView(cardIn('exported', { proposal }), roles);
    expect(shown(blocks)).toContain('The import system says *HCA Completed Import*');
    expect(labels(blocks).join()).not.toContain('Confirm');
  });

  it('sums up the staging area with its faults', () => {
    const staging = { objects: 412, bytes: 38.2e9, faults: ['links/ is empty'] };
    expect(shown(cardView(cardIn('exported', { staging }), roles))).toContain(
      'Staging area: 412 objects, 38.2 GB, 1 fault.\n• links/ is empty',
    );
  });

  it('shows no button louder than the next thing to do', () => {
    for (const state of STATES) {
      for (const webForm of [true, false]) {
        const { blocks } = cardView(cardIn(state, {}, {}, webForm), roles);
        const styled = JSON.stringify(blocks).match(/"style":"(\w+)"/g) ?? [];
        expect(styled.length, state).toBeLessThanOrEqual(1);
        expect(styled.join(), state).not.toContain('danger');
      }
    }
  });

  it('keeps to Slack’s limits with all that can be on it at once', () => {
    const long = 'x'.repeat(3000);
    const card = cardIn(
      'needs correction',
      {
        staging: { objects: 412, bytes: 38.2e9, faults: Array.from({ length: 40 }, () => long) },
        disturbed: long,
        notes: 3,
        alert: anAlert('2026-02-03T14:02:00.000Z'),
        proposal: { event: 'problem', headline: long, evidence: long, at: NOW.toISOString() },
        problem: {
          reason: '<&>'.repeat(1000),
          reportedBy: ANA,
          at: NOW.toISOString(),
          from: 'imported',
          step: 4,
        },
      },
      { shortName: long, title: long },
    );
    const { text, blocks, fallback = [] } = cardView(card, roles);
    expect(text.length).toBeLessThanOrEqual(3000);
    expect(excesses(blocks)).toEqual([]);
    expect(excesses(fallback)).toEqual([]);
  });

  it('keeps to Slack’s limits in every state, and calls nobody', () => {
    for (const state of STATES) {
      const { blocks, fallback = [] } = cardView(cardIn(state), roles);
      expect(excesses(blocks), state).toEqual([]);
      expect(excesses(fallback), state).toEqual([]);
      expect(JSON.stringify([blocks, fallback]), state).not.toMatch(/<!(subteam|here|channel)/);
    }
  });
});
