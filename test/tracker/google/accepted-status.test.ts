import { rmSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Actor } from '../../../src/domain/role.ts';
import { historyView } from '../../../src/slack/views/tracker/changes.ts';
import { checkView } from '../../../src/slack/views/tracker/check.ts';
import { everywhereView } from '../../../src/slack/views/tracker/dataset.ts';
import { standingsOf } from '../../../src/tracker/history/census.ts';
import { rankOf, type Stage } from '../../../src/tracker/state/stage.ts';
import { roles } from '../../slack/sample.ts';
import { of } from '../tree.ts';
import { aTrackedSheet, DISCOVER, idf, TRACK } from './sheet.ts';

const ana: Actor = { kind: 'person', id: 'U0ANA', roles: ['wrangler'] };
const ben: Actor = { kind: 'person', id: 'U0BEN', roles: ['wrangler'] };
const ONE = 'E-MTAB-1';

let its: Awaited<ReturnType<typeof aTrackedSheet>>;
beforeEach(async () => {
  its = await aTrackedSheet({
    'loading/E-MTAB-1.idf.txt': idf('One'),
    'loading/E-MTAB-2.idf.txt': idf('Two'),
  });
  await its.run();
  its.clock.leap(60_000);
});
afterEach(() => its[Symbol.asyncDispose]());

async function accept(title: string, text: string, sheet = TRACK): Promise<number> {
  its.people.type(sheet, ONE, title, text);
  await its.run();
  its.clock.leap(60_000);
  const [one] = await its.open();
  if (one === undefined) throw new Error('Nothing was proposed.');
  await its.tracking.proposals.decide(ana, { ids: [one.id], decision: 'accept' });
  its.clock.leap(60_000);
  return one.id;
}

const asked = async (then?: Date) => {
  const run = await its.tracking.runAt(then);
  if (run === undefined) throw new Error('No crawl was done.');
  return run;
};
const onBoard = async (stage: Stage, then?: Date) => {
  const page = { order: 'state', descending: true, limit: 9, offset: 0 } as const;
  const { rows, total } = await its.tracking.board(
    await asked(then),
    { reach: rankOf(stage) },
    page,
  );
  expect(total).toBe(rows.length);
  return rows.map(({ dataset }) => dataset.accession);
};
const counted = async (stage: Stage, then?: Date) => {
  const standings = standingsOf(await its.tracking.census(await asked(then)));
  return standings.find((one) => one.stage === stage)?.datasets;
};
const shown = async () => {
  const run = await asked();
  const tracked = await its.tracking.called(run, [ONE]);
  const view = everywhereView({ name: ONE, run, tracked, rows: [], now: its.clock.now() }, roles);
  return JSON.stringify(view.blocks);
};
const history = async () => {
  const versions = await its.tracking.versions(ONE);
  const changes = await its.tracking.changes({ accession: ONE }, { limit: 99 });
  return historyView(ONE, versions, changes, await its.tracking.proposals.accepted(ONE)).text;
};

