import { setTimeout as delay } from 'node:timers/promises';
import { ESCALATE, SNOOZE, TAKE } from '../../../src/domain/decision/alert.ts';
import { exporting } from '../../../src/runbooks/exporting.ts';
import { CHECKS } from '../../../src/runbooks/final-check.ts';
import type { ElementState, ViewValues } from '../../../src/sandbox/desk/page-contract.ts';
import type { Arena } from '../bot/arena.ts';
import { groups } from '../bot/town.ts';
import type { Deed } from '../check/history.ts';
import type { Chance } from './chance.ts';
import type { EventButton, Eyes } from './eyes.ts';

/** “Check again”: it only looks. */
export const CHECK = 'check';

/** How readily people press what they see; what is absent is the step that comes next, and is pressed. */
const APPETITE: Readonly<Record<string, number>> = {
  note: 0.005,
  problem: 0.003,
  'problem solved': 0.03,
  recover: 0.1,
  'clean up': 0.3,
  'reset reported': 0.03,
  'put off clean-up': 0.02,
  [TAKE]: 0.3,
  [SNOOZE]: 0.03,
  [ESCALATE]: 0.1,
  [CHECK]: 0.05,
};
/** Milliseconds until it is thought of again; a list that is always made anew is never confirmed. */
const SELDOM: Readonly<Record<string, number>> = { note: 20_000, 'clean up': 8000 };
const TOGETHER = 0.2; // how often a second person presses at the same moment
const ALONE = 0.5; // how often somebody tries to be both of the two that it takes
const OUT_OF_ROLE = 0.02;
const OUT_OF_DATE = 0.04;
const MODAL_MOST = 2500;

export interface Crowd {
  /** Everybody presses what they see until the signal aborts. */
  run(signal: AbortSignal): Promise<void>;
}

/** The people in the channel: they carry on what they see, several at once, sometimes on the same button. */
export function createCrowd(needs: {
  readonly arena: Arena;
  readonly eyes: Eyes;
  readonly chance: Chance;
  readonly record: (deed: Deed) => void;
}): Crowd {
  const { arena, eyes, chance, record } = needs;
  const { desk } = arena;
  const busy = new Set<string>(); // people: each has two hands
  const done = new Map<string, number>(); // presses that have been tried lately
  let markers = 0;

  async function once(): Promise<void> {
    eyes.look();
    const button = choose();
    if (button === undefined) return;
    const { event, cycleId, turn } = button;
    const able = peopleFor(event).filter((id) => !busy.has(id));
    const others = EVERYBODY.filter((id) => !busy.has(id) && !peopleFor(event).includes(id));
    const person = chance.oneOf(chance.happens(OUT_OF_ROLE) ? others : able);
    if (person === undefined) return;
    done.set(`${cycleId} ${turn} ${event}`, Date.now());
    const second = chance.oneOf(able.filter((id) => id !== person));
    const two = second !== undefined && chance.happens(TOGETHER);
    await Promise.all([act(person, button), ...(two ? [act(second, button)] : [])]);
    if (FOR_TWO.has(event) && chance.happens(ALONE)) await act(person, button);
  }

  /** A step that waits; now and then a button that is out of date. */
  function choose(): EventButton | undefined {
    const newest = new Map<string, number>();
    for (const { cycleId, turn } of eyes.buttons)
      newest.set(cycleId, Math.max(turn, newest.get(cycleId) ?? 0));
    const stale = chance.happens(OUT_OF_DATE);
    const open = eyes.buttons.filter(({ cycleId, turn, event }) => {
      if (turn < (newest.get(cycleId) ?? 0) !== stale) return false;
      const tried = done.get(`${cycleId} ${turn} ${event}`) ?? 0;
      return Date.now() - tried > (SELDOM[event] ?? 1500);
    });
    const seen = chance.oneOf(open);
    return seen !== undefined && chance.happens(APPETITE[seen.event] ?? 1) ? seen : undefined;
  }

  async function act(person: string, button: EventButton): Promise<void> {
    if (busy.has(person)) return;
    busy.add(person);
    try {
      const mayAct = peopleFor(button.event).includes(person);
      await (FORMS.has(button.event) && mayAct
        ? fill(person, button)
        : press(person, button, mayAct));
    } finally {
      busy.delete(person);
    }
  }

  async function press(person: string, button: EventButton, mayAct: boolean): Promise<void> {
    const { channel, ts, blockId, actionId, state, ...about } = button;
    const at = Date.now();
    const answer = await desk.as(person).press({
      container: { kind: 'message', channel, ts },
      blockId,
      actionId,
      ...(state === undefined ? {} : { state }),
    });
    const acknowledged = answer.ok;
    record({ kind: 'press', person, at, answeredAt: Date.now(), acknowledged, ...about, mayAct });
  }

  async function fill(person: string, button: EventButton): Promise<void> {
    const { channel, ts, blockId, actionId, state, cycleId, turn, event } = button;
    const opened = await desk.as(person).press({
      container: { kind: 'message', channel, ts },
      blockId,
      actionId,
      ...(state === undefined ? {} : { state }),
    });
    if (!opened.ok) return;
    const about = JSON.stringify({ c: cycleId, t: turn, e: event });
    markers += 1;
    const marker = `marker-${markers}.`;
    for (let waited = 0; waited < MODAL_MOST; waited += 25) {
      eyes.look();
      // Two people may have opened the same form: a modal of somebody else is “no longer there” for this one.
      for (const viewId of eyes.viewsAbout(about)) {
        const at = Date.now();
        const answer = await desk.as(person).submit(viewId, valuesFor(event, marker, chance));
        if (!answer.ok && 'error' in answer && answer.error.startsWith('This is no longer'))
          continue;
        const answeredAt = Date.now();
        // A form that was taken is gone; one that says why it was not can still be closed.
        const left = await desk.as(person).dismiss(viewId);
        eyes.forget(viewId);
        const acknowledged = answer.ok || 'errors' in answer;
        const closed = answer.ok && !left.ok;
        record({
          kind: 'form',
          person,
          at,
          answeredAt,
          acknowledged,
          cycleId,
          event,
          marker,
          closed,
        });
        return;
      }
      await delay(25);
    }
  }

  return {
    async run(signal) {
      const hands = Array.from({ length: 10 }, async () => {
        while (!signal.aborted) {
          await once();
          await delay(chance.between(20, 120));
        }
      });
      await Promise.all(hands);
    },
  };
}

