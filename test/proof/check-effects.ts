import type { Effect } from '../../src/domain/effect.ts';
import { stateOf } from '../../src/domain/runbook.ts';
import { exporting } from '../../src/runbooks/exporting.ts';
import { type Finding, tally } from './finding.ts';
import type { History, JournalRow, OutboxEntry, Post } from './history.ts';

/** An alert is entered again for its end, so its entries are counted as messages only. */
const ENTERED = [
  'submit to ingest',
  'tell',
  'announce',
  'look at staging area',
  'look at catalogue',
] as const;
const TRANSITIONS = exporting.steps.flatMap(({ transitions }) => transitions);

/**
 * Everything that a transition has to bring about has happened once: each submit at ingest, each message in the
 * thread of its card or in its channel, one card a cycle that shows its last state.
 */
export function checkEffects(history: History): Finding {
  const parts = [submits(history), messages(history), cards(history), entries(history)];
  return {
    counts: parts.flatMap(({ counts }) => counts),
    broken: parts.flatMap(({ broken }) => broken),
  };
}

/** One submit a cycle. None when somebody held the dataset before ingest was asked: that is left to the next cycle. */
function submits({ cycles, journal, submits: sent }: History): Finding {
  const asked = new Set(
    journal.flatMap(({ event, cycleId }) => (event === 'ingest accepted' ? [cycleId] : [])),
  );
  const held = new Set(
    journal.flatMap(({ event, from, cycleId }) =>
      event === 'problem' && from === 'exporting' && !asked.has(cycleId) ? [cycleId] : [],
    ),
  );
  const due = cycles.filter(({ id }) => !held.has(id));
  const wanted = tally(due, ({ projectUuid }) => projectUuid);
  const mayBe = tally(cycles, ({ projectUuid }) => projectUuid);
  const found = tally(sent, ({ projectUuid }) => projectUuid);
  const broken = [...new Set([...wanted.keys(), ...found.keys()])].flatMap((uuid) => {
    const [least, most] = [wanted.get(uuid) ?? 0, mayBe.get(uuid) ?? 0];
    const sentCount = found.get(uuid) ?? 0;
    if (sentCount >= least && sentCount <= most) return [];
    const word = sentCount < least ? 'lost' : 'doubled';
    return [`${word}: project ${uuid} has ${most} cycles and ${sentCount} submits`];
  });
  return {
    counts: [
      ['cycles opened', cycles.length],
      ['… of them held before ingest was asked', held.size],
      ['submits at ingest', sent.length],
    ],
    broken,
  };
}

/** By the journal and the runbook, not by the outbox: what the outbox lost is missed all the same. */
function messages({ journal, outbox, posts }: History): Finding {
  const wanted = tally(journal.flatMap(messagesOf), (key) => key);
  const byOpaque = new Map(outbox.map((entry) => [entry.opaque, entry]));
  const threads = new Map(
    posts.flatMap((post) => {
      const entry = byOpaque.get(post.opaque ?? '');
      return entry?.kind === 'draw card' ? [[entry.cycleId ?? '', post.ts] as const] : [];
    }),
  );
  const broken: string[] = [];
  const found = new Map<string, number>();
  for (const post of posts) {
    const entry = byOpaque.get(post.opaque ?? '');
    if (entry === undefined) broken.push(`stray: “${post.text.slice(0, 60)}” belongs to no entry`);
    const key = entry && keyOf(entry);
    if (entry === undefined || key === undefined) continue;
    found.set(key, (found.get(key) ?? 0) + 1);
    if (entry.kind !== 'announce' && post.thread !== threads.get(entry.cycleId ?? ''))
      broken.push(`misplaced: ${key} is not in the thread of its card`);
  }
  for (const [opaque, count] of tally(posts, (post) => post.opaque ?? '')) {
    const entry = byOpaque.get(opaque);
    if (count > 1 && entry !== undefined)
      broken.push(`doubled: ${entry.key} was posted ${count} times`);
  }
  for (const key of new Set([...wanted.keys(), ...found.keys()])) {
    const [due, posted] = [wanted.get(key) ?? 0, found.get(key) ?? 0];
    if (posted < due) broken.push(`lost: ${key} is due ${due} times, posted ${posted} times`);
    if (posted > due) broken.push(`doubled: ${key} is due ${due} times, posted ${posted} times`);
  }
  const due = [...wanted.values()].reduce((sum, count) => sum + count, 0);
  const posted = [...found.values()].reduce((sum, count) => sum + count, 0);
  return {
    counts: [
      ['messages due by the journal', due],
      ['messages posted', posted],
    ],
    broken,
  };
}

/** What a journal entry has to say to people. An alert is resolved by an edit: only its opening is a message. */
function messagesOf({ cycleId, event, from }: JournalRow): readonly string[] {
  if (event === 'deadline passed') return [`alert ${cycleId}`];
  return effectsOf(event, from).flatMap((effect) => messageOf(effect, cycleId));
}

/** What the runbook wants done when this happens in this state. */
function effectsOf(event: string, from: string): readonly Effect[] {
  const transition = TRANSITIONS.find(
    (each) => each.on === event && startsFrom(each.from, from) && each.when !== 'web form',
  );
  return transition?.do ?? [];
}

function messageOf(effect: Effect, cycleId: string): readonly string[] {
  return effect.kind === 'tell' || effect.kind === 'announce'
    ? [`${effect.kind} ${cycleId} ${effect.notice}`]
    : [];
}

function startsFrom(from: string | readonly string[], state: string): boolean {
  return typeof from === 'string'
    ? from === 'any open state' || from === state
    : from.includes(state);
}

function keyOf({ kind, cycleId, notice }: OutboxEntry): string | undefined {
  if (kind === 'alert') return `alert ${cycleId}`;
  return kind === 'tell' || kind === 'announce' ? `${kind} ${cycleId} ${notice}` : undefined;
}

function cards({ cycles, outbox, posts }: History): Finding {
  const cardOf = new Map(
    outbox.flatMap((entry) =>
      entry.kind === 'draw card' ? [[entry.cycleId ?? '', entry.opaque] as const] : [],
    ),
  );
  const byOpaque = Map.groupBy(posts, (post: Post) => post.opaque ?? '');
  const broken = cycles.flatMap(({ id, project, number, state }) => {
    const cards = byOpaque.get(cardOf.get(id) ?? '-') ?? [];
    const what = `the card of ${project}, cycle ${number}`;
    const [card] = cards;
    if (card === undefined) return [`lost: ${what}`];
    if (cards.length > 1) return [`doubled: ${what} stands ${cards.length} times`];
    const { label } = stateOf(exporting, state);
    return card.text.includes(label) ? [] : [`old: ${what} does not say “${label}”`];
  });
  return { counts: [['cards, each standing once and up to date', cycles.length]], broken };
}

/** Nothing may be left over or given up, and every effect must have been an entry. */
function entries({ outbox, journal }: History): Finding {
  const open = outbox.filter(({ status }) => status !== 'done');
  const dueOf = (kind: Effect['kind']) =>
    journal
      .flatMap(({ event, from }) => effectsOf(event, from))
      .filter((effect) => effect.kind === kind).length;
  const broken = open.map(
    ({ key, status, fault }) => `unfinished: ${key} is ${status}${fault ? ` (${fault})` : ''}`,
  );
  for (const kind of ENTERED) {
    const [due, found] = [dueOf(kind), outbox.filter((entry) => entry.kind === kind).length];
    if (due !== found) broken.push(`lost: “${kind}” is due ${due} times, entered ${found} times`);
  }
  return { counts: [['outbox entries, all done', outbox.length]], broken };
}