describe('a status that somebody wrote and somebody accepted', () => {
  it('is what the dataset counts as, on the board and in all counts, since it was accepted', async () => {
    const before = its.clock.now();
    await accept('Status', 'Published');
    expect([await onBoard('loading'), await onBoard('published')]).toEqual([['E-MTAB-2'], [ONE]]);
    expect([await counted('loading'), await counted('published')]).toEqual([1, 1]);
    expect(await onBoard('loading', before)).toEqual([ONE, 'E-MTAB-2']);
    expect(await counted('loading', before)).toBe(2);
    const page = { order: 'state', descending: true, limit: 1, offset: 0 } as const;
    const { rows } = await its.tracking.board(await asked(), {}, page);
    expect(rows).toMatchObject([{ dataset: { accession: ONE } }]);
    const unmovedSince = new Date(its.clock.now().getTime() - 90_000);
    const { total } = await its.tracking.board(await asked(), { unmovedSince }, page);
    expect(total).toBe(1);
    expect(await shown()).toContain('With this state for at least 1 min');
  });

  it('says beside it what the crawl says, who accepted it and when, also in its history', async () => {
    await accept('Status', 'published');
    expect(await shown()).toMatch(
      /Status “published” was accepted by <@U0ANA><!date[^>]+>; the crawl says “loading”/,
    );
    expect(await history()).toMatch(/It is \*loading\*.* People say “published”/);
    expect(await history()).toContain('<@U0ANA> accepted “published” as Status');
  });

  it('is what is said before something is ingested, beside what the crawl says', async () => {
    await accept('Status', 'published');
    const run = await asked();
    const { text } = checkView(run, await its.tracking.check(run, ONE));
    expect(text).toContain('*E-MTAB-1*, published ✎ (the crawl says loading) in');
  });

  it('moves nothing where it names no state', async () => {
    await accept('Status', 'published soon');
    expect([await onBoard('published'), await onBoard('loading')]).toEqual([[], [ONE, 'E-MTAB-2']]);
    expect(await shown()).toContain('*published soon ✎*');
  });

  it('moves nothing where it would make it external: board, counts and both sheets agree', async () => {
    await accept('Status', 'external');
    const page = { order: 'accession', descending: false, limit: 9, offset: 0 } as const;
    const { rows } = await its.tracking.board(await asked(), { isExternal: true }, page);
    expect(rows).toEqual([]);
    expect([await onBoard('external'), await onBoard('loading')]).toEqual([[], [ONE, 'E-MTAB-2']]);
    expect([await counted('external'), await counted('loading')]).toEqual([0, 2]);
    expect(its.people.text(TRACK, ONE, 'Status')).toBe('external');
    expect(await shown()).toContain('what is external, only a crawl says');
    expect(await shown()).not.toContain('for at least 1 min');
  });

  it('moves nothing where it would make an external one ours', async () => {
    rmSync(its.tree.at('loading/E-MTAB-1.idf.txt'));
    its.tree.put('ext/E-MTAB-1.idf.txt', idf('One'));
    await its.run();
    await accept('Status', 'published', DISCOVER);
    expect([await onBoard('published'), await onBoard('external')]).toEqual([[], [ONE]]);
    expect([await counted('published'), await counted('external')]).toEqual([0, 1]);
    expect(its.people.text(DISCOVER, ONE, 'Status')).toBe('published');
  });

  it('holds until a crawl finds the dataset elsewhere', async () => {
    await accept('Status', 'published');
    await its.run();
    expect(await onBoard('published')).toEqual([ONE]);
    rmSync(its.tree.at('loading/E-MTAB-1.idf.txt'));
    its.tree.put('done/E-MTAB-1.idf.txt', idf('One'));
    const before = its.clock.now();
    its.clock.leap(60_000);
    await its.run();
    expect([await onBoard('published'), await onBoard('processed')]).toEqual([[], [ONE]]);
    expect([await counted('published'), await counted('processed')]).toEqual([0, 1]);
    expect(await onBoard('published', before)).toEqual([ONE]);
    expect(its.people.text(TRACK, ONE, 'Status')).toBe('analysing processed');
    expect(await history()).toContain('“published” as Status holds no longer');
  });

  it('holds over a move to another place of the same state, which its history has', async () => {
    await accept('Status', 'published');
    its.tree.put('loading2/E-MTAB-1.idf.txt', idf('One'));
    rmSync(its.tree.at('loading/E-MTAB-1.idf.txt'));
    const places = ['loading', 'loading2'].map((name) => [its.tree.at(name), of('loading')]);
    its.tree.put('sources_config.json', JSON.stringify(Object.fromEntries(places)));
    await its.run();
    expect(await onBoard('published')).toEqual([ONE]);
    expect(await history()).toContain(`loading: \`${its.tree.at('loading')}\` → `);
  });

  it('is taken back by whoever has a role, once, and the sheet says again what the crawl says', async () => {
    const id = await accept('Status', 'published');
    expect(await shown()).toContain('Take back Status');
    const takeBack = (by: Actor) =>
      its.tracking.proposals.decide(by, { ids: [id], decision: 'take back' });
    expect(await takeBack({ kind: 'person', id: 'U0NO', roles: [] })).toBe('not your role');
    expect(await takeBack(ben)).toMatchObject({ decided: [{ settledBy: 'U0BEN' }], notOpen: [] });
    expect(await takeBack(ana)).toMatchObject({ decided: [], notOpen: [id] });
    expect(await onBoard('loading')).toEqual([ONE, 'E-MTAB-2']);
    expect(await history()).toContain('<@U0BEN> took back “published” as Status');
    its.clock.leap(60_000);
    expect(await its.show()).toBe(true);
    expect(its.people.text(TRACK, ONE, 'Status')).toBe('loading');
    const journal = await its.db.selectFrom('journal').selectAll().orderBy('seq').execute();
    expect(journal.at(-1)).toMatchObject({ event: 'proposal taken back', actor: 'U0BEN' });
  });
});