const TRANSITIONS = exporting.steps.flatMap(({ transitions }) => transitions);
const FORMS = new Set(TRANSITIONS.flatMap(({ on, form }) => (form === undefined ? [] : [on])));
const FOR_TWO = new Set(
  TRANSITIONS.flatMap(({ on, approval }) => (approval?.people === 2 ? [on] : [])),
);
const FOR_ANYBODY: readonly string[] = [TAKE, SNOOZE, ESCALATE, CHECK];
const EVERYBODY = Object.values(groups)
  .flatMap(({ userIds }) => userIds)
  .filter((id) => !id.startsWith('U0PROOFS'));

/** Those in the channel who may do this, by the runbook. */
function peopleFor(event: string): readonly string[] {
  const who = TRANSITIONS.find(({ on }) => on === event)?.who;
  if (who === 'anyone with a role' || FOR_ANYBODY.includes(event)) return EVERYBODY;
  if (who === undefined || typeof who === 'string') return [];
  const able = who.flatMap(
    (role) => Object.entries(groups).find(([name]) => name === role)?.[1].userIds ?? [],
  );
  return EVERYBODY.filter((id) => able.includes(id));
}

const line = (value: string): ElementState => ({ type: 'plain_text_input', value });

/** What people write into each form; the rest of it keeps what was filled in for them. */
function valuesFor(event: string, marker: string, chance: Chance): ViewValues {
  switch (event) {
    case 'request import':
      return {
        release: { value: { type: 'number_input', value: '58' } },
        forImporters: { value: line(`Please import this, ${marker}`) },
      };
    case 'final check passed':
      return {
        checks: {
          value: {
            type: 'checkboxes',
            selected_options: CHECKS.map((check) => ({
              text: { type: 'plain_text', text: check },
              value: check,
            })),
          },
        },
        remark: { value: line(`Looked at it, ${marker}`) },
      };
    case 'note':
      return { note: { value: line(`This was difficult, ${marker}`) } };
    default:
      return {
        reason: { value: line(`${chance.oneOf(['A file', 'A donor'])} is wrong, ${marker}`) },
      };
  }
}
