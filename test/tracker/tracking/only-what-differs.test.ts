import { rmSync, symlinkSync, writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { hours } from '../../../src/domain/duration.ts';
import { openDatabase } from '../../../src/storage/database.ts';
import type { Place } from '../../../src/tracker/crawl/place.ts';
import { aDataFolder } from '../../support/data-folder.ts';
import { createTestClock } from '../../support/test-clock.ts';
import { crawled, startTracking } from '../../support/tracking.ts';
import { aTree, here, of, tsv } from '../tree.ts';

const RUNS = process.env['HANDOFF_ENDURANCE'] === 'full' ? 500 : 30;
const PLACES = ['a', 'b', 'c'];
const NAMES = ['E-MTAB-1', 'E-MTAB-2', 'E-MTAB-1001', 'E-GEOD-5'];
const idf = (title: string) => tsv(['Investigation Title', title], ['Comment[EACurator]', 'ana']);

const inOrder = (troubles: readonly object[] = []) =>
  troubles.map((one) => JSON.stringify(one)).toSorted();

const place = fc.constantFrom(...PLACES);
const name = fc.constantFrom(...NAMES);
/** What may happen to a tree, or to whoever looks at it. */
const event = fc.oneof(
  fc.record({ what: fc.constant('write' as const), place, name, title: fc.constantFrom('A', 'B') }),
  fc.record({ what: fc.constant('stray' as const), place, name, other: name }),
  fc.record({ what: fc.constant('odd' as const), place, name }),
  fc.record({ what: fc.constant('curator' as const), place, name }),
  fc.record({ what: fc.constant('link' as const), place, name }),
  fc.record({ what: fc.constant('remove' as const), place, name }),
  fc.record({ what: fc.constant('stage' as const), place }),
  fc.record({ what: fc.constant('dead' as const), place }),
  fc.record({ what: fc.constant('alive' as const) }),
  fc.record({ what: fc.constant('unreadable' as const), name }),
  fc.record({ what: fc.constant('restart' as const) }),
  fc.record({ what: fc.constant('failure' as const) }),
  fc.record({ what: fc.constant('crawl' as const) }),
  fc.record({ what: fc.constant('crawl' as const) }),
);

it('a crawl that looks again only at what differs finds what one finds that looks at everything', async () => {
  const property = fc.asyncProperty(
    fc.array(event, { minLength: 5, maxLength: 40 }),
    async (events) => {
      using tree = aTree(Object.fromEntries(PLACES.map((one) => [`${one}/keep`, ''])));
      using folder = aDataFolder();
      const db = openDatabase(folder.path);
      try {
        const clock = createTestClock(new Date('2026-03-03T09:00:00Z'));
        const sources = tree.at('sources.json');
        const stages = new Map(PLACES.map((one, at) => [one, 2 + at]));
        const dead = new Set<string>();
        let unreadable: string | undefined;
        const STAGES = ['loading', 'analysing', 'processed', 'published_dev', 'published'];
        const configure = () =>
          writeFileSync(
            sources,
            JSON.stringify(
              Object.fromEntries(
                PLACES.map((one) => [
                  tree.at(one),
                  of(STAGES[(stages.get(one) ?? 0) % STAGES.length] ?? ''),
                ]),
              ),
            ),
          );
        configure();
        const open = ({ location }: { location: string }): Place => {
          const inner = here(location);
          return {
            ...inner,
            async *list(signal) {
              if (dead.has(location)) yield [{ what: 'obstacle', why: 'silent' }];
              else yield* inner.list(signal);
            },
            async *read(files, signal) {
              for await (const batch of inner.read(files, signal))
                yield batch.map((one) =>
                  unreadable !== undefined && one.path?.includes(unreadable)
                    ? { what: 'obstacle', why: 'denied', path: one.path }
                    : one,
                );
            },
          };
        };
        const start = () => startTracking({ db, clock, dataDir: folder.path, sources, open });
        let it = start();
        const board = async () => {
          const run = await it.tracking.runAt();
          if (run === undefined) throw new Error('There was no run.');
          const page = { order: 'accession', descending: false, limit: 100, offset: 0 } as const;
          const { rows } = await it.tracking.board(run, {}, page);
          return { datasets: run.found?.datasets, rows: rows.map(({ dataset }) => dataset) };
        };
        const look = async () => {
          await clock.advance(hours(5));
          return crawled(it);
        };
        await look();
        for (const one of events)
          switch (one.what) {
            case 'write':
              tree.put(`${one.place}/${one.name}/${one.name}.idf.txt`, idf(one.title));
              break;
            case 'stray':
              tree.put(`${one.place}/${one.name}/${one.other}.sdrf.txt`, idf('stray'));
              break;
            case 'odd':
              tree.put(`${one.place}/${one.name}.idf.txt`, 'one line');
              break;
            case 'curator':
              tree.put(`${one.place}/${one.name}/.curator.eve`);
              break;
            case 'link':
              rmSync(tree.at(`${one.place}/E-MTAB-9`), { force: true });
              symlinkSync(one.name, tree.at(`${one.place}/E-MTAB-9`));
              break;
            case 'remove':
              rmSync(tree.at(`${one.place}/${one.name}`), { recursive: true, force: true });
              rmSync(tree.at(`${one.place}/${one.name}.idf.txt`), { force: true });
              break;
            case 'stage':
              stages.set(one.place, (stages.get(one.place) ?? 0) + 1);
              configure();
              break;
            case 'dead':
              dead.add(tree.at(one.place));
              break;
            case 'alive':
              dead.clear();
              unreadable = undefined;
              break;
            case 'unreadable':
              unreadable = one.name;
              break;
            case 'restart':
              await clock.advance(hours(1));
              it = start();
              break;
            case 'failure': {
              // A run is done, and what it leaves to the next is lost.
              const kept = await db.selectFrom('crawl_listing').selectAll().execute();
              await look();
              await db.deleteFrom('crawl_listing').execute();
              if (kept.length > 0) await db.insertInto('crawl_listing').values(kept).execute();
              break;
            }
            case 'crawl': {
              const run = await look();
              const found = await board();
              await clock.advance(hours(1));
              it = start(); // whoever has just begun looks at everything
              const anew = await look();
              const stripped = ({ datasets, rows }: typeof found) => ({
                datasets,
                rows: rows.map(({ asOf: _, ...row }) => row),
              });
              expect(stripped(await board())).toEqual(stripped(found));
              expect(anew.found?.changes).toEqual({});
              expect(inOrder(anew.found?.troubles)).toEqual(inOrder(run.found?.troubles));
            }
          }
      } finally {
        await db.destroy();
      }
    },
  );
  await fc.assert(property, { numRuns: RUNS });
}, 120_000);

it('what is left of a run before the last says nothing: whatever came meanwhile is found gone', async () => {
  using tree = aTree({ 'a/keep': '' });
  using folder = aDataFolder();
  const db = openDatabase(folder.path);
  const clock = createTestClock(new Date('2026-03-03T09:00:00Z'));
  const sources = tree.put('sources.json', JSON.stringify({ [tree.at('a')]: of('loading') }));
  const it = startTracking({ db, clock, dataDir: folder.path, sources });
  await crawled(it);
  const kept = await db.selectFrom('crawl_listing').selectAll().execute();
  tree.put('a/E-MTAB-1/x');
  await clock.advance(hours(5));
  expect((await crawled(it)).found?.changes).toEqual({ appeared: 1 });
  await db.deleteFrom('crawl_listing').execute();
  await db.insertInto('crawl_listing').values(kept).execute();
  rmSync(tree.at('a/E-MTAB-1'), { recursive: true });
  await clock.advance(hours(5));
  expect((await crawled(it)).found?.changes).toEqual({ gone: 1 });
  await db.destroy();
});
