import { actorName } from '../../../src/domain/role.ts';
import { aDataset, POLICY, person } from '../../support/cycles.ts';
import type { Of } from '../load/deeds.ts';
import type { CycleRow, History, JournalRow, OutboxEntry, Post } from './history.ts';
import { storiesOf } from './story.ts';

export const CYCLE = 'cyclecyclecyclecycle';
const DATASET = aDataset(1, { shortName: 'BulkGut0Sim' });
export const UUID = DATASET.projectUuid;
export const T0 = Date.parse('2026-02-03T10:00:00Z');

let seq = 0;
export function row(
  event: string,
  from: string,
  to: string,
  actor: string,
  detail = '{}',
): JournalRow {
  seq += 1;
  const at = new Date(T0 + seq * 1000).toISOString();
  return {
    seq,
    at,
    projectUuid: UUID,
    cycleId: CYCLE,
    cycleNumber: 1,
    event,
    from,
    to,
    actor,
    detail,
  };
}
const entry = (key: string, kind: string, notice?: string, number?: number): OutboxEntry => ({
  key,
  opaque: `opaque ${key}`,
  status: 'done',
  kind,
  ofRules: kind !== 'draw card',
  cycleId: CYCLE,
  ...(notice === undefined ? {} : { notice }),
  ...(number === undefined ? {} : { number }),
});
export const post = (key: string, text: string, thread?: string): Post => ({
  channel: 'C1',
  ts: key === 'card' ? '1.0' : `2.${key}`,
  text,
  opaque: `opaque ${key}`,
  ...(thread === undefined ? {} : { thread }),
});
export const press = (
  person: string,
  turn: number,
  event: string,
  at = T0 + 10_000,
): Of<'press'> => ({
  kind: 'press',
  person,
  at,
  answeredAt: at + 100,
  acknowledged: true,
  cycleId: CYCLE,
  turn,
  event,
  mayAct: true,
});
export const cycle: CycleRow = {
  id: CYCLE,
  project: 'BulkGut0Sim',
  projectUuid: UUID,
  number: 1,
  state: 'imported',
  turn: 4,
  closed: false,
  dataset: DATASET,
  memory: { actions: ['Export'] },
};
const people = new Map(
  [
    person('U1', 'wrangler'),
    person('U2', 'import-team'),
    person('U3', 'import-team'),
    person('U4', 'ingest-operations'),
  ].map((one) => [actorName(one), one]),
);
const REQUESTED = {
  email: 'ana@example.org',
  release: '58',
  institution: 'EBI',
  projectName: 'Bulk gut',
  kind: 'new',
  projectUuid: UUID,
  managedAccess: 'No',
  forImporters: 'marker-1.',
  contact: 'Ana',
  highlight: 'No',
};

/** A cycle that was exported, requested and imported; all that belongs to it is there. */
export function wholeHistory(change: Partial<History> = {}): History {
  seq = 0;
  return remembered({
    deeds: [press('U2', 3, 'imported')],
    journal: [
      row('submit', 'valid', 'exporting', 'U1', '{"reason":"Export"}'),
      row('ingest accepted', 'exporting', 'exporting', 'ingest', '{"accepted":true}'),
      row('export finished', 'exporting', 'exported', 'ingest'),
      row('request import', 'exported', 'import requested', 'U1', said({ values: REQUESTED })),
      row('imported', 'import requested', 'imported', 'U2'),
    ],
    outbox: [
      entry('card', 'draw card'),
      entry('submit', 'submit to ingest'),
      entry('staging', 'look at staging area'),
      entry('catalogue', 'look at catalogue'),
      entry('1', 'tell', 'submitted'),
      entry('2', 'tell', 'export finished'),
      entry('3', 'tell', 'ready to import'),
      entry('4', 'tell', 'imported'),
    ],
    posts: [
      post('card', '*BulkGut0Sim* · cycle 1\nImported', undefined),
      ...['1', '2', '3', '4'].map((key) => post(key, `line ${key}`, '1.0')),
    ],
    whispers: [],
    seen: [],
    submits: [{ projectUuid: UUID, at: T0 }],
    removals: [],
    cycles: [cycle],
    people,
    policy: POLICY,
    kills: [],
    chain: 'ok',
    integrity: 'ok',
    ...change,
  });
}

/** With cycles that remember what their journal tells. */
function remembered(history: History): History {
  const stories = storiesOf(history);
  const cycles = history.cycles.map((each) => ({
    ...each,
    memory: stories.get(each.id)?.moments.at(-1)?.after.memory ?? each.memory,
  }));
  return { ...history, cycles };
}

/** A cycle that was held while it exported; what it had written was deleted by two. */
export function cleanedHistory(change: Partial<History> = {}): History {
  const held = 'needs correction';
  const subject = LEFTOVERS.hash;
  const list = said({ leftovers: LEFTOVERS });
  const confirm = 'confirm clean-up';
  const { posts, outbox } = whole;
  seq = 0;
  return wholeHistory({
    deeds: [
      { ...press('U1', 2, confirm, T0 + 4900), subject },
      { ...press('U4', 2, confirm, T0 + 5900), subject },
    ],
    journal: [
      row('submit', 'valid', 'exporting', 'U1', '{"reason":"Export"}'),
      row('ingest accepted', 'exporting', 'exporting', 'ingest', '{"accepted":true}'),
      row('recover', 'exporting', held, 'U1', said({ values: { reason: 'It got stuck' } })),
      row('leftovers listed', held, held, 'staging area', list),
      row('one of two confirmed', held, held, 'U1', said({ subject, confirms: confirm })),
      row(confirm, held, held, 'U4', said({ subject })),
      row('clean-up done', held, held, 'staging area', '{"removed":3}'),
    ],
    outbox: [
      ...outbox.filter(({ key }) => ['card', 'submit', '1'].includes(key)),
      entry('5', 'tell', 'recovery started'),
      entry('list', 'list leftovers'),
      ...['shown', 'one', 'two', 'done'].map((key) => entry(key, 'show clean-up', undefined, 1)),
      entry('6', 'tell', 'second person wanted'),
      entry('clean', 'clean staging area'),
      entry('7', 'tell', 'clean-up done'),
    ],
    posts: [
      post('card', '*BulkGut0Sim* · cycle 1\nNeeds correction'),
      ...posts.slice(1, 2),
      ...['5', '6', '7'].map((key) => post(key, `line ${key}`, '1.0')),
      post('shown', '✓ Deleted 3 objects', '1.0'),
    ],
    cycles: [{ ...cycle, state: held, turn: 2 }],
    removals: [{ key: `staging/prod/${UUID}/links/a.json`, at: T0 + 6500 }],
    ...change,
  });
}
const LEFTOVERS = {
  hash: 'abcd',
  objects: 3,
  bytes: 99,
  olderVersions: 0,
  halfWritten: 0,
  dataFiles: 0,
  lost: { count: 0, names: [] },
};
export const said = (detail: object): string => JSON.stringify(detail);

const whole = wholeHistory();
