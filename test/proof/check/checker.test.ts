import { describe, expect, it } from 'vitest';
import { check } from './checker.ts';
import type { Deed, History } from './history.ts';
import {
  CYCLE,
  cleanedHistory,
  cycle,
  post,
  press,
  row,
  said,
  T0,
  UUID,
  wholeHistory,
} from './sample-history.ts';

const brokenIn = (change: Partial<History>) => check(wholeHistory(change)).broken;
const whole = wholeHistory();

describe('the checker finds nothing', () => {
  it('in a whole history', () => {
    expect(check(whole).broken).toEqual([]);
  });

  it('in a refused press of which the person was told', () => {
    const deeds = [...whole.deeds, press('U3', 3, 'imported')];
    const seen = [{ person: 'U3', at: T0 + 10_200, text: '<@U2> imported it before you' }];
    expect(brokenIn({ deeds, seen })).toEqual([]);
  });

  it('in a refusal whose words were cut off by a kill', () => {
    const deeds = [press('U3', 3, 'imported')];
    expect(brokenIn({ deeds, kills: [T0 + 10_150] })).toEqual([]);
  });

  it('in what was never acknowledged', () => {
    const deeds = [{ ...press('U2', 4, 'snapshot made'), acknowledged: false }];
    expect(brokenIn({ deeds })).toEqual([]);
  });
});

describe('a confirmed export that opened no cycle is', () => {
  const confirmed = (at: number): Deed => ({
    kind: 'confirm',
    person: 'U1',
    at,
    answeredAt: at + 100,
    acknowledged: true,
    project: 'BulkGut0Sim',
    number: 2,
  });

  it('refused while the cycle before goes on', () => {
    expect(brokenIn({ deeds: [confirmed(T0 + 10_000)] })).toEqual([]);
  });

  it('lost before that cycle was there, and when it was held and would have ended for the next', () => {
    const held = cleanedHistory();
    expect(brokenIn({ deeds: [confirmed(T0)] })).toEqual([expect.stringMatching(/never opened/)]);
    expect(check({ ...held, deeds: [confirmed(T0 + 8000)] }).broken).toContainEqual(
      expect.stringMatching(/never opened/),
    );
  });
});

describe('the checker finds', () => {
  it('an acknowledged press that is not in the journal', () => {
    expect(brokenIn({ deeds: [press('U2', 4, 'snapshot made')] })).toEqual([
      expect.stringMatching(/^lost: U2 pressed “snapshot made” in turn 4/),
    ]);
  });

  it('a refusal before anything stood against the press', () => {
    const deeds = [press('U3', 3, 'imported', T0)];
    const seen = [{ person: 'U3', at: T0 + 50, text: 'no' }];
    expect(brokenIn({ deeds, seen })).toEqual([expect.stringMatching(/^lost: U3 pressed/)]);
  });

  it('a refusal that nobody was told of, with no kill to excuse it', () => {
    expect(brokenIn({ deeds: [press('U3', 3, 'imported')] })).toEqual([
      expect.stringMatching(/^untold: U3 pressed/),
    ]);
  });

  it('a form that was taken and is lost, or is there twice', () => {
    const form = (marker: string): Deed => ({
      kind: 'form',
      person: 'U1',
      at: T0,
      answeredAt: T0,
      acknowledged: true,
      cycleId: CYCLE,
      event: 'note',
      marker,
      closed: true,
    });
    expect(brokenIn({ deeds: [form('marker-1.'), form('marker-2.')] })).toEqual([
      expect.stringMatching(/^lost: .*marker-2/),
    ]);
    const NOTED = said({ values: { note: 'marker-1.' } });
    const journal = [...whole.journal, row('note', 'imported', 'imported', 'U1', NOTED)];
    expect(brokenIn({ deeds: [form('marker-1.')], journal })).toEqual([
      expect.stringMatching(/^doubled: .*marker-1/),
    ]);
  });

  it('a command that was never answered', () => {
    const done = { person: 'U1', at: T0, answeredAt: T0, acknowledged: true };
    const ask: Deed = { kind: 'ask', ...done, project: 'BulkGut0Sim', words: UUID };
    expect(brokenIn({ deeds: [ask] })).toEqual([expect.stringMatching(/^lost: U1 asked/)]);
  });

  it('a transition that was made twice', () => {
    const last = row('imported', 'import requested', 'imported', 'U2');
    expect(brokenIn({ journal: [...whole.journal, last] })).toContainEqual(
      expect.stringMatching(/^doubled: BulkGut0Sim, cycle 1, entry/),
    );
  });

  it('a state that the journal does not lead to', () => {
    expect(brokenIn({ cycles: [{ ...cycle, state: 'snapshot made' }] })).toContainEqual(
      expect.stringMatching(/^lost: BulkGut0Sim, cycle 1 is “snapshot made”/),
    );
  });

  it('a message that is due by the journal and was never posted', () => {
    const posts = whole.posts.slice(0, -1);
    expect(brokenIn({ posts, outbox: whole.outbox.slice(0, -1) })).toEqual([
      `lost: tell ${CYCLE} imported is due 1 times, posted 0 times`,
      'lost: “tell” is due 4 times, entered 3 times',
    ]);
  });

  it('a message that was posted twice, or elsewhere', () => {
    const again = { ...post('4', 'line 4', '1.0'), ts: '3.4' };
    expect(brokenIn({ posts: [...whole.posts, again] })).toContainEqual(
      'doubled: 4 was posted 2 times',
    );
    const moved = whole.posts.map((one) => (one.ts === '2.4' ? { ...one, thread: '9.9' } : one));
    expect(brokenIn({ posts: moved })).toEqual([expect.stringMatching(/^misplaced: /)]);
  });

  it('a card that is missing, doubled or out of date', () => {
    const [card, ...lines] = whole.posts;
    expect(brokenIn({ posts: lines })).toContainEqual('lost: the card of BulkGut0Sim, cycle 1');
    const second = post('card', 'Imported');
    expect(brokenIn({ posts: [...whole.posts, second] })).toContainEqual(
      'doubled: the card of BulkGut0Sim, cycle 1 stands 2 times',
    );
    const old = { ...(card ?? second), text: 'Exported' };
    expect(brokenIn({ posts: [old, ...lines] })).toEqual([expect.stringMatching(/^old: the card/)]);
  });

  it('a submit that ingest never got, or got twice', () => {
    expect(brokenIn({ submits: [] })).toEqual([expect.stringMatching(/^lost: project/)]);
    const [submit] = whole.submits;
    expect(brokenIn({ submits: submit === undefined ? [] : [submit, submit] })).toEqual([
      expect.stringMatching(/^doubled: project/),
    ]);
  });

  it('an entry of the outbox that was left over, and an effect that was never entered', () => {
    const outbox = whole.outbox.map((one) =>
      one.key === 'staging' ? { ...one, status: 'given up' } : one,
    );
    expect(brokenIn({ outbox })).toEqual(['unfinished: staging is given up']);
    expect(brokenIn({ outbox: whole.outbox.filter(({ key }) => key !== 'catalogue') })).toEqual([
      'lost: “look at catalogue” is due 1 times, entered 0 times',
    ]);
  });

  it('a broken chain and a damaged database', () => {
    expect(
      brokenIn({ chain: 'entry 3: its content was changed', integrity: 'row missing' }),
    ).toEqual([
      'tampered: the journal, entry 3: its content was changed',
      'damaged: the database, row missing',
    ]);
  });
});
