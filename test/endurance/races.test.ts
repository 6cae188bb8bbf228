import { expect, it, vi } from 'vitest';
import type { Cycle } from '../../src/domain/cycle/cycle.ts';
import { TAKE } from '../../src/domain/decision/alert.ts';
import { ONE_OF_TWO } from '../../src/domain/decision/transition.ts';
import { minutes } from '../../src/domain/duration.ts';
import type { Actor } from '../../src/domain/role.ts';
import type { RunbookEvent } from '../../src/domain/runbook/event.ts';
import type { Outcome } from '../../src/operations/operations.ts';
import { insertCycle } from '../../src/storage/cycles/cycles.ts';
import type { Database } from '../../src/storage/database.ts';
import { Chance } from '../proof/load/chance.ts';
import { aCycle, aDataset, anAlert, ana, ben, cho, dee, eli, NOON } from '../support/cycles.ts';
import { aDataFolder, type DataFolder } from '../support/data-folder.ts';
import { createOutside } from '../support/outside.ts';
import { type Station, startStation } from '../support/station.ts';
import { createTestClock } from '../support/test-clock.ts';
import { extent, SEED } from './extent.ts';

const GATES = 2000;
const ALERTS = 500;
const APPROVALS = 200;
/** Cycles that are pressed at the same moment. */
const AT_ONCE = 50;

vi.setConfig({ testTimeout: minutes(extent(20, 2)) });

interface Press {
  readonly actor: Actor;
  readonly event: RunbookEvent;
  readonly turn?: number;
}
interface Answered {
  readonly by: string;
  readonly outcome: Outcome;
}
/** What people did to one cycle, in the order in which they pressed. */
interface Race {
  readonly cycle: Cycle;
  readonly answers: readonly Answered[];
  readonly journal: readonly { readonly event: string; readonly actor: string }[];
}
interface Planted {
  readonly store?: (db: Database) => Database;
  readonly plant?: (folder: DataFolder) => void;
}

/** So many cycles, each pressed by several people at once. */
async function race(
  count: number,
  cycleOf: (n: number) => Cycle,
  presses: readonly Press[],
  { store, plant }: Planted = {},
): Promise<readonly Race[]> {
  using folder = aDataFolder();
  const clock = createTestClock(NOON);
  const outside = createOutside(clock);
  const station = startStation({
    folder,
    clock,
    outside,
    deliver: false,
    ...(store === undefined ? {} : { store }),
  });
  plant?.(folder);
  const chance = new Chance(SEED);
  const races: Race[] = [];
  for (let first = 0; first < count; first += AT_ONCE) {
    const cycles = Array.from({ length: AT_ONCE }, (_, index) => cycleOf(first + index));
    await station.db.transaction().execute(async (trx) => {
      for (const cycle of cycles) await insertCycle(trx, cycle);
    });
    const answers = await pressAll(station, chance, cycles, presses);
    for (const cycle of cycles) {
      const history = await station.operations.report.history(cycle.dataset.projectUuid);
      races.push({ cycle, answers: answers.get(cycle.id) ?? [], journal: history });
    }
  }
  await station.stop();
  return races;
}

async function pressAll(
  { operations }: Station,
  chance: Chance,
  cycles: readonly Cycle[],
  presses: readonly Press[],
): Promise<ReadonlyMap<string, readonly Answered[]>> {
  const all = cycles.flatMap(({ id }) => presses.map((press, nth) => ({ id, press, nth })));
  const answers = await Promise.all(
    chance.shuffled(all).map(async ({ id, press, nth }) => {
      const outcome = await operations.advance({ key: `${id} ${nth}`, cycleId: id, ...press });
      return { id, by: press.actor.kind === 'person' ? press.actor.id : '', outcome };
    }),
  );
  return Map.groupBy(answers, ({ id }) => id);
}

/** Each of these in a cycle of its own. */
const nth = (n: number, more: Partial<Cycle>): Cycle =>
  aCycle({ id: `cycle${String(n).padStart(15, '0')}`, dataset: aDataset(n), ...more });

