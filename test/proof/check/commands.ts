import { decide } from '../../../src/domain/decision/transition.ts';
import { reopening } from '../../../src/domain/runbook/runbook.ts';
import { exporting } from '../../../src/runbooks/exporting.ts';
import { isOf, isRefusal, type Of } from '../load/deeds.ts';
import { type Finding, tally } from './finding.ts';
import type { History } from './history.ts';
import { checkPresses } from './presses.ts';
import { type Story, standings } from './story.ts';

type Confirm = Of<'confirm'>;

/**
 * Everything that was acknowledged is there: as the one transition it asked for, or as a refusal that the person
 * was told of. What was not acknowledged may have happened, but once at most.
 */
export function checkCommands(history: History, stories: ReadonlyMap<string, Story>): Finding {
  const parts = [
    asks(history),
    confirms(history, stories),
    checkPresses(history, stories),
    forms(history),
  ];
  return {
    counts: parts.flatMap(({ counts }) => counts),
    broken: parts.flatMap(({ broken }) => broken),
  };
}

function asks({ deeds, whispers, journal }: History): Finding {
  const acknowledged = deeds.filter(isOf('ask')).filter((deed) => deed.acknowledged);
  const broken: string[] = [];
  const wanted = Map.groupBy(acknowledged, ({ person, project }) => `${person} ${project}`);
  for (const ones of wanted.values()) {
    const [{ person, project } = { person: '', project: '' }] = ones;
    const told = whispers.filter((one) => one.person === person && one.text.includes(project));
    const refused = journal.filter(
      (row) => isRefusal(row, person) && ones.some(({ words }) => row.detail.includes(words)),
    );
    if (told.length + refused.length < ones.length)
      broken.push(
        `lost: ${person} asked ${ones.length} times for ${project}, answered ${told.length} times`,
      );
  }
  return {
    counts: [['acknowledged /export commands, each answered', acknowledged.length]],
    broken,
  };
}

function confirms(history: History, stories: ReadonlyMap<string, Story>): Finding {
  const { deeds, journal, cycles } = history;
  const acknowledged = deeds.filter(isOf('confirm')).filter((deed) => deed.acknowledged);
  const broken: string[] = [];
  const opened = new Map(
    cycles.map(({ id, project, number }) => [
      `${project} ${number}`,
      journal.filter((row) => row.cycleId === id && row.event === 'submit'),
    ]),
  );
  const before = (deed: Confirm) =>
    [...stories.values()].find(
      ({ cycle }) => cycle.project === deed.project && cycle.number === deed.number - 1,
    );
  let refused = 0;
  for (const deed of acknowledged) {
    const { person, project, number } = deed;
    const rows = opened.get(`${project} ${number}`) ?? [];
    if (rows.length === 0 && journal.some((row) => isRefusal(row, person, 'submit'))) refused += 1;
    else if (rows.length === 0 && wasUnderWay(history, before(deed), deed)) refused += 1;
    else if (rows.length === 0)
      broken.push(`lost: ${person} exported ${project}, cycle ${number}; it was never opened`);
    else if (rows[0]?.actor !== person) refused += 1;
  }
  for (const [what, rows] of opened) {
    if (rows.length > 1) broken.push(`doubled: ${what} was opened ${rows.length} times`);
  }
  return {
    counts: [
      ['acknowledged exports confirmed', acknowledged.length],
      ['… of them refused, since somebody was first', refused],
    ],
    broken,
  };
}

/** The rules were against it while it was answered: the cycle before had gone on since the preview, or was being cleared. */
function wasUnderWay(
  { people, policy }: History,
  before: Story | undefined,
  deed: Confirm,
): boolean {
  const actor = people.get(deed.person);
  const again = reopening(exporting);
  if (actor === undefined || again === undefined) return false;
  const now = new Date(deed.answeredAt);
  return standings(before, deed).some(
    (cycle) =>
      cycle.turn > 0 && // it had been opened
      cycle.closedAt === undefined &&
      decide(exporting, cycle, { name: again.on }, actor, now, policy).kind === 'refused',
  );
}

function forms({ deeds, journal }: History): Finding {
  const sent = deeds.filter(isOf('form'));
  const broken: string[] = [];
  const wanted = /marker-\d+\./g;
  const rows = tally(
    journal.flatMap(({ event, detail }) =>
      event === 'refused' ? [] : (detail.match(wanted) ?? []),
    ),
    (marker) => marker,
  );
  let [taken, refused] = [0, 0];
  for (const { person, event, cycleId, marker, acknowledged, closed } of sent) {
    const what = `${person} submitted “${event}” for ${cycleId} (${marker})`;
    const count = rows.get(marker) ?? 0;
    if (count > 1) broken.push(`doubled: ${what} is in the journal ${count} times`);
    if (!acknowledged) continue;
    if (closed) taken += 1;
    else refused += 1;
    if (closed && count === 0) broken.push(`lost: ${what} was taken and is not in the journal`);
  }
  return {
    counts: [
      ['acknowledged forms that were taken', taken],
      ['acknowledged forms that were refused in the form', refused],
    ],
    broken,
  };
}
