import { describe, expect, it } from 'vitest';
import { check } from './checker.ts';
import type { History, JournalRow } from './history.ts';
import { CYCLE, cleanedHistory, cycle, post, press, T0, UUID } from './sample-history.ts';

const brokenAfter = (change: Partial<History>) => check(cleanedHistory(change)).broken;
const cleaned = cleanedHistory();

describe('a clean-up, of which the checker finds nothing', () => {
  it('when two people have confirmed the list', () => {
    expect(check(cleaned).broken).toEqual([]);
  });

  it('when recovery was started before ingest was asked: the submit is left to the next cycle', () => {
    const journal = cleaned.journal.filter(({ event }) => event !== 'ingest accepted');
    expect(brokenAfter({ journal, submits: [] })).toEqual([]);
  });

  it('in a press that was refused since the list is another by now, and told so', () => {
    const late = { ...press('U4', 2, 'confirm clean-up', T0 + 5500), subject: 'older' };
    const seen = [{ person: 'U4', at: T0 + 5600, text: 'it was listed anew' }];
    expect(brokenAfter({ deeds: [...cleaned.deeds, late], seen })).toEqual([]);
  });
});

describe('of a clean-up the checker finds', () => {
  const journalWith = (event: string, change: Partial<JournalRow>) =>
    cleaned.journal.map((one) => (one.event === event ? { ...one, ...change } : one));

  it('one that a single person has confirmed', () => {
    const journal = journalWith('confirm clean-up', { actor: 'U1' });
    const broken = brokenAfter({ journal, deeds: [] });
    expect(broken).toContain('alone: entry 6, U1 confirmed a clean-up');
    expect(broken).toContainEqual(expect.stringMatching(/^impossible: .*rules: another person$/));
  });

  it('one whose second confirmation is of another list', () => {
    const journal = journalWith('confirm clean-up', { detail: '{"subject":"other"}' });
    expect(brokenAfter({ journal })).toContain('alone: entry 6, U4 confirmed a clean-up');
  });

  it('objects that went before anybody had confirmed', () => {
    const removals = cleaned.removals.map((one) => ({ ...one, at: T0 + 5500 }));
    expect(brokenAfter({ removals })).toEqual([
      `deleted: 1 objects of project ${UUID} that nobody had confirmed`,
    ]);
  });

  it('a confirmation that was acknowledged and is nowhere', () => {
    const deeds = [{ ...press('U4', 2, 'confirm clean-up', T0 + 5200), subject: 'abcd' }];
    expect(brokenAfter({ deeds })).toContain(
      `lost: U4 pressed “confirm clean-up” in turn 2 of ${CYCLE}; it was refused before anything stood against it`,
    );
  });

  it('more entries than there were presses', () => {
    const [first, ...others] = cleaned.deeds;
    expect(brokenAfter({ deeds: first === undefined ? others : [first] })).toEqual([
      `doubled: U4 “confirm clean-up” of ${CYCLE} was pressed 0 times, entered 1 times`,
    ]);
  });

  it('a list that was posted twice, or shows no longer how it stands', () => {
    const again = { ...post('two', 'Deleting', '1.0'), ts: '3.1' };
    expect(brokenAfter({ posts: [...cleaned.posts, again] })).toContain(
      `doubled: show clean-up ${CYCLE} 1 is due 1 times, posted 2 times`,
    );
    const old = cleaned.posts.map((one) => (one.ts === '2.shown' ? { ...one, text: '?' } : one));
    expect(brokenAfter({ posts: old })).toEqual([expect.stringMatching(/^old: the clean-up of/)]);
  });

  it('a cycle that has forgotten who confirmed', () => {
    const forgetful = { ...cycle, state: 'needs correction', turn: 2 };
    expect(check({ ...cleaned, cycles: [forgetful] }).broken).toEqual([
      'lost: BulkGut0Sim, cycle 1 remembers something else than its journal tells',
    ]);
  });
});
