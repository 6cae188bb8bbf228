import { expect, it, vi } from 'vitest';
import { minutes } from '../../src/domain/duration.ts';
import { insertCycle } from '../../src/storage/cycles/cycles.ts';
import { outboxLag } from '../../src/storage/outbox.ts';
import { Chance } from '../proof/load/chance.ts';
import { aCycle, aDataset, NOON, uuid } from '../support/cycles.ts';
import { aDataFolder, type DataFolder } from '../support/data-folder.ts';
import { createOutside, gist, type Outside } from '../support/outside.ts';
import { type Station, startStation } from '../support/station.ts';
import { createTestClock } from '../support/test-clock.ts';
import { type Door, openDoor, startAgreeingSlack } from './door.ts';
import { extent, SEED } from './extent.ts';
import { command, noteForm, notice, type Payload, press } from './payloads.ts';

vi.setConfig({ testTimeout: minutes(extent(20, 2)) });

const PAYLOADS = extent(1000, 200);
const QUARTER = PAYLOADS / 4;
const TIMES = 4;
const AT_ONCE = 40;

const idOf = (n: number): string => `cycle${String(n).padStart(15, '0')}`;

/** A quarter each of commands, presses, forms and notices; half of the notices name no project. */
function payloads(responseUrl: string): readonly Payload[] {
  return Array.from({ length: QUARTER }, (_, n) => [
    command(n, 'U0ANA', uuid(5000 + n), responseUrl),
    press(n, 'U0CHO', idOf(n), responseUrl),
    noteForm(n, 'U0ANA', idOf(QUARTER + n)),
    notice(n, n % 2 === 0 ? `snapshot made ${uuid(2 * QUARTER + n)}` : 'problem'),
  ]).flat();
}

/** Delivers all of them several times over, in any order, to a bot that dies in the middle; what came of it. */
async function deliverAll(
  plant: (folder: DataFolder) => void = () => undefined,
): Promise<{ readonly effects: readonly string[]; readonly expected: readonly string[] }> {
  using folder = aDataFolder();
  await using slack = await startAgreeingSlack();
  const clock = createTestClock(NOON);
  const outside = createOutside(clock);
  let station = startStation({ folder, clock, outside, deliver: false });
  plant(folder);
  await stock(station, outside);
  const sent = payloads(`${slack.url}/response`);
  const queue = new Chance(SEED).shuffled(Array.from({ length: TIMES }, () => sent).flat());
  const middle = queue.length / 2;
  let door = await openDoor(station, clock, slack);
  await deliver(door, queue.splice(0, middle));
  // Slack has no answer to these, and delivers them again.
  const interrupted = queue.splice(0, AT_ONCE);
  const unanswered = deliverOnce(door, interrupted);
  await Promise.resolve();
  await station.crash();
  door.crash();
  await unanswered;
  station = startStation({ folder, clock, outside });
  door = await openDoor(station, clock, slack);
  await deliver(door, [...interrupted, ...queue]);
  for (let minute = 0; minute < 10; minute += 1) await clock.advance(60_000);
  const effects = await effectsIn(station, outside);
  expect(await outboxLag(station.db)).toEqual({ waiting: 0, givenUp: 0 });
  door.crash();
  await station.stop();
  return { effects, expected: sent.map(({ effect }) => effect) };
}

async function stock(station: Station, outside: Outside): Promise<void> {
  await station.db.transaction().execute(async (trx) => {
    for (let n = 0; n < 3 * QUARTER; n += 1) {
      const dataset = aDataset(n);
      await insertCycle(trx, aCycle({ id: idOf(n), dataset, state: 'import requested' }));
    }
  });
  for (let n = 0; n < QUARTER; n += 1) outside.addProject(5000 + n);
}

async function deliver(door: Door, all: readonly Payload[]): Promise<void> {
  for (let from = 0; from < all.length; from += AT_ONCE) {
    const answers = await deliverOnce(door, all.slice(from, from + AT_ONCE));
    expect(answers).not.toContain(false);
  }
}

const deliverOnce = (door: Door, some: readonly Payload[]): Promise<readonly boolean[]> =>
  Promise.all(some.map((payload) => door.deliver(payload)));

/** In the words of the payloads: what stands in the journal, and what people were shown. */
async function effectsIn(
  { operations }: Station,
  { whispers, posts }: Outside,
): Promise<readonly string[]> {
  const datasets = Array.from({ length: 3 * QUARTER }, (_, n) => n);
  const histories = await Promise.all(
    datasets.map(async (n) => {
      const history = await operations.report.history(uuid(n));
      return history.map(({ event, words }) => {
        if (event === 'note') return `noted ${words}`;
        return event === 'imported' ? `imported ${idOf(n)}` : `heard snapshot made ${uuid(n)}`;
      });
    }),
  );
  const asked = whispers.map(({ message }) =>
    message.kind === 'preview' ? `asked ${message.preview.dataset.projectUuid}` : message.kind,
  );
  const nameless = posts.flatMap(({ first }) =>
    gist(first) === 'nameless notice' ? 'heard problem' : [],
  );
  return [...asked, ...histories.flat(), ...nameless];
}

it(`${PAYLOADS} payloads, each delivered four times in any order (seed ${SEED}), have ${PAYLOADS} effects`, async () => {
  const { effects, expected } = await deliverAll();
  expect(effects.toSorted()).toEqual(expected.toSorted());
});

it('finds what happens twice when receipts are not kept', async () => {
  const { effects, expected } = await deliverAll((folder) =>
    folder.raw((sqlite) => {
      sqlite.exec(
        'CREATE TRIGGER forgetful BEFORE INSERT ON inbox BEGIN SELECT RAISE(IGNORE); END',
      );
    }),
  );
  const notes = (all: readonly string[]) => all.filter((one) => one.startsWith('noted'));
  expect(notes(effects)).toHaveLength(TIMES * notes(expected).length);
});
