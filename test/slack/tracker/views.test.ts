import { describe, expect, it } from 'vitest';
import type { DatasetChange } from '../../../src/domain/crawl-digest.ts';
import { excesses } from '../../../src/slack/limits.ts';
import { pastIn, timeIn } from '../../../src/slack/tracker/as-of.ts';
import { readBoardWish, wordsIn, wordsOf } from '../../../src/slack/tracker/board-wish.ts';
import { startCrawl } from '../../../src/slack/tracker/crawl.ts';
import type { Rendered } from '../../../src/slack/views/blocks.ts';
import { boardView } from '../../../src/slack/views/tracker/board.ts';
import { changesView, historyView } from '../../../src/slack/views/tracker/changes.ts';
import { endedView } from '../../../src/slack/views/tracker/crawl.ts';
import { everywhereView } from '../../../src/slack/views/tracker/dataset.ts';
import { digestView } from '../../../src/slack/views/tracker/digest.ts';
import {
  decidedView,
  duplicateView,
  pairsOf,
} from '../../../src/slack/views/tracker/duplicates.ts';
import { filesView, metadataView } from '../../../src/slack/views/tracker/files.ts';
import { proposalNewsView } from '../../../src/slack/views/tracker/proposals.ts';
import { statesView } from '../../../src/slack/views/tracker/states.ts';
import { troublesView } from '../../../src/slack/views/tracker/troubles.ts';
import type { Run } from '../../../src/storage/tracker/runs.ts';
import { findDuplicates } from '../../../src/tracker/duplicates/duplicates.ts';
import { standingsOf } from '../../../src/tracker/history/census.ts';
import { aDataset } from '../../tracker/datasets.ts';
import { NOW, roles } from '../sample.ts';

/** What somebody may have written into a file that anybody can lay there. */
const NASTY = `<!channel> & *x* \`y\` ${'long '.repeat(400)}`;
const nasty = aDataset('E-MTAB-1', 'loading', {
  ...{ title: NASTY, status: NASTY, location: `/nfs/${NASTY}`, experimentType: NASTY },
  ...{ tech: [NASTY], curators: [NASTY, NASTY], organisms: [NASTY], libraries: [NASTY] },
  ...{
    secondaryAccessions: ['GSE5', NASTY],
    idf: `/nfs/${NASTY}.idf.txt`,
    modifiedAt: NOW.toISOString(),
  },
});
const external = { ...nasty, accession: 'E-GEOD-5', lowest: 'external' as const };
const unread = Array.from({ length: 30 }, () => ({ location: NASTY, since: NOW.toISOString() }));
const run: Run = {
  ...{ id: 7, by: 'timer', startedAt: NOW, endedAt: NOW, state: 'done', fault: undefined },
  found: {
    ...{ datasets: 3, filesRead: 1, changes: { backwards: 90, edited: 4 }, unread },
    ...{ troubles: [{ location: NASTY, path: NASTY, why: 'denied' }], troubled: 1 },
  },
};
const tracked = { dataset: nasty, since: NOW };
const changes: readonly DatasetChange[] = Array.from({ length: 25 }, () => ({
  ...{ kind: 'backwards' as const, accession: NASTY, from: NASTY, to: NASTY },
}));
const told = changes.map((change, id) => ({ id, run: 7, at: NOW, change: change as never }));
const pairs = pairsOf(findDuplicates([nasty, external], []), []);
const verdict = {
  ...{
    accessions: ['E-GEOD-5', 'E-MTAB-1'] as [string, string],
    verdict: 'not a duplicate' as const,
  },
  ...{ reason: NASTY, person: 'U0ANA', at: NOW },
};
const wish = { order: 'since' as const, descending: true, page: 2, curator: NASTY.slice(0, 100) };
const digest = {
  ...{ run: 7, since: 5, at: NOW, datasets: 9, isFirst: false },
  ...{ counts: { backwards: 90 }, troubled: 9, changes, unread },
  workbook: 'https://handoff.example.org/x',
};
const written = {
  count: 30,
  first: Array.from({ length: 5 }, () => ({
    ...{ sheet: 'track' as const, accession: 'E-MTAB-1', title: NASTY },
    ...{ was: NASTY, proposed: NASTY, seenAt: NOW },
  })),
  address: 'https://docs.example.org/spreadsheets/d/1/edit',
};
const stood = { ...tracked, run: 7, from: NOW, to: undefined };

