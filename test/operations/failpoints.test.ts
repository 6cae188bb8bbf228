import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { minutes } from '../../src/domain/duration.ts';
import type { Outcome } from '../../src/operations/operations.ts';
import { verifyJournal } from '../../src/storage/journal.ts';
import { outboxLag } from '../../src/storage/outbox.ts';
import { ana, dee } from '../support/cycles.ts';
import { aDataFolder, type DataFolder } from '../support/data-folder.ts';
import { createOutside, gist } from '../support/outside.ts';
import { REST, SETTLE, type Station, startStation } from '../support/station.ts';
import { createTestClock } from '../support/test-clock.ts';

const PREVIEW = 'ask';
let template: DataFolder;
let previewId: string;

/** A database in which a preview waits for its confirmation: each run starts from a copy. */
beforeAll(async () => {
  template = aDataFolder();
  const clock = createTestClock();
  const outside = createOutside(clock);
  const station = startStation({ folder: template, clock, outside });
  const project = outside.addProject(1);
  await station.operations.ask({
    key: PREVIEW,
    runbook: 'exporting',
    person: 'U0ANA',
    channel: 'C0OPS',
    words: project.projectUuid,
  });
  await clock.settle();
  const message = outside.whispers[0]?.message;
  previewId = message?.kind === 'preview' ? message.preview.id : '';
  await station.stop();
});
afterAll(() => template[Symbol.dispose]());

type Fault = 'dies' | 'fails once';

/**
 * A confirmation and a problem, delivered again until they are acknowledged, on a store that fails before its
 * nth statement. Resolves to how many statements there were in all.
 */
async function run(nth: number, fault: Fault): Promise<number> {
  using folder = aDataFolder();
  cpSync(join(template.path, 'handoff.db'), join(folder.path, 'handoff.db'));
  const clock = createTestClock();
  const outside = createOutside(clock);
  const project = outside.addProject(1);
  let statements = 0;
  let dead = false;
  let station: Station = startStation({
    folder,
    clock,
    outside,
    beforeStatement: () => {
      statements += 1;
      if (statements === nth) dead = fault === 'dies';
      if (dead || statements === nth) throw new Error('the store failed');
    },
  });
  /** Time passes; a process that has died meanwhile is started again. */
  async function pass(milliseconds: number): Promise<void> {
    await clock.advance(milliseconds);
    if (!dead) return;
    await station.crash();
    dead = false;
    station = startStation({ folder, clock, outside });
    await clock.advance(SETTLE + REST);
  }

  const problem = { name: 'problem', values: { reason: 'It is not right.' } };
  const commands: ((id: string) => Promise<Outcome>)[] = [
    () => station.operations.open({ key: 'open', previewId, action: 'Export', actor: ana }),
    (cycleId) =>
      station.operations.advance({ key: 'problem', cycleId, event: problem, actor: dee }),
  ];
  let id = '';
  for (const command of commands) {
    for (;;) {
      const outcome = await command(id).catch(() => undefined);
      await pass(SETTLE + 2 * REST);
      if (outcome === undefined) continue;
      expect(outcome.ok).toBe(true);
      if (outcome.ok) id = outcome.cycle.id;
      break;
    }
  }
  await pass(minutes(2));
  const all = statements;

  const { report } = station.operations;
  expect((await report.history(project.projectUuid)).map(({ event }) => event)).toEqual([
    'submit',
    'ingest asked',
    'ingest accepted',
    'problem',
  ]);
  expect((await report.card(id))?.cycle).toMatchObject({
    number: 1,
    state: 'needs correction',
    turn: 2,
  });
  expect(project.submits).toEqual([['Export']]);
  expect(outside.cards(project)).toHaveLength(1);
  expect(outside.cards(project)[0]?.message).toMatchObject({
    card: { cycle: { state: 'needs correction', memory: { accepted: true } } },
  });
  expect(outside.thread(project).map(({ message }) => gist(message))).toEqual([
    'submitted',
    'problem',
  ]);
  expect(await verifyJournal(station.db)).toMatchObject({ ok: true, entries: 4 });
  expect(await outboxLag(station.db)).toEqual({ waiting: 0, givenUp: 0 });
  await station.stop();
  return all;
}

describe.each<Fault>(['dies', 'fails once'])('a store that %s', (fault) => {
  it('at any statement leaves each command with exactly one effect', async () => {
    const all = await run(Number.POSITIVE_INFINITY, fault);
    expect(all).toBeGreaterThan(50);
    for (let nth = 1; nth <= all; nth += 1) {
      await run(nth, fault).catch((error: unknown) => {
        throw new Error(`when it ${fault} at statement ${nth} of ${all}`, { cause: error });
      });
    }
  }, 60_000);
});
