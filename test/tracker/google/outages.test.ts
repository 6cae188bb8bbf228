import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { serviceAccount } from '../../../src/sandbox/google-sheets/account.ts';
import type { Mishap } from '../../../src/sandbox/google-sheets/door.ts';
import { openGoogleSpreadsheet } from '../../../src/tracker/google/google-client.ts';
import { aTrackedSheet, DISCOVER, ID, idf, TRACK } from './sheet.ts';

let its: Awaited<ReturnType<typeof aTrackedSheet>>;
beforeEach(async () => {
  its = await aTrackedSheet({
    'ext/E-GEOD-5.idf.txt': idf('Five'),
    'loading/E-MTAB-1.idf.txt': idf('One'),
    'loading/E-MTAB-2.idf.txt': idf('Two'),
  });
});
afterEach(() => its[Symbol.asyncDispose]());

function isWhole(): void {
  expect(its.people.accessions(DISCOVER)).toEqual(['E-GEOD-5']);
  expect(its.people.accessions(TRACK)).toEqual(['E-MTAB-1', 'E-MTAB-2']);
  expect(its.people.text(TRACK, 'E-MTAB-2', 'Investigation Title')).toBe('Two');
}

describe('an outage of Google', () => {
  it.each<Mishap>(['fault before', 'fault after', 'cut before', 'cut after'])(
    '(%s) with two of five requests ends in the same sheet, nothing doubled, nothing proposed',
    async (mishap) => {
      let count = 0;
      const isBad = (): boolean => (Math.imul(++count, 2_654_435_761) >>> 0) % 5 < 2; // no rhythm
      its.google.mishaps(() => (isBad() ? mishap : undefined));
      await its.run();
      isWhole();
      its.tree.put('loading/E-MTAB-1.idf.txt', idf('Changed'), new Date('2026-03-02T10:00:00Z'));
      await its.run();
      expect(its.people.text(TRACK, 'E-MTAB-1', 'Investigation Title')).toBe('Changed');
      expect(await its.open()).toEqual([]);
    },
  );

  it('that is over its quota is waited for as long as Google says', async () => {
    its.google.leave(3);
    await its.crawl();
    const begun = its.clock.now().getTime();
    expect(await its.show()).toBe(true);
    isWhole();
    expect(its.google.counts.refusedForQuota).toBeGreaterThan(0);
    expect(its.clock.now().getTime() - begun).toBeGreaterThanOrEqual(7000);
  });

  it('that lasts is told, and what was not shown is shown afterwards', async () => {
    await its.run();
    its.google.mishaps(() => 'fault before');
    its.tree.put('loading/E-MTAB-3.idf.txt', idf('Three'));
    await its.crawl();
    expect(await its.show()).toBe(false);
    expect(await its.fault()).toBe(
      'Google Sheets has a fault of its own: The service is currently unavailable.',
    );
    its.google.mishaps(() => undefined);
    expect(await its.show()).toBe(true);
    expect(await its.fault()).toBeUndefined();
    expect(its.people.accessions(TRACK)).toContain('E-MTAB-3');
  });

  it('loses no decision', async () => {
    await its.run();
    its.people.type(TRACK, 'E-MTAB-1', 'Status', 'published');
    await its.run();
    const [{ id } = { id: 0 }] = await its.open();
    const ana = { kind: 'person', id: 'U0ANA', roles: ['wrangler'] } as const;
    await its.tracking.proposals.decide(ana, { ids: [id], decision: 'refuse' });
    its.google.mishaps(() => 'cut before');
    expect(await its.show()).toBe(false);
    its.google.mishaps(() => undefined);
    expect(await its.show()).toBe(true);
    expect(its.people.text(TRACK, 'E-MTAB-1', 'Status')).toBe('loading');
  });
});

