import type { CleanUp } from '../../../src/domain/cycle/clean-up.ts';
import type { Cycle } from '../../../src/domain/cycle/cycle.ts';
import type { Effect } from '../../../src/domain/runbook/effect.ts';
import { stateOf } from '../../../src/domain/runbook/runbook.ts';
import { exporting } from '../../../src/runbooks/exporting.ts';
import { type Finding, tally } from './finding.ts';
import type { History, OutboxEntry, Post } from './history.ts';
import type { Moment, Story } from './story.ts';

/** Posted once, from then on edited. */
const STANDING: readonly string[] = ['alert', 'show clean-up'] satisfies Effect['kind'][];

/**
 * Everything that the journal's events have to bring about, by the rules, has happened once: each submit at ingest,
 * each message in the thread of its card or in its channel, one card a cycle that shows its last state.
 */
export function checkEffects(history: History, stories: ReadonlyMap<string, Story>): Finding {
  const moments = [...stories.values()].flatMap((story) => story.moments);
  const parts = [
    submits(history),
    messages(history, moments),
    cards(history),
    standing(history),
    entries(history, moments),
  ];
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
      (event === 'problem' || event === 'recover') && from === 'exporting' && !asked.has(cycleId)
        ? [cycleId]
        : [],
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

/** By the journal and the rules, not by the outbox: what the outbox lost is missed all the same. */
function messages({ outbox, posts }: History, moments: readonly Moment[]): Finding {
  const wanted = tally(moments.flatMap(messagesOf), (key) => key);
  for (const key of wanted.keys())
    if (STANDING.some((kind) => key.startsWith(`${kind} `))) wanted.set(key, 1);
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

/** What has to be said of a moment; a message that is edited afterwards is due once, however often it is drawn. */
function messagesOf({ row: { cycleId }, after, effects }: Moment): readonly string[] {
  return effects.flatMap((effect) => {
    const key = keyOf({ ...effect, cycleId, number: numberOf(effect.kind, after) });
    return key === undefined ? [] : [key];
  });
}

/** Which of several alerts or clean-ups of a cycle it is about. */
function numberOf(kind: string, { memory }: Cycle): number | undefined {
  return kind === 'alert' ? memory.alert?.episode : memory.cleanUp?.number;
}

function keyOf({
  kind,
  cycleId,
  notice,
  number,
}: Pick<OutboxEntry, 'kind' | 'cycleId' | 'notice'> & {
  readonly number?: number | undefined;
}): string | undefined {
  if (STANDING.includes(kind)) return `${kind} ${cycleId} ${number}`;
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

/** What stands and is edited shows how it ended: the newest alert of each cycle, and its newest clean-up. */
function standing({ cycles, outbox, posts }: History): Finding {
  const byOpaque = new Map(outbox.map((entry) => [entry.opaque, entry]));
  const texts = new Map(
    posts.flatMap((post) => {
      const entry = byOpaque.get(post.opaque ?? '');
      const key = entry && keyOf(entry);
      return key === undefined ? [] : [[key, post.text] as const];
    }),
  );
  const broken = cycles.flatMap(({ id, project, memory: { alert, cleanUp } }) => {
    const called = alert && texts.get(`alert ${id} ${alert.episode}`);
    const listed = cleanUp && texts.get(`show clean-up ${id} ${cleanUp.number}`);
    const over = alert?.resolvedAt !== undefined;
    return [
      ...(called !== undefined && over === called.includes('has been')
        ? [`old: the alert of ${project} says “${called.slice(0, 60)}”`]
        : []),
      ...(cleanUp !== undefined && listed?.includes(SHOWN[cleanUp.phase]) === false
        ? [`old: the clean-up of ${project} is ${cleanUp.phase}, it says “${listed.slice(0, 60)}”`]
        : []),
    ];
  });
  return { counts: [], broken };
}

const SHOWN: Readonly<Record<CleanUp['phase'], string>> = {
  listing: 'Listing',
  proposed: 'this exact list',
  deleting: 'Deleting',
  done: '✓',
  void: 'was stopped',
  'put off': 'was put off',
};

/** Nothing may be left over or given up, and every effect must have been an entry. */
function entries({ outbox }: History, moments: readonly Moment[]): Finding {
  const open = outbox.filter(({ status }) => status !== 'done');
  const broken = open.map(
    ({ key, status, fault }) => `unfinished: ${key} is ${status}${fault ? ` (${fault})` : ''}`,
  );
  const wanted = tally(
    moments.flatMap(({ effects }) => effects),
    ({ kind }) => kind,
  );
  const entered = tally(
    outbox.filter(({ ofRules }) => ofRules),
    ({ kind }) => kind,
  );
  for (const kind of new Set([...wanted.keys(), ...entered.keys()])) {
    const [due, found] = [wanted.get(kind) ?? 0, entered.get(kind) ?? 0];
    if (due !== found) broken.push(`lost: “${kind}” is due ${due} times, entered ${found} times`);
  }
  return { counts: [['outbox entries, all done', outbox.length]], broken };
}
