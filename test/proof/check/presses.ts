import type { Cycle } from '../../../src/domain/cycle/cycle.ts';
import { ESCALATE, SNOOZE, SNOOZES, TAKE } from '../../../src/domain/decision/alert.ts';
import { type Decision, decide } from '../../../src/domain/decision/transition.ts';
import { SAME } from '../../../src/domain/runbook/runbook.ts';
import { exporting } from '../../../src/runbooks/exporting.ts';
import { CHECK } from '../load/crowd.ts';
import { isOf, isWhile, type Of, wasCutOff, wasRefused, wasTold } from '../load/deeds.ts';
import { type Finding, tally } from './finding.ts';
import type { History, JournalRow } from './history.ts';
import { eventOf, type Story, standings } from './story.ts';

type Press = Of<'press'>;
/** What became of an acknowledged press. */
type Fate = 'done' | 'refused' | 'not allowed' | 'nothing new' | 'looked' | 'lost';

/** Buttons that leave the dataset in its state: a turn has room for many of them. */
const STAYING: ReadonlySet<string> = new Set([
  ...[TAKE, SNOOZE, ESCALATE],
  ...exporting.steps
    .flatMap(({ transitions }) => transitions)
    .flatMap(({ on, to, button, form }) => (to === SAME && button && !form ? [on] : [])),
]);

/** Each press that was acknowledged has its entry in the journal, or was refused with reason and told so. */
export function checkPresses(history: History, stories: ReadonlyMap<string, Story>): Finding {
  const { deeds, journal } = history;
  const presses = deeds.filter(isOf('press'));
  const moves = movesByTurn(journal);
  const broken: string[] = doubles(presses, journal);
  const fates: Fate[] = [];
  let untold = 0;
  for (const press of presses.filter(({ acknowledged }) => acknowledged)) {
    const { person, cycleId, turn, event } = press;
    const what = `${person} pressed “${event}” in turn ${turn} of ${cycleId}`;
    const { fate, finding } = STAYING.has(event)
      ? stayed(history, stories.get(cycleId), press)
      : event === CHECK
        ? looked(history, press)
        : moved(history, moves.get(`${cycleId} ${turn}`), press);
    fates.push(fate);
    if (finding !== undefined) broken.push(finding.replace('…', what));
    const told = fate === 'done' || fate === 'nothing new' || fate === 'lost';
    if (told || wasTold(history, press)) continue;
    untold += 1;
    if (!wasCutOff(history, press)) broken.push(`untold: ${what}, was ${fate} and not told so`);
  }
  const many = (...wanted: readonly Fate[]) => fates.filter((one) => wanted.includes(one)).length;
  return {
    counts: [
      ['acknowledged presses', fates.length],
      ['… of them in the journal', many('done')],
      ['… of them without news, or a look', many('nothing new', 'looked')],
      ['… of them refused', many('refused', 'not allowed')],
      ['… … for who pressed', many('not allowed')],
      ['… … whose words were cut off by a kill', untold],
    ],
    broken,
  };
}

interface Verdict {
  readonly fate: Fate;
  /** What is wrong, with `…` for the press. */
  readonly finding?: string;
}

/** A press that leaves its turn: the turn was left by it, or by another before its answer. */
function moved({ journal }: History, move: JournalRow | undefined, press: Press): Verdict {
  const { person, event, mayAct, answeredAt } = press;
  const own = move?.event === event && move.actor === person;
  if (own) return mayAct ? { fate: 'done' } : WITHOUT_ROLE;
  if (!mayAct || wasRefused(journal, press)) return { fate: 'not allowed' };
  if (move === undefined)
    return { fate: 'lost', finding: 'lost: …; the cycle never left that turn' };
  if (Date.parse(move.at) <= answeredAt) return { fate: 'refused' };
  return REFUSED_TOO_SOON;
}

/** A press that stays in its turn: it has an entry of its own, or the rules were against it while it was answered. */
function stayed(history: History, story: Story | undefined, press: Press): Verdict {
  const { journal } = history;
  const own = journal.some((row) => isEntryOf(row, press) && isWhile(press, row));
  if (own) return press.mayAct ? { fate: 'done' } : WITHOUT_ROLE;
  if (!press.mayAct || wasRefused(journal, press)) return { fate: 'not allowed' };
  const verdicts = standings(story, press).map((cycle) => verdictOn(history, cycle, press));
  if (verdicts.includes('nothing new') && !wasTold(history, press)) return { fate: 'nothing new' };
  return verdicts.includes('refused') ? { fate: 'refused' } : REFUSED_TOO_SOON;
}

/** “Check again” changes nothing: it is answered. */
function looked({ journal }: History, press: Press): Verdict {
  return { fate: wasRefused(journal, press) ? 'not allowed' : 'looked' };
}

const WITHOUT_ROLE: Verdict = { fate: 'done', finding: 'allowed: … without the role' };
const REFUSED_TOO_SOON: Verdict = {
  fate: 'lost',
  finding: 'lost: …; it was refused before anything stood against it',
};

/** What the rules say of a press at a cycle that stood like this. */
function verdictOn({ people, policy }: History, cycle: Cycle, press: Press): Decision['kind'] {
  const actor = people.get(press.person);
  if (actor === undefined) return 'refused';
  const { event: name, subject, choice, answeredAt, turn } = press;
  const snooze = choice === undefined ? undefined : SNOOZES[choice];
  const event = {
    name,
    ...(subject === undefined ? {} : { subject }),
    ...(snooze === undefined ? {} : { values: { for: snooze } }),
  };
  return decide(exporting, cycle, event, actor, new Date(answeredAt), policy, turn).kind;
}

/** One press makes one entry at most. */
function doubles(presses: readonly Press[], journal: readonly JournalRow[]): string[] {
  const nameOf = (person: string, event: string, cycleId: string) =>
    `${person} “${event}” of ${cycleId}`;
  const pressed = tally(presses, ({ person, event, cycleId }) => nameOf(person, event, cycleId));
  const entered = tally(
    journal.filter((row) => STAYING.has(eventOf(row).name)),
    (row) => nameOf(row.actor, eventOf(row).name, row.cycleId),
  );
  return [...entered].flatMap(([what, count]) =>
    count > (pressed.get(what) ?? 0)
      ? [`doubled: ${what} was pressed ${pressed.get(what) ?? 0} times, entered ${count} times`]
      : [],
  );
}

function isEntryOf(row: JournalRow, { person, cycleId, event }: Press): boolean {
  return row.actor === person && row.cycleId === cycleId && eventOf(row).name === event;
}

/** The transition that left each turn of each cycle. */
function movesByTurn(journal: readonly JournalRow[]): ReadonlyMap<string, JournalRow> {
  const turns = new Map<string, number>();
  const moves = new Map<string, JournalRow>();
  for (const row of journal) {
    if (row.from === row.to || row.cycleId === '') continue;
    const turn = turns.get(row.cycleId) ?? 0;
    moves.set(`${row.cycleId} ${turn}`, row);
    turns.set(row.cycleId, turn + 1);
  }
  return moves;
}