describe('what the bot is not allowed', () => {
  it('is told with what to do: a spreadsheet that is not shared', async () => {
    its.google.share(false);
    await its.crawl();
    expect(await its.show()).toBe(false);
    expect(await its.fault()).toContain(`${serviceAccount().client_email} may not write`);
    its.google.share(true);
    expect(await its.show()).toBe(true);
  });

  it.each([
    ['a spreadsheet that is not there', { id: 'x'.repeat(30) }, 'There is no such spreadsheet'],
    [
      'a key that is not the account’s',
      { credentials: { ...serviceAccount(), client_email: 'other@atlas.iam.gserviceaccount.com' } },
      'Google does not accept the key of other@',
    ],
  ])('is told with what to do: %s', async (_, change, says) => {
    const { clock, google } = its;
    const { endpoint } = google;
    const signal = new AbortController().signal;
    const book = openGoogleSpreadsheet({
      ...{ id: ID, credentials: serviceAccount(), endpoint, clock, signal },
      ...change,
    });
    await expect(book.worksheets()).rejects.toThrow(says);
    await expect(book.worksheets()).rejects.not.toThrow('PRIVATE');
  });
});

describe('a bot that is stopped', () => {
  it('in the middle of it leaves what the next one ends, wherever that was', async () => {
    const { people } = its;
    for (let after = 1; after < 14; after += 1) {
      const stop = new AbortController();
      its.tree.put(`loading/E-MTAB-${100 + after}.idf.txt`, idf('New'));
      its.tree.put(
        'loading/E-MTAB-1.idf.txt',
        idf(`One ${after}`),
        new Date(Date.UTC(2026, 2, 2, 10, after)),
      );
      await its.crawl();
      let count = 0;
      its.google.meanwhile(() => {
        count += 1;
        if (count === after) stop.abort();
      });
      await its.show(stop.signal);
    }
    its.google.meanwhile(() => undefined);
    its.clock.leap(60_000);
    expect(await its.show()).toBe(true);
    const accessions = people.accessions(TRACK);
    expect(accessions).toHaveLength(15);
    expect(new Set(accessions).size).toBe(15);
    expect(people.text(TRACK, 'E-MTAB-1', 'Investigation Title')).toBe('One 13');
    expect(await its.open()).toEqual([]);
  });

  it('keeps the sheet at the last run while it runs, and stops when it is told', async () => {
    const { clock, keeper } = its;
    const stop = new AbortController();
    const real = clock.sleep;
    clock.sleep = (_, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted === true) return resolve();
        signal?.addEventListener('abort', () => resolve(), { once: true });
      });
    await its.crawl();
    const running = keeper?.run(stop.signal);
    const shown = async (run: number): Promise<void> => {
      while ((await keeper?.state())?.runId !== run) await new Promise(setImmediate);
    };
    await shown(1);
    isWhole();
    await its.crawl();
    keeper?.wake();
    await shown(2);
    stop.abort();
    await running;
    clock.sleep = real;
  });
});

describe('many rows', () => {
  it('go in batches that Google takes, within the quota, and beside a text of any length', async () => {
    for (let at = 0; at < 1100; at += 1) its.tree.put(`done/E-MTAB-${10_000 + at}/x`);
    its.tree.put('loading/E-MTAB-3.idf.txt', idf(`${'x'.repeat(60_000)}\u0000`));
    await its.run();
    expect(its.people.accessions(TRACK)).toHaveLength(1103);
    expect(its.google.counts.largest).toBeLessThan(2_500_000);
    expect(its.google.counts.refusedForQuota).toBe(0);
    expect(its.people.text(TRACK, 'E-MTAB-3', 'Investigation Title')).toHaveLength(50_000);
    const { counts } = its.google;
    const asked = async () => {
      const { read, write } = counts;
      await its.run();
      return { reads: counts.read - read, writes: counts.write - write };
    };
    // Of both sheets what they are, their headers and 2,000 rows; where something is to be written one look before it.
    expect(await asked()).toEqual({ reads: 6, writes: 0 });
    its.tree.put('loading/E-MTAB-1.idf.txt', idf('Changed'), new Date('2026-03-02T10:00:00Z'));
    expect(await asked()).toEqual({ reads: 7, writes: 1 });
  });
});
