import { describe, expect, it } from 'vitest';
import type { CleanUp } from '../../../src/domain/cycle/clean-up.ts';
import { cleanUpView } from '../../../src/slack/views/thread/clean-up.ts';
import { ANA, BEN, cardIn, labels, NOW, roles } from '../sample.ts';

const at = NOW.toISOString();
const list = {
  hash: '9c41aa',
  objects: 412,
  bytes: 38_200_000_000,
  olderVersions: 0,
  halfWritten: 0,
  dataFiles: 0,
  lost: { count: 0, names: [] },
};
const proposed: CleanUp = { number: 1, askedBy: ANA, askedAt: at, phase: 'proposed', list };
const newest: CleanUp = { ...proposed, number: 2 };

const viewOf = (overtaken?: CleanUp) =>
  cleanUpView(
    {
      kind: 'clean-up',
      mention: ['submitter'],
      card: cardIn('needs correction', { cleanUp: newest }),
      ...(overtaken === undefined ? {} : { overtaken }),
    },
    roles,
  );

describe('a list of what would be deleted', () => {
  it('asks two people, as long as no other was asked for', () => {
    expect(labels(viewOf().blocks)).toEqual(['Confirm deletion of 412 objects', 'Not now']);
  });

  it('counts no more once another was asked for, says so, and calls nobody', () => {
    const { text, blocks } = viewOf(proposed);
    expect(labels(blocks)).toEqual([]);
    expect(text).toBe(
      'This list (`9c41`) of what lies in the staging area of *FetalGutSim* counts no more: it was asked for anew. Nothing of it was deleted.',
    );
  });

  it('goes on saying how it ended, if it had', () => {
    const done: CleanUp = { ...proposed, phase: 'done', removed: 412, confirmedBy: [ANA, BEN] };
    expect(viewOf(done).text).toMatch(/^✓ Deleted 412 objects .* Confirmed by <@U00000ANA1> and/);
    const stopped: CleanUp = { ...proposed, phase: 'void', why: 'something appeared' };
    const { text, blocks } = viewOf(stopped);
    expect(text).toContain('was stopped: something appeared. Nothing was deleted.');
    expect(labels(blocks)).toEqual([]);
  });
});
