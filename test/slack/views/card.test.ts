import { describe, expect, it } from 'vitest';
import { excesses } from '../../../src/slack/limits.ts';
import { cardView } from '../../../src/slack/views/card.ts';
import { cardIn, labels, roles, STATES, shown } from '../sample.ts';

const planOf = (state: string) => {
  const plan = cardView(cardIn(state), roles).blocks.find((block) => block.type === 'plan');
  return plan?.tasks?.map((task) => `${task['title']}: ${task['status']}`);
};

describe('a card', () => {
  it('says which dataset it is, with short UUID and links', () => {
    const { text, blocks } = cardView(cardIn('import requested'), roles);
    expect(shown({ blocks })).toContain(
      '*FetalGutSim* · cycle 2 · `f5057fee` · <https://ingest.example.org/projects/detail?uuid=f5057fee|ingest> · <https://browser.example.org/projects/f5057fee-4c3e-4459-82dd-21250b729601|browser>',
    );
    expect(text).toContain('*Import requested*, with the import team since');
    expect(text).toContain('(3 h)');
  });

  it('shows the stages as a plan: behind, under way, ahead', () => {
    expect(planOf('import requested')).toEqual([
      'Submitted: complete',
      'Exported: complete',
      'Import requested: complete',
      'Snapshot: in_progress',
      'In the browser: pending',
      'Released: pending',
    ]);
    expect(planOf('exporting')?.slice(0, 3)).toEqual([
      'Submitted: complete',
      'Exported: in_progress',
      'Import requested: pending',
    ]);
    expect(planOf('released')?.every((task) => task.endsWith(': complete'))).toBe(true);
  });

  it('shows the stage that a problem interrupted as an error, in every held state', () => {
    for (const state of ['needs correction', 'ready to re-export']) {
      expect(planOf(state)).toEqual([
        'Submitted: complete',
        'Exported: complete',
        'Import requested: complete',
        'Snapshot: error',
        'In the browser: pending',
        'Released: pending',
      ]);
    }
    expect(shown(cardView(cardIn('needs correction'), roles))).toContain(
      '> The matrices are missing.',
    );
  });

  it('has the same in a section, for clients without plan blocks', () => {
    const { fallback = [] } = cardView(cardIn('import requested'), roles);
    const words = shown(fallback);
    expect(fallback.some((block) => block.type === 'plan')).toBe(false);
    expect(words).toMatch(/✓ Submitted · by <@U00000ANA1> <!date\^1770112920\^/);
    expect(words).toMatch(/✓ Exported · .*after 1 h 35 min \(31 of 48 assays\)/);
    expect(words).toMatch(/● \*Snapshot\* · with the import team since <!date\^\d+\^.* \(3 h\)/);
    expect(words).toContain('○ In the browser');
  });

  it('says what is watched and when it was last seen alive, when it is a machine’s turn', () => {
    const { blocks, fallback = [] } = cardView(cardIn('exporting'), roles);
    expect(shown(fallback)).toContain('watching ingest, last seen 20 s ago');
    expect(shown(blocks)).toContain(
      'transfer done · spreadsheet done · assays 31 of 48 · last change 2 min ago',
    );
  });

  it('offers what the state offers, and no more', () => {
    expect(labels(cardView(cardIn('exporting'), roles).blocks)).toEqual([
      'There is a problem',
      '⋯ Note on the process',
    ]);
    expect(labels(cardView(cardIn('import requested'), roles).blocks)).toEqual([
      'Imported',
      'Snapshot made',
      'There is a problem',
      '⋯ Note on the process',
    ]);
    expect(labels(cardView(cardIn('needs correction'), roles).blocks)).toEqual([
      'Export again',
      'Carry on without re-export',
      '⋯ Note on the process',
    ]);
    expect(labels(cardView(cardIn('import form ready', {}, {}, true), roles).blocks)).toEqual([
      'Open the form',
      'I submitted it',
      'There is a problem',
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
      value: '{"w":"f5057fee-4c3e-4459-82dd-21250b729601"}',
    });
  });

  it('shows what the import system says as evidence, to be confirmed with the runbook’s own event', () => {
    const proposal = {
      event: 'snapshot made',
      headline: 'Snapshot complete',
      evidence: 'Snapshot <hca_prod> & all',
      at: '2026-02-03T14:00:00.000Z',
    };
    const { blocks } = cardView(cardIn('import requested', { proposal }), roles);
    expect(shown(blocks)).toContain('> Snapshot &lt;hca_prod&gt; &amp; all');
    expect(labels(blocks)).toEqual([
      'Confirm: snapshot made',
      'Imported',
      'There is a problem',
      '⋯ Note on the process',
    ]);
    expect(JSON.stringify(blocks)).toContain(
      JSON.stringify('{"c":"cycle00000000000000a","t":4,"e":"snapshot made"}'),
    );
  });

  it('sums up the staging area with its faults', () => {
    const staging = { objects: 412, bytes: 38.2e9, faults: ['links/ is empty'] };
    expect(shown(cardView(cardIn('exported', { staging }), roles))).toContain(
      'Staging area: 412 objects, 38.2 GB, 1 fault.\n• links/ is empty',
    );
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
