import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Mishap } from '../../../src/sandbox/google-sheets/door.ts';
import { aTrackedSheet, DISCOVER, idf, TRACK } from './sheet.ts';

const ACCESSIONS = ['E-MTAB-1', 'E-MTAB-2', 'E-GEOD-3', 'E-GEOD-4'];
const PLACES = ['ext', 'loading', 'done', undefined] as const;
const MISHAPS: readonly Mishap[] = ['fault before', 'fault after', 'cut before', 'cut after'];
const full = process.env['HANDOFF_ENDURANCE'] === 'full';

const which = fc.nat(ACCESSIONS.length - 1);
const act = fc.oneof(
  fc.record({ what: fc.constant('text' as const), which, tracked: fc.boolean() }),
  fc.record({ what: fc.constant('note' as const), which }),
  fc.record({ what: fc.constant('sort' as const), isDown: fc.boolean() }),
  fc.record({ what: fc.constant('row' as const), at: fc.integer({ min: 1, max: 4 }) }),
  fc.record({ what: fc.constant('column' as const), at: fc.nat(6) }),
  fc.record({ what: fc.constant('move' as const), which, to: fc.nat(PLACES.length - 1) }),
  fc.record({ what: fc.constant('title' as const), which }),
  fc.record({ what: fc.constant('run' as const), after: fc.nat(14), how: fc.nat(5) }),
);

/**
 * People write, sort, insert rows and columns; datasets come, move and vanish; Google fails, and the bot is killed, at any
 * request. What somebody wrote is in the sheet at the end, or among the proposals, and no accession stands twice.
 */
it('what people write is never lost', { timeout: full ? 600_000 : 60_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 5, maxLength: 25 }), async (acts) => {
      await using its = await aTrackedSheet({
        'ext/E-GEOD-3.idf.txt': idf('t'),
        'loading/E-MTAB-1.idf.txt': idf('t'),
      });
      const { people, tree } = its;
      await its.run();
      people.addColumn(TRACK, 'Theirs', 2);
      people.addColumn(DISCOVER, 'Theirs', 0);
      const theirs = new Set<string>();
      const where = new Map([
        ['E-GEOD-3', 'ext'],
        ['E-MTAB-1', 'loading'],
      ]);
      let number = 0;
      const word = (): string => {
        number += 1;
        const text = `word ${number}`;
        theirs.add(text);
        return text;
      };
      /** What stood in the cell is gone by their own hand. */
      const replace = (sheet: string, accession: string, column: string): void => {
        theirs.delete(people.text(sheet, accession, column));
        people.type(sheet, accession, column, word());
      };
      const sheetsWith = (accession: string): readonly string[] =>
        [TRACK, DISCOVER].filter((sheet) => people.accessions(sheet).includes(accession));

      for (const one of acts) {
        const accession = ACCESSIONS['which' in one ? one.which : 0] ?? '';
        if (one.what === 'text')
          for (const sheet of sheetsWith(accession))
            replace(sheet, accession, one.tracked ? 'Organism' : 'Theirs');
        if (one.what === 'note')
          for (const sheet of sheetsWith(accession)) {
            theirs.delete(people.cell(sheet, accession, 'Status').note ?? '');
            people.note(sheet, accession, 'Status', word());
          }
        if (one.what === 'sort')
          people.sort(TRACK, (a, b) => (a < b ? 1 : -1) * (one.isDown ? 1 : -1));
        if (one.what === 'row') people.insertRow(TRACK, one.at, ['', word()]);
        if (one.what === 'column') people.addColumn(TRACK, word(), one.at);
        if (one.what === 'move' || one.what === 'title') {
          const before = where.get(accession);
          const to = one.what === 'move' ? PLACES[one.to] : before;
          if (before !== undefined) its.remove(`${before}/${accession}.idf.txt`);
          where.delete(accession);
          number += 1;
          const at = new Date(Date.UTC(2026, 2, 2, 10, 0, number));
          if (to !== undefined) {
            where.set(accession, to);
            tree.put(`${to}/${accession}.idf.txt`, idf(`title ${number}`), at);
          }
        }
        if (one.what === 'run') {
          await its.crawl();
          const stop = new AbortController();
          let count = 0;
          its.google.mishaps(() => {
            count += 1;
            if (count !== one.after) return undefined;
            if (one.how >= MISHAPS.length) stop.abort();
            return MISHAPS[one.how];
          });
          await its.show(stop.signal);
          its.clock.leap(60_000);
          its.google.mishaps(() => undefined);
        }
      }
      await its.run();
      const there = people.everything();
      expect([...theirs].filter((text) => !there.has(text))).toEqual([]);
      for (const sheet of [TRACK, DISCOVER]) {
        const accessions = people.accessions(sheet).filter((text) => text.startsWith('E-'));
        expect(new Set(accessions).size).toBe(accessions.length);
      }
      for (const [accession, place] of where)
        expect(people.text(place === 'ext' ? DISCOVER : TRACK, accession, 'Status')).toBe(
          { ext: 'external', loading: 'loading', done: 'analysing processed' }[place],
        );
      // What is proposed is what somebody wrote, and nothing of ours.
      for (const { title, proposed } of await its.open()) {
        expect(title).toBe('Organism');
        expect(theirs).toContain(proposed);
      }
    }),
    { numRuns: full ? 500 : 25, seed: Number(process.env['HANDOFF_SEED'] ?? 8) },
  );
});