describe('whatever stands in files of metadata', () => {
  it.each<[string, Rendered]>([
    [
      'a dataset',
      everywhereView({ name: NASTY, run, tracked: [tracked], rows: [], now: NOW }, roles),
    ],
    [
      'nothing of that name',
      everywhereView({ name: NASTY, run, tracked: [], rows: [], now: NOW }, roles),
    ],
    ['a board', boardView(run, { total: 90, rows: Array(25).fill(tracked) }, wish, { now: NOW })],
    [
      'changes',
      changesView({ run, since: 5, counts: { backwards: 90 } }, told, {
        next: { kind: 'backwards', after: 3 },
      }),
    ],
    ['a history', historyView('E-MTAB-1', [stood], [...told, ...told], [])],
    ['a digest', digestView(digest)],
    [
      'a move between places',
      digestView({
        ...digest,
        changes: [
          {
            ...{ kind: 'sideways', accession: NASTY, from: NASTY, to: NASTY },
            places: { from: NASTY, to: NASTY },
          },
        ],
      }),
    ],
    ['a crawl that was not done', digestView({ run: 8, at: NOW, fault: NASTY })],
    ['a pair', duplicateView(pairs, 1, 3)],
    ['pairs that were decided', decidedView(Array(40).fill(verdict))],
    ['files', filesView(nasty)],
    ['metadata', metadataView(nasty, 'idf', { ok: false, why: 'denied', path: NASTY })],
    ['states', statesView({ run, standings: standingsOf([]), now: NOW }, 'none')],
    ['the end of a crawl', endedView(run)],
    ['what people wrote into the sheet', proposalNewsView(written)],
    ['a digest with the same', digestView(digest, written)],
    ['what was in the way', troublesView(run)],
    ['why a crawl was not done', troublesView({ ...run, found: undefined, fault: NASTY })],
  ])('calls nobody and fits into Slack: %s', (_, view) => {
    for (const blocks of [view.blocks, view.fallback ?? []]) expect(excesses(blocks)).toEqual([]);
    // In plain text, in the cells of a table and behind a button markup means nothing.
    const shown = view.blocks.filter(({ type }) => type !== 'table');
    const marked = JSON.stringify([view.text, ...shown], (key, value: unknown) =>
      key === 'value' || key === 'action_id' ? undefined : value,
    );
    expect(marked).not.toContain('<!channel>');
  });
});

describe('what is typed after /dataset board', () => {
  it.each([
    ['', 'board'],
    ['loading', 'board loading'],
    ['state loading tech bulk', 'board loading tech bulk'],
    [
      'curator “Ana Ruiz” stuck 30d sort since desc',
      'board curator "Ana Ruiz" stuck 30d sort since descending',
    ],
    ['stuck 5 days loading', 'board loading stuck 5d'],
    ['stuck "2 Weeks"', 'board stuck 2w'],
    ['stuck 12 loading', 'board loading stuck 12d'],
    ['external page 3 as-of 2026-10-01', 'board external as-of 2026-10-01 page 3'],
  ])('“%s” is kept by buttons as “%s”', (typed, words) => {
    const read = readBoardWish(wordsIn(typed));
    expect('wish' in read && wordsOf(read.wish)).toBe(words);
    expect(readBoardWish(wordsIn(words).slice(1))).toEqual(read);
  });

  it.each(['purple', 'stuck soon', 'sort by', 'page 0', 'curator', 'as-of 2026-02-30'])(
    '“%s” is refused with what is meant',
    (typed) => {
      expect(readBoardWish(wordsIn(typed))).toHaveProperty('fault');
    },
  );

  it.each([
    ['UTC', '2026-10-01', '2026-10-01T23:59:59.999Z', 'the end of 1 October 2026 (UTC)'],
    ['Asia/Tokyo', '2026-10-01', '2026-10-01T14:59:59.999Z', 'the end of 1 October 2026'],
    // The clocks go forward, and back: days of 23 and of 25 hours.
    ['Europe/London', '2026-03-28', '2026-03-28T23:59:59.999Z', 'the end of 28 March 2026'],
    ['Europe/London', '2026-03-29', '2026-03-29T22:59:59.999Z', 'the end of 29 March 2026'],
    ['Europe/London', '2026-10-24', '2026-10-24T22:59:59.999Z', 'the end of 24 October 2026'],
    ['Europe/London', '2026-10-25', '2026-10-25T23:59:59.999Z', '25 October 2026 (Europe/London)'],
    ['Europe/London', '2026-07-01T08:00', '2026-07-01T07:00:00.000Z', '1 July 2026, 08:00'],
    ['Europe/London', '2026-07-01T08:00:00+02:00', '2026-07-01T06:00:00.000Z', ', 07:00 ('],
  ])('in %s, %s is %s', (zone, typed, at, words) => {
    const read = timeIn(typed, zone);
    expect(read?.at.toISOString()).toBe(at);
    expect(read?.words).toContain(words);
  });

  it.each(['yesterday', '2026-02-30', '1 October'])('%s is no time', (typed) => {
    expect(timeIn(typed, 'UTC')).toBeUndefined();
  });

  it('today is now; what is to come is not', () => {
    const now = new Date('2026-10-01T08:00:00Z');
    const past = (text: string) => pastIn(text, 'Europe/London', now);
    expect(past('2026-10-01')).toEqual({ at: now, words: '1 October 2026, 09:00 (Europe/London)' });
    expect(past('2026-09-30')).toMatchObject({ at: new Date('2026-09-30T22:59:59.999Z') });
    expect(past('2026-10-02')).toBe('not yet');
    expect(past('2026-10-01T08:00:01Z')).toBe('not yet');
  });

  it.each([
    ['loading analysing', '“analysing” contradicts “loading”'],
    ['external ours', '“ours” contradicts “external”'],
    ['tech bulk tech sc', '“tech sc” contradicts “tech bulk”'],
    ['loading state loading', '“state loading” says again what was said before'],
    ['stuck 5 months', '5 months is no time: `stuck 30d`'],
    ['stuck 0', '0 is no time'],
    ['state purple', 'purple is no state; there are external, incoming'],
  ])('“%s” is refused: %s', (typed, fault) => {
    expect(readBoardWish(wordsIn(typed))).toEqual({ fault: expect.stringContaining(fault) });
  });
});

