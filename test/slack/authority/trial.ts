import type { KnownBlock } from '@slack/types';
import { SNOOZE } from '../../../src/domain/decision/alert.ts';
import type { Field } from '../../../src/domain/runbook/form.ts';
import type {
  Container,
  ElementState,
  ViewValues,
} from '../../../src/sandbox/desk/page-contract.ts';
import { buttonValue } from '../../../src/slack/interaction/button-value.ts';
import { button } from '../../../src/slack/views/blocks.ts';
import { eventually } from '../bench.ts';
import { type Action, isAllowed, PEOPLE, type Person } from './table.ts';
import { LIST, OPS, type Town } from './town.ts';

/** One person at one door, and what became of it. */
export interface Trial {
  readonly door: string;
  readonly person: string;
  readonly action: string;
  readonly expected: Verdict;
  readonly verdict: Verdict | 'neither';
}
type Verdict = 'granted' | 'refused and kept';

/** A way in. The next one (REST) is one more of these. */
export type Door = (town: Town, actions: readonly Action[]) => Promise<readonly Trial[]>;

interface Attempt extends Pick<Trial, 'door' | 'action'> {
  readonly person: Person;
  readonly allowed: boolean;
  /** Where the door itself shows that it lets them: a form to fill in, or its errors. */
  readonly shows?: () => boolean;
  readonly act: () => Promise<unknown>;
}

/** Does it, and looks in the journal and at the door for what became of it. */
export async function tried(town: Town, attempt: Attempt): Promise<Trial> {
  const { door, action, person, allowed, shows } = attempt;
  const before = await lastEntry(town);
  const asked = await askedBy(town, person);
  await attempt.act();
  const verdict = await settled(async (): Promise<Trial['verdict']> => {
    const entries = await town.db
      .selectFrom('journal')
      .select('event')
      .where('seq', '>', before)
      .where('actor', '=', person.id)
      .execute();
    const refused = entries.some(({ event }) => event === 'refused');
    const granted =
      entries.some(({ event }) => event !== 'refused') ||
      shows?.() === true ||
      (await askedBy(town, person)) > asked;
    if (granted) return 'granted';
    return refused ? 'refused and kept' : 'neither';
  });
  for (const { id } of town.desk.as(person.id).snapshot().modals)
    await town.desk.as(person.id).dismiss(id);
  const expected = allowed ? 'granted' : 'refused and kept';
  return { door, action, person: person.called, expected, verdict };
}

/** Slack is answered before some doors are through. */
async function settled(look: () => Promise<Trial['verdict']>): Promise<Trial['verdict']> {
  const end = Date.now() + 2000;
  for (;;) {
    const verdict = await look();
    if (verdict !== 'neither' || Date.now() > end) return verdict;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

async function lastEntry({ db }: Town): Promise<number> {
  const row = await db
    .selectFrom('journal')
    .select('seq')
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.seq ?? 0;
}

/** Requests for a preview that were taken from them. */
async function askedBy({ db }: Town, { id }: Person): Promise<number> {
  const rows = await db
    .selectFrom('outbox')
    .select('id')
    .where('key', 'like', 'answer:%')
    .where('effect', 'like', `%"${id}"%`)
    .execute();
  return rows.length;
}

/** A few people at once, each one thing after the other: all together they would only wait for one another. */
export async function everybody(
  theirs: (person: Person) => Promise<readonly Trial[]>,
): Promise<readonly Trial[]> {
  const trials: Trial[] = [];
  for (const some of chunks(PEOPLE, 4))
    trials.push(...(await Promise.all(some.map(theirs))).flat());
  return trials;
}

/** A button for each of these events, each in a cycle of its own; offered or not by any card. */
export async function buttonsFor(town: Town, actions: readonly Action[]): Promise<KnownBlock[]> {
  const elements = [];
  for (const { event, state } of actions) {
    const c = await town.cycleFor({ state });
    const more = event === SNOOZE ? { v: 0 } : event === 'confirm clean-up' ? { h: LIST } : {};
    elements.push(
      button({
        label: event,
        id: `event:${event}`,
        value: buttonValue({ c, t: 1, e: event, ...more }),
      }),
    );
  }
  return chunks(elements, 25).map((row, index) => ({
    type: 'actions',
    block_id: `row${index}`,
    elements: row,
  }));
}

const chunks = <T>(all: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, n) =>
    all.slice(n * size, (n + 1) * size),
  );

/** Presses each of these buttons where they stand. */
export async function pressEach(
  town: Town,
  door: string,
  person: Person,
  actions: readonly Action[],
  container: Container,
): Promise<readonly Trial[]> {
  const at = town.desk.as(person.id);
  const trials: Trial[] = [];
  for (const [index, { event, who, asks, form }] of actions.entries()) {
    trials.push(
      await tried(town, {
        door,
        person,
        action: event,
        allowed: isAllowed(person, who, asks),
        shows: () => form !== undefined && at.snapshot().modals.at(-1)?.title === form.title,
        act: () =>
          at.press({
            container,
            blockId: `row${Math.floor(index / 25)}`,
            actionId: `event:${event}`,
          }),
      }),
    );
  }
  return trials;
}

/** Puts these blocks before everybody, in the channel. */
export async function show(town: Town, blocks: KnownBlock[]): Promise<Container> {
  const { ts = '' } = await town.client.chat.postMessage({ channel: OPS, text: 'Try', blocks });
  return { kind: 'message', channel: OPS, ts };
}

/** The same on a person’s Home. */
export async function showAtHome(
  town: Town,
  person: Person,
  blocks: KnownBlock[],
): Promise<Container> {
  await town.client.views.publish({ user_id: person.id, view: { type: 'home', blocks } });
  const { home } = town.desk.as(person.id).snapshot();
  return { kind: 'view', viewId: home?.id ?? '' };
}

/** Waits for the form that a press opens. */
export function formOf(town: Town, person: Person, title: string) {
  return eventually(() => {
    const found = town.desk.as(person.id).snapshot().modals.at(-1);
    if (found?.title !== title) throw new Error(`${person.called} sees no form “${title}”.`);
    return found;
  });
}

/** Something in every field; what the runbook makes of it is another matter. */
export function filledIn(fields: readonly Field[]): ViewValues {
  return Object.fromEntries(fields.map((field) => [field.name, { value: valueIn(field) }]));
}

function valueIn({ input, options = [] }: Field): ElementState {
  const option = (text: string) => ({ text: { type: 'plain_text', text }, value: text });
  const [first = ''] = options;
  switch (input) {
    case 'email':
      return { type: 'email_text_input', value: 'somebody@example.org' };
    case 'whole number':
      return { type: 'number_input', value: '58' };
    case 'choice':
      return {
        type: options.length <= 5 ? 'radio_buttons' : 'static_select',
        selected_option: option(first),
      };
    case 'ticks':
      return { type: 'checkboxes', selected_options: options.map(option) };
    default:
      return { type: 'plain_text_input', value: 'Some words that say why.' };
  }
}
