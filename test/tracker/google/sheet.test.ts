import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Actor } from '../../../src/domain/role.ts';
import { COLUMNS } from '../../../src/tracker/sheets/columns.ts';
import { aTrackedSheet, DISCOVER, idf, TRACK } from './sheet.ts';

const ana: Actor = { kind: 'person', id: 'U0ANA', roles: ['wrangler'] };

let its: Awaited<ReturnType<typeof aTrackedSheet>>;
beforeEach(async () => {
  its = await aTrackedSheet({
    'ext/E-GEOD-5.idf.txt': idf('Five'),
    'ext/E-GEOD-6.idf.txt': idf('=HYPERLINK("https://evil.example.org")'),
    'loading/E-CURD-7.idf.txt': idf('Seven', 'GSE5'),
    'loading/E-MTAB-1.idf.txt': idf('One'),
  });
});
afterEach(() => its[Symbol.asyncDispose]());

const decide = async (decision: 'accept' | 'refuse') => {
  const ids = (await its.open()).map(({ id }) => id);
  return its.tracking.proposals.decide(ana, { ids, decision, reason: 'Looked at it.' });
};

describe('both sheets', () => {
  it('have their columns and rows, as text that is never computed', async () => {
    await its.run();
    const { people } = its;
    for (const [title, sheet] of [
      [DISCOVER, 'discover'],
      [TRACK, 'track'],
    ] as const)
      expect(people.sheetOf(title).cells[0]?.map((cell) => cell.userEnteredValue)).toEqual(
        COLUMNS[sheet].map((column) => ({ stringValue: column.title })),
      );
    expect(people.accessions(DISCOVER)).toEqual(['E-GEOD-5', 'E-GEOD-6']);
    expect(people.accessions(TRACK)).toEqual(['E-CURD-7', 'E-MTAB-1']);
    expect(people.cell(DISCOVER, 'E-GEOD-6', 'Investigation Title').userEnteredValue).toEqual({
      stringValue: '=HYPERLINK("https://evil.example.org")',
    });
  });

  it('have a header that is black, bold, centred and frozen, and columns of 190 pixels that cut off', async () => {
    await its.run();
    for (const title of [DISCOVER, TRACK]) {
      const { frozenRows, widths, columns, cells } = its.people.sheetOf(title);
      expect(frozenRows).toBe(1);
      expect(Object.values(widths)).toEqual(Array(columns).fill(190));
      for (const cell of cells[0] ?? [])
        expect(cell.userEnteredFormat).toEqual({
          textFormat: {
            bold: true,
            foregroundColorStyle: { rgbColor: { red: 0, green: 0, blue: 0 } },
          },
          horizontalAlignment: 'CENTER',
          wrapStrategy: 'CLIP',
        });
      expect(cells[1]?.every((cell) => cell.userEnteredFormat?.['wrapStrategy'] === 'CLIP')).toBe(
        true,
      );
    }
  });

  it('have red rows where there is a warning, and no others', async () => {
    await its.run();
    const { people } = its;
    expect(people.text(DISCOVER, 'E-GEOD-5', 'Already Ingested')).toBe(
      'WARNING Already Ingested. See E-CURD-7',
    );
    expect(people.colour(DISCOVER, 'E-GEOD-5')).toEqual({ red: 1, green: 0, blue: 0 });
    expect(people.colour(DISCOVER, 'E-GEOD-6')).toBeUndefined();
    people.addColumn(DISCOVER, 'Mine', 3);
    await its.crawl();
    await its.run();
    expect(people.colour(DISCOVER, 'E-GEOD-5')).toEqual({ red: 1, green: 0, blue: 0 });
  });

  it('warn no longer once somebody has said that the two are two, and again when that is taken back', async () => {
    await its.run();
    const warning = () => its.people.text(DISCOVER, 'E-GEOD-5', 'Already Ingested');
    const say = (verdict: 'not a duplicate' | 'open again') =>
      its.tracking.twins.decide(ana, {
        ...{ accessions: ['E-GEOD-5', 'E-CURD-7'], verdict, reason: 'Another tissue.' },
      });
    await say('not a duplicate');
    expect(await its.show()).toBe(true);
    expect(warning()).toBe('');
    expect(its.people.colour(DISCOVER, 'E-GEOD-5')).toBeUndefined();
    await say('open again');
    expect(await its.show()).toBe(true);
    expect(warning()).toBe('WARNING Already Ingested. See E-CURD-7');
  });

  it('follow each run, and are written only where something has changed', async () => {
    await its.run();
    its.tree.put('loading/E-MTAB-1.idf.txt', idf('Another'), new Date('2026-03-02T10:00:00Z'));
    const before = its.google.counts.write;
    await its.run();
    expect(its.google.counts.write).toBe(before + 1);
    expect(its.people.text(TRACK, 'E-MTAB-1', 'Investigation Title')).toBe('Another');
    expect(await its.show()).toBe(true);
    await its.run();
    expect(its.google.counts.write).toBe(before + 1);
  });

  it('keep the row of a dataset that has gone, in grey, and of one that comes back', async () => {
    await its.run();
    its.remove('loading/E-MTAB-1.idf.txt');
    await its.run();
    const { people } = its;
    expect(people.text(TRACK, 'E-MTAB-1', 'Status')).toBe('gone (seen in no place)');
    expect(people.text(TRACK, 'E-MTAB-1', 'Investigation Title')).toBe('One');
    expect(people.colour(TRACK, 'E-MTAB-1')).toEqual({ red: 0.8, green: 0.8, blue: 0.8 });
    its.tree.put('loading/E-MTAB-1.idf.txt', idf('One'));
    await its.run();
    expect(people.text(TRACK, 'E-MTAB-1', 'Status')).toBe('loading');
    expect(people.colour(TRACK, 'E-MTAB-1')).toBeUndefined();
    expect(people.accessions(TRACK)).toEqual(['E-CURD-7', 'E-MTAB-1']);
  });
});