it('nobody without a role starts a crawl', async () => {
  const start = () => expect.unreachable('It was started.');
  const log = { info: start, warn: start, error: start };
  const actor = { kind: 'person' as const, id: 'U0FAY', roles: [] };
  const said = await startCrawl({ log }, { crawls: { start } }, { actor, say: start });
  expect(said.text).toContain('This is for whoever has a role');
});

describe('what is said', () => {
  const shown = ({ blocks }: Rendered) => JSON.stringify(blocks);

  it('of files of metadata has no marks in it', () => {
    const said = metadataView(aDataset('E-MTAB-1', 'loading'), 'sdrf', 'sent');
    expect(shown(said)).toContain('What the SDRF of *E-MTAB-1* says:');
  });

  it('of a history has blanks between its words', () => {
    const still = { ...tracked, dataset: aDataset('E-MTAB-1', 'loading') };
    const said = historyView('E-MTAB-1', [{ ...still, run: 7, from: NOW, to: undefined }], [], []);
    expect(said.text).toMatch(/It is \*loading\*<!date\^\d+\^ since /);
  });

  it('of a kind of change that a crawl did not find is that', () => {
    const said = changesView({ run, since: 7, counts: run.found?.changes ?? {} }, [], {
      kind: 'forwards',
    });
    expect(said.text).toContain('Nothing moved on.');
  });

  it('of changes is how many are not shown, and where they are', () => {
    const said = changesView({ run, since: 7, counts: run.found?.changes ?? {} }, told, {
      next: { kind: 'backwards', after: 24 },
    });
    expect(shown(said)).toContain('25 of 94 changes');
    expect(shown(said)).toContain('changes 7 backwards after 24');
  });

  it('of what was in the way is in words', () => {
    const troubles = [
      { location: '/nfs', path: '/nfs/loop', why: 'outside', detail: '/nfs' },
      { location: '/nfs', path: '/nfs/pipe', why: 'no file' },
      { location: 'gxa', why: 'mismatch', detail: '1 only in the database: E-MTAB-77' },
      { location: NASTY, why: 'silent' }, // a place: that is told by itself
    ];
    const found = { ...run.found, troubles, troubled: 13 };
    const all = { ...run, found } as Run;
    expect(endedView(all).text).toContain('13 things were in the way:');
    expect(shown(endedView(all))).toContain('troubles 7');
    expect(endedView(all).text).toContain('`gxa` does not agree with the database (1 only');
    expect(endedView(all).text).not.toContain('did not answer');
    const told = troublesView(all).text;
    expect(told).toContain('`/nfs/loop` is a link that leads in a circle or out of its place');
    expect(told).toContain('`/nfs/pipe` is no file but a pipe or a device');
  });

  it('of two that may be one marks what is the same, and tells times in the reader’s zone', () => {
    const said = shown(duplicateView(pairs, 1, 0));
    expect(said).toContain('"the same"');
    expect(said).toContain('Metadata changed (ours) {date_short_pretty}');
    expect(said).not.toContain('Organism =');
  });
});
