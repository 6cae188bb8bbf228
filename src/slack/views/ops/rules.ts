import type { RawTextElement, TableBlock } from '@slack/types';
import type { Config, WorkingHours } from '../../../config/config.ts';
import { urgencyOf } from '../../../domain/decision/urgency.ts';
import type { Ladder, Policy } from '../../../domain/policy.ts';
import { ROLES } from '../../../domain/role.ts';
import type { Approval, Runbook } from '../../../domain/runbook/runbook.ts';
import { type Duty, dutiesOf } from '../../../runbooks/duties.ts';
import { header, type Rendered, section } from '../blocks.ts';
import { recipient, whenLate } from '../late.ts';
import { capitalised, cut, duration, escaped, plain, type Roles } from '../text.ts';

const EVERYBODY = 'everybody with a role';
const WEEK = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'].join(' ');

/** `/ops roles`: who may do what, and when whom is called, as it is in force here. */
export function rulesView(
  runbooks: readonly Runbook[],
  policy: Policy,
  roles: Roles,
  workingHours: Config['workingHours'],
): Rendered {
  const rows = runbooks.flatMap((runbook) => rowsOf(dutiesOf(runbook, policy), roles));
  const late = [
    ...runbooks.flatMap((runbook) => lateLines(runbook, policy, roles)),
    ...ladderLine('Everywhere else', policy.ladders['otherwise'], roles),
  ];
  const after = [
    section(['*When I ask for help*', ...late].join('\n')),
    section(['*Working hours*', ...hoursLines(roles, workingHours)].join('\n')),
  ];
  const lines = rows.map(
    ([who, step, what]) => `• ${escaped(who)}, step ${step}: ${escaped(what, 400)}`,
  );
  const title = 'Who may do what';
  return {
    text: cut([title, ...lines].join('\n'), 3000),
    blocks: [header(title), tableOf(rows), ...after],
    fallback: [header(title), section(lines.join('\n')), ...after],
  };
}

type Line = readonly [who: string, step: string, what: string];

/** One line for each role and step; what everybody with a role may do comes last, with the alerts. */
function rowsOf(duties: readonly Duty[], roles: Roles): readonly Line[] {
  const linesFor = (name: string, theirs: readonly Duty[]): readonly Line[] =>
    [...new Set(theirs.map(({ step }) => step))].map((number) => {
      const here = theirs.filter(({ step }) => step === number);
      return [name, String(number), here.map(inWords).join(', ')];
    });
  return [
    ...ROLES.flatMap((role) =>
      linesFor(
        roles[role].name,
        duties.filter(({ who }) => who.includes(role)),
      ),
    ),
    ...linesFor(
      EVERYBODY,
      duties.filter(({ who }) => who === 'anyone with a role'),
    ),
    [EVERYBODY, 'any', 'Take, put off or escalate an alert; check again'],
  ];
}

function inWords({ what, asks }: Duty): string {
  const more = asksOf(asks);
  return `${capitalised(what)}${more === '' ? '' : ` (${more})`}`;
}

function asksOf({ people, notSubmitter }: Approval): string {
  return [
    ...(people === 2 ? ['two people'] : []),
    ...(notSubmitter === true ? ['not the submitter'] : []),
  ].join(', ');
}

function tableOf(rows: readonly Line[]): TableBlock {
  const cell = (text: string): RawTextElement => ({ type: 'raw_text', text: plain(text, 400) });
  return {
    type: 'table',
    column_settings: [{ is_wrapped: true }, { align: 'right' }, { is_wrapped: true }],
    rows: [['Who', 'Step', 'May'], ...rows].map((row) => row.map(cell)),
  };
}

function lateLines(runbook: Runbook, policy: Policy, roles: Roles): readonly string[] {
  return Object.entries(runbook.states).flatMap(([name, { label }]) => {
    const urgency = urgencyOf(runbook, name, policy);
    const when = whenLate(urgency, roles);
    return [
      ...(when === undefined ? [] : [`• *${escaped(label)}* ${when}`]),
      ...ladderLine(`${label}, unanswered`, policy.ladders[name], roles),
    ];
  });
}

function ladderLine(where: string, ladder: Ladder | undefined, roles: Roles): readonly string[] {
  if (ladder === undefined) return [];
  const rungs = ladder.rungs.map(
    ({ call, after }) => `after ${duration(after)} ${recipient(call, roles)}`,
  );
  const again = ladder.repeats === 0 ? '' : `; then again, ${ladder.repeats} × more`;
  return [`• *${escaped(where)}*: ${rungs.join(', then ')}${again}`];
}

function hoursLines(roles: Roles, workingHours: Config['workingHours']): readonly string[] {
  const own = ROLES.flatMap((role) => {
    const { name, workingHours: hours } = roles[role];
    return hours === undefined ? [] : [`• ${escaped(name)}: ${hoursIn(hours)}`];
  });
  const rest = own.length === 0 ? 'everybody' : 'everybody else';
  return [
    ...own,
    `• ${rest}: ${workingHours === undefined ? 'at any time' : hoursIn(workingHours)}`,
  ];
}

/** `Mon–Fri 09:00–17:30, Europe/London` */
function hoursIn({ days, from, to, timeZone }: WorkingHours): string {
  const named = days.map(capitalised);
  const inARow = days.length > 2 && WEEK.includes(days.join(' '));
  const when = inARow ? `${named[0]}–${named.at(-1)}` : named.join(', ');
  return `${when} ${from}–${to}, ${escaped(timeZone)}`;
}