describe('what people write', () => {
  it('in columns and notes of their own stays with its dataset, wherever rows and columns are moved', async () => {
    await its.run();
    const { people } = its;
    people.addColumn(TRACK, 'Ana’s notes', 2);
    people.type(TRACK, 'E-MTAB-1', 'Ana’s notes', 'ask the submitter');
    people.note(TRACK, 'E-MTAB-1', 'Status', 'since Monday');
    people.moveColumn(TRACK, 'Status', 6);
    people.sort(TRACK, (a, b) => (a < b ? 1 : -1));
    people.insertRow(TRACK, 1, ['', '', 'a heading of ours']);
    its.tree.put('done/E-MTAB-1/x');
    its.tree.put('loading/E-MTAB-0.idf.txt', idf('Zero'));
    await its.run();
    expect(people.accessions(TRACK)).toEqual(['E-MTAB-1', 'E-CURD-7', 'E-MTAB-0']);
    expect(people.text(TRACK, 'E-MTAB-1', 'Ana’s notes')).toBe('ask the submitter');
    expect(people.cell(TRACK, 'E-MTAB-1', 'Status')).toMatchObject({
      note: 'since Monday',
      userEnteredValue: { stringValue: 'analysing processed' },
    });
    expect(people.everything()).toContain('a heading of ours');
    expect(await its.open()).toEqual([]);
  });

  it('goes with a dataset into the other sheet: texts, numbers and notes, under the same headers', async () => {
    await its.run();
    const { people } = its;
    people.addColumn(DISCOVER, 'Priority', 1);
    people.cell(DISCOVER, 'E-GEOD-6', 'Priority').userEnteredValue = { numberValue: 2 };
    people.note(DISCOVER, 'E-GEOD-6', 'Organism', 'a strain');
    people.note(DISCOVER, 'E-GEOD-6', 'Organism Status', 'soon');
    its.tree.put('loading/E-GEOD-6.idf.txt', idf('Six'));
    await its.run();
    expect(people.cell(TRACK, 'E-GEOD-6', 'Priority').userEnteredValue).toEqual({ numberValue: 2 });
    expect(people.cell(TRACK, 'E-GEOD-6', 'Organism').note).toBe('a strain');
    expect(people.text(TRACK, 'E-GEOD-6', 'Note on Organism Status')).toBe('soon');
    expect(people.text(TRACK, 'E-GEOD-6', 'Status')).toBe('loading');
    expect(people.text(DISCOVER, 'E-GEOD-6', 'Status')).toBe(`gone (now in ${TRACK})`);
    people.type(TRACK, 'E-GEOD-6', 'Priority', '');
    await its.crawl();
    await its.run();
    expect(people.text(TRACK, 'E-GEOD-6', 'Priority')).toBe('');
  });

  it('in a cell of ours comes back as a proposal, and is not overwritten', async () => {
    await its.run();
    its.people.type(TRACK, 'E-MTAB-1', 'Curator', 'Ben');
    await its.crawl();
    await its.run();
    expect(await its.open()).toMatchObject([
      { sheet: 'track', accession: 'E-MTAB-1', title: 'Curator', was: '', proposed: 'Ben' },
    ]);
    expect(its.people.text(TRACK, 'E-MTAB-1', 'Curator')).toBe('Ben');
    its.people.type(TRACK, 'E-MTAB-1', 'Curator', 'Cho');
    await its.run();
    expect(await its.open()).toMatchObject([{ proposed: 'Cho' }]);
    its.people.type(TRACK, 'E-MTAB-1', 'Curator', '');
    await its.run();
    expect(await its.open()).toEqual([]);
    const all = await its.tracking.proposals.list({ limit: 10 });
    expect(all.map(({ state }) => state)).toEqual(['withdrawn', 'withdrawn']);
  });

  it('holds over the crawl once it is accepted, until the crawl says the same', async () => {
    await its.run();
    its.people.type(TRACK, 'E-MTAB-1', 'Investigation Title', 'Better');
    await its.run();
    expect(await decide('accept')).toMatchObject({ decided: [{ state: 'accepted' }] });
    its.tree.put('loading/E-MTAB-1.idf.txt', idf('Worse'), new Date('2026-03-02T10:00:00Z'));
    await its.run();
    expect(its.people.text(TRACK, 'E-MTAB-1', 'Investigation Title')).toBe('Better');
    const run = await its.tracking.runAt();
    if (run === undefined) throw new Error('There was no run.');
    const csv = await its.tracking.files.open(run, { kind: 'csv', sheet: 'track' });
    expect(Buffer.concat(await csv.toArray()).toString()).toContain('Better');
    its.tree.put('loading/E-MTAB-1.idf.txt', idf('Better'), new Date('2026-03-02T11:00:00Z'));
    await its.run();
    its.tree.put('loading/E-MTAB-1.idf.txt', idf('Newest'), new Date('2026-03-02T12:00:00Z'));
    await its.run();
    expect(its.people.text(TRACK, 'E-MTAB-1', 'Investigation Title')).toBe('Newest');
    expect(await its.open()).toEqual([]);
  });

  it('is replaced by what the crawl says once it is refused, without another run', async () => {
    await its.run();
    its.people.type(TRACK, 'E-MTAB-1', 'Status', 'published');
    await its.run();
    expect(
      await its.tracking.proposals.decide({ kind: 'timer' }, { ids: [1], decision: 'refuse' }),
    ).toBe('not your role');
    expect(await decide('refuse')).toMatchObject({
      decided: [{ state: 'refused', person: 'U0ANA', reason: 'Looked at it.' }],
    });
    expect(await decide('refuse')).toMatchObject({ decided: [] });
    expect(await its.show()).toBe(true);
    expect(its.people.text(TRACK, 'E-MTAB-1', 'Status')).toBe('loading');
  });

  it('has come true where the crawl says the same meanwhile', async () => {
    await its.run();
    its.people.type(TRACK, 'E-MTAB-1', 'Status', 'analysing processed');
    await its.run();
    its.tree.put('done/E-MTAB-1/x');
    await its.run();
    const [proposal] = await its.tracking.proposals.list({ limit: 1 });
    expect(proposal?.state).toBe('agreed');
  });

  it('in rows of their own is left alone: a copied row, an accession of theirs, a row they removed', async () => {
    await its.run();
    const { people } = its;
    people.insertRow(TRACK, 1, ['E-MTAB-99', 'please import']);
    people.insertRow(TRACK, 4, ['E-CURD-7', 'a copy']);
    people.removeRow(TRACK, 'E-MTAB-1');
    await its.crawl();
    await its.run();
    expect(people.accessions(TRACK)).toEqual(['E-MTAB-99', 'E-CURD-7', 'E-CURD-7', 'E-MTAB-1']);
    expect(people.text(TRACK, 'E-MTAB-99', 'Status')).toBe('please import');
    expect(people.everything()).toContain('a copy');
  });

  it('as the name of a column of ours makes it theirs, with all that is in it', async () => {
    await its.run();
    its.people.rename(TRACK, 'Status', 'State of last week');
    await its.crawl();
    await its.run();
    expect(its.people.text(TRACK, 'E-MTAB-1', 'State of last week')).toBe('loading');
    expect(its.people.text(TRACK, 'E-MTAB-1', 'Status')).toBe('loading');
    expect(await its.open()).toEqual([]);
  });

  /** What somebody does just before the request of this number, from the next attempt on. */
  const beforeRequest = (number: number, act: () => void): void => {
    let count = 0;
    its.google.meanwhile(() => {
      count += 1;
      if (count === number) act();
    });
  };

  it('while rows are written is noticed: what was moved before the last look is looked at anew', async () => {
    const { people, tree } = its;
    await its.run();
    people.addColumn(TRACK, 'Mine', 1);
    people.type(TRACK, 'E-CURD-7', 'Mine', 'of 7');
    const acts = [
      () => people.sort(TRACK, (a, b) => (a < b ? 1 : -1)),
      () => people.sort(TRACK, (a, b) => (a < b ? -1 : 1)),
      () => people.addColumn(TRACK, 'New', 2),
      () => people.moveColumn(TRACK, 'Mine', 9),
    ];
    let minute = 0;
    // Of an attempt the sixth request reads these rows, the seventh looks whether they are as they were, the eighth writes.
    for (const number of [5, 6, 7])
      for (const act of acts) {
        minute += 1;
        const title = `Changed ${minute}`;
        const at = new Date(Date.UTC(2026, 2, 2, 10, minute));
        tree.put('loading/E-CURD-7.idf.txt', idf(title), at);
        beforeRequest(number, act);
        await its.run();
        expect(people.text(TRACK, 'E-CURD-7', 'Investigation Title')).toBe(title);
        expect(people.text(TRACK, 'E-CURD-7', 'Mine')).toBe('of 7');
        expect(people.text(TRACK, 'E-MTAB-1', 'Investigation Title')).toBe('One');
        expect(people.text(TRACK, 'E-MTAB-1', 'Mine')).toBe('');
        expect(await its.open()).toEqual([]);
      }
  });

  const change7 = () =>
    its.tree.put(
      'loading/E-CURD-7.idf.txt',
      idf('Changed', 'GSE5'),
      new Date('2026-03-02T10:00:00Z'),
    );

  it('into a cell of ours while it is about to be written is not overwritten', async () => {
    await its.run();
    change7();
    const { write } = its.google.counts;
    beforeRequest(7, () => its.people.type(TRACK, 'E-CURD-7', 'Investigation Title', 'By hand'));
    await its.run();
    expect(its.people.text(TRACK, 'E-CURD-7', 'Investigation Title')).toBe('By hand');
    expect(await its.open()).toMatchObject([{ was: 'Seven', proposed: 'By hand' }]);
    expect(its.google.counts.write).toBe(write + 1); // its other cells, once it was looked at anew
  });

  it('or moves while a write waits for the quota is noticed, too', async () => {
    const { people, google, clock } = its;
    await its.run();
    change7();
    const { sleep } = clock;
    beforeRequest(7, () => google.leave(0));
    clock.sleep = async (...how) => {
      clock.sleep = sleep;
      google.leave(60);
      people.addColumn(TRACK, 'Mine', 0);
      people.type(TRACK, 'E-CURD-7', 'Organism', 'By hand');
      await sleep(...how);
    };
    await its.run();
    expect(google.counts.refusedForQuota).toBe(1);
    expect(people.text(TRACK, 'E-CURD-7', 'Investigation Title')).toBe('Changed');
    expect(people.text(TRACK, 'E-CURD-7', 'Mine')).toBe('');
    expect(await its.open()).toMatchObject([{ title: 'Organism', proposed: 'By hand' }]);
  });

  it('goes with the right dataset, also where rows are sorted while it moves', async () => {
    const { people, tree } = its;
    await its.run();
    people.addColumn(DISCOVER, 'Mine', 1);
    people.type(DISCOVER, 'E-GEOD-5', 'Mine', 'of 5');
    people.type(DISCOVER, 'E-GEOD-6', 'Mine', 'of 6');
    tree.put('loading/E-GEOD-6.idf.txt', idf('Six'));
    let before = people.accessions(DISCOVER);
    its.google.meanwhile((kind) => {
      // Each look at a row of the other sheet finds another row there, twice.
      if (kind === 'write' || before.length > 6) return;
      before = [...before, 'sorted'];
      people.sort(DISCOVER, (a, b) => (a < b ? 1 : -1) * (before.length % 2 ? 1 : -1));
    });
    await its.run();
    expect(people.text(TRACK, 'E-GEOD-6', 'Mine')).toBe('of 6');
    expect(people.text(DISCOVER, 'E-GEOD-5', 'Mine')).toBe('of 5');
  });
});

