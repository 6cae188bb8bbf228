import { type Finding, tally } from './finding.ts';
import type { Deed, History, JournalRow } from './history.ts';

/** A person is answered after the acknowledgement; a kill in this time may swallow the words, never the deed. */
const TELLING_MOST = 4000;

type Of<K extends Deed['kind']> = Extract<Deed, { kind: K }>;
const isOf =
  <K extends Deed['kind']>(kind: K) =>
  (deed: Deed): deed is Of<K> =>
    deed.kind === kind;

/**
 * Everything that was acknowledged is there: as the one transition it asked for, or as a refusal that the person
 * was told of. What was not acknowledged may have happened, but once at most.
 */
export function checkCommands(history: History): Finding {
  const parts = [asks(history), confirms(history), presses(history), forms(history)];
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

function confirms({ deeds, journal, cycles }: History): Finding {
  const acknowledged = deeds.filter(isOf('confirm')).filter((deed) => deed.acknowledged);
  const broken: string[] = [];
  const opened = new Map(
    cycles.map(({ id, project, number }) => [
      `${project} ${number}`,
      journal.filter((row) => row.cycleId === id && row.event === 'submit'),
    ]),
  );
  let refused = 0;
  for (const { person, project, number } of acknowledged) {
    const rows = opened.get(`${project} ${number}`) ?? [];
    if (rows.length === 0 && journal.some((row) => isRefusal(row, person, 'submit'))) refused += 1;
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

function presses(history: History): Finding {
  const acknowledged = history.deeds.filter(isOf('press')).filter((deed) => deed.acknowledged);
  const { journal } = history;
  const moves = movesByTurn(journal);
  const broken: string[] = [];
  let [done, refused, untold, notAllowed] = [0, 0, 0, 0];
  for (const deed of acknowledged) {
    const { person, cycleId, turn, event } = deed;
    const what = `${person} pressed “${event}” in turn ${turn} of ${cycleId}`;
    const move = moves.get(`${cycleId} ${turn}`);
    const own = move?.event === event && move.actor === person;
    if (own && deed.mayAct) {
      done += 1;
      continue;
    }
    if (own) broken.push(`allowed: ${what} without the role`);
    if (!deed.mayAct || wasRefused(journal, deed)) notAllowed += 1;
    else if (move === undefined) {
      broken.push(`lost: ${what}; the cycle never left that turn`);
      continue;
    } else if (Date.parse(move.at) > deed.answeredAt)
      broken.push(`lost: ${what}; it was refused before anything stood against it`);
    refused += 1;
    if (wasTold(history, deed)) continue;
    untold += 1;
    const { kills } = history;
    if (!kills.some((at) => at >= deed.at && at <= deed.answeredAt + TELLING_MOST))
      broken.push(`untold: ${what}, was refused and not told so`);
  }
  return {
    counts: [
      ['acknowledged presses', acknowledged.length],
      ['… of them made the transition', done],
      ['… of them refused', refused],
      ['… … for who pressed', notAllowed],
      ['… … whose words were cut off by a kill', untold],
    ],
    broken,
  };
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

/** This very press was refused for who pressed it, or because nobody could say who that was. */
function wasRefused(
  journal: readonly JournalRow[],
  { person, event, cycleId, at, answeredAt }: Of<'press'>,
): boolean {
  return journal.some((row) => {
    const when = Date.parse(row.at);
    return isRefusal(row, person, event, cycleId) && when >= at && when <= answeredAt;
  });
}

/** Refusals for who somebody is, or cannot be shown to be, are kept. */
function isRefusal(row: JournalRow, person: string, attempted = '', cycleId?: string): boolean {
  return (
    row.event === 'refused' &&
    row.actor === person &&
    row.detail.includes(`"attempted":"${attempted}`) &&
    (cycleId === undefined || row.cycleId === cycleId)
  );
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

function wasTold({ seen }: History, { person, at, answeredAt }: Deed): boolean {
  return seen.some(
    (one) => one.person === person && one.at >= at && one.at <= answeredAt + TELLING_MOST,
  );
}