/** A store in which nobody waits for anybody: what is loaded may be old when it is saved. */
const withoutTransactions = (db: Database): Database =>
  new Proxy(db, {
    get(target, name) {
      if (name === 'transaction') {
        return () => ({ execute: (work: (trx: Database) => Promise<unknown>) => work(target) });
      }
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });

const importRequested = (n: number): Cycle => nth(n, { state: 'import requested', turn: 3 });
const DECIDERS: readonly Press[] = [
  { actor: cho, event: { name: 'snapshot made' }, turn: 3 },
  {
    actor: { kind: 'person', id: 'U0FAY', roles: ['import-team'] },
    event: { name: 'imported' },
    turn: 3,
  },
  { actor: dee, event: { name: 'problem', values: { reason: 'It is not right.' } }, turn: 3 },
];

function judgeGate({ cycle, answers, journal }: Race): string[] {
  const winners = answers.filter(({ outcome }) => outcome.ok);
  const findings: string[] = [];
  if (winners.length !== 1 || journal.length !== 1) {
    findings.push(`${cycle.id}: ${winners.length} winners, ${journal.length} decisions`);
  }
  for (const { by, outcome } of answers) {
    if (outcome.ok) continue;
    const { refusal } = outcome;
    const last =
      refusal.code === 'not now' || refusal.code === 'stale button' ? refusal.last : undefined;
    if (last === undefined || last.by !== winners[0]?.by) {
      findings.push(`${cycle.id}: ${by} was told ${JSON.stringify(refusal)}`);
    }
  }
  return findings;
}

it(`${GATES} gates with three deciders each: one decision, and the others hear who was first`, async () => {
  const races = await race(GATES, importRequested, DECIDERS);
  expect(races.flatMap(judgeGate)).toEqual([]);
  expect(races.flatMap(({ journal }) => journal)).toHaveLength(GATES);
  expect(races.flatMap(({ answers }) => answers.filter(({ outcome }) => !outcome.ok))).toHaveLength(
    2 * GATES,
  );
});

it('finds gates that are decided twice when load, decide and save are not one transaction', async () => {
  const races = await race(AT_ONCE, importRequested, DECIDERS, { store: withoutTransactions });
  expect(races.flatMap(judgeGate).filter((one) => /3 winners/.test(one))).toHaveLength(AT_ONCE);
});

const alerted = (n: number): Cycle =>
  nth(n, { memory: { actions: ['Export'], alert: anAlert(NOON.toISOString()) } });
const TAKERS: readonly Press[] = [ana, ben, eli].map((actor) => ({ actor, event: { name: TAKE } }));

function judgeAlert({ cycle, answers, journal }: Race): string[] {
  const [owner, ...more] = answers.filter(({ outcome }) => outcome.ok).map(({ by }) => by);
  const told = answers.flatMap(({ outcome }) =>
    !outcome.ok && outcome.refusal.code === 'taken' ? [outcome.refusal.by] : [],
  );
  const fine =
    more.length === 0 &&
    told.length === 2 &&
    told.every((one) => one === owner) &&
    journal.filter(({ event }) => event === TAKE).length === 1;
  return fine
    ? []
    : [`${cycle.id}: taken by ${[owner, ...more].join(', ')}; told ${told.join(', ')}`];
}

it(`${ALERTS} alerts, each taken by three people at once: one owner, and the others hear who`, async () => {
  const races = await race(ALERTS, alerted, TAKERS);
  expect(races.flatMap(judgeAlert)).toEqual([]);
  expect(new Set(races.map(({ journal }) => journal[0]?.actor)).size).toBe(3);
});

it('finds alerts with two owners when nobody waits for anybody', async () => {
  const races = await race(AT_ONCE, alerted, TAKERS, { store: withoutTransactions });
  expect(races.flatMap(judgeAlert)).toHaveLength(AT_ONCE);
});

const list = {
  hash: '9c41aa',
  objects: 412,
  bytes: 38e9,
  olderVersions: 0,
  halfWritten: 0,
  dataFiles: 12,
  lost: { count: 0, names: [] },
};
const proposed = (n: number): Cycle =>
  nth(n, {
    state: 'needs correction',
    memory: {
      actions: ['Export'],
      cleanUp: { number: 1, askedBy: 'U0ANA', askedAt: '', phase: 'proposed', list },
    },
  });
/** Two of them press twice, as an impatient person does. */
const CONFIRMERS: readonly Press[] = [ana, ana, ben, eli, eli].map((actor) => ({
  actor,
  event: { name: 'confirm clean-up', subject: list.hash },
}));

function judgeApproval({ cycle, answers, journal }: Race): string[] {
  const people = answers.filter(({ outcome }) => outcome.ok).map(({ by }) => by);
  // Whoever confirmed twice was refused, and that is kept.
  const events = journal.map(({ event }) => event).filter((event) => event !== 'refused');
  const fine =
    people.length === 2 &&
    new Set(people).size === 2 &&
    events.join() === [ONE_OF_TWO, 'confirm clean-up'].join();
  return fine ? [] : [`${cycle.id}: confirmed by ${people.join(', ')}: ${events.join(', ')}`];
}

it(`${APPROVALS} deletions that take two, pressed by three people in any order: never by one alone`, async () => {
  const races = await race(APPROVALS, proposed, CONFIRMERS);
  expect(races.flatMap(judgeApproval)).toEqual([]);
  const sole = races.filter(({ answers }) => answers[0]?.by === answers[1]?.by);
  expect(sole.length).toBeGreaterThan(10); // the same person first and second: the case that matters
});

it('finds deletions that one person confirmed alone when the store forgets who was first', async () => {
  const forgetful = (folder: DataFolder): void =>
    folder.raw((sqlite) => {
      sqlite.exec(`CREATE TRIGGER forgetful AFTER UPDATE OF memory ON cycle
        WHEN json_extract(new.memory, '$.approval.by') <> 'somebody'
        BEGIN UPDATE cycle SET memory = json_set(memory, '$.approval.by', 'somebody') WHERE id = new.id; END`);
    });
  const races = await race(AT_ONCE, proposed, CONFIRMERS, { plant: forgetful });
  expect(races.flatMap(judgeApproval).some((one) => /by (U0\w+), \1:/.test(one))).toBe(true);
});