describe('what somebody wrote and somebody accepted', () => {
  const csv = async (then?: Date, sheet: 'discover' | 'track' = 'track') => {
    const run = await its.tracking.runAt(then);
    return run && text(await its.tracking.files.open(run, { kind: 'csv', sheet }));
  };
  const minutesLater = () => its.clock.leap(60_000);

  it('is shown wherever the dataset is, and found by; a sheet of an earlier time has what held then', async () => {
    await its.run();
    minutesLater();
    const before = its.clock.now();
    minutesLater();
    its.people.type(TRACK, 'E-MTAB-1', 'Curator', 'Ana');
    its.people.type(TRACK, 'E-MTAB-1', 'Investigation Title', 'Better');
    await its.run();
    minutesLater();
    await decide('accept');
    await its.tracking.twins.decide(ana, {
      ...{ accessions: ['E-GEOD-5', 'E-CURD-7'], verdict: 'not a duplicate', reason: 'Two.' },
    });
    minutesLater();
    const accepted = its.clock.now();
    const now = await its.tracking.runAt();
    if (now === undefined) throw new Error('No crawl was done.');
    const one = await its.tracking.dataset(now, 'E-MTAB-1');
    expect(one).toMatchObject({ dataset: { title: 'One' } });
    expect(one?.corrected?.get('Investigation Title')?.text).toBe('Better');
    const page = { order: 'accession', descending: false, limit: 9, offset: 0 } as const;
    const ofAna = async (then?: Date) =>
      (await its.tracking.board({ ...now, then }, { curator: 'ana' }, page)).total;
    expect([await ofAna(), await ofAna(before)]).toEqual([1, 0]);
    expect(await csv()).toContain('Better');
    expect(await csv(before)).not.toContain('Better');
    expect(await csv(undefined, 'discover')).not.toContain('WARNING');
    expect(await csv(before, 'discover')).toContain('WARNING Already Ingested. See E-CURD-7');

    minutesLater();
    its.tree.put('loading/E-MTAB-1.idf.txt', idf('Better'), new Date('2026-03-04T10:00:00Z'));
    await its.run(); // the crawl says the same: from here on it holds again
    minutesLater();
    const agreed = await its.tracking.runAt();
    const still = agreed && (await its.tracking.dataset(agreed, 'E-MTAB-1'));
    expect([...(still?.corrected?.keys() ?? [])]).toEqual(['Curator']);
    expect(await csv(accepted)).toContain('Better');
  });
});
