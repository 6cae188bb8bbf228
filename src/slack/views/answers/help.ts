import { urgencyOf } from '../../../domain/decision/urgency.ts';
import type { Policy } from '../../../domain/policy.ts';
import type { Runbook } from '../../../domain/runbook/runbook.ts';
import { context, type Rendered, section } from '../blocks.ts';
import { whenLate } from '../late.ts';
import { cut, escaped, type Roles } from '../text.ts';

/** What can follow the command besides a project, with what it answers. */
const SUBCOMMANDS = {
  help: { usage: 'help', answers: 'this text' },
  status: { usage: 'status [project]', answers: 'where everything, or one project, stands' },
  board: { usage: 'board', answers: 'all that is under way, as a table' },
  history: { usage: 'history <project>', answers: 'what people did and what went wrong' },
  mine: { usage: 'mine', answers: 'what waits for you' },
  notes: { usage: 'notes [project]', answers: 'notes on the process' },
} as const;

export type Subcommand = keyof typeof SUBCOMMANDS;

export const SUBCOMMAND_NAMES = Object.keys(SUBCOMMANDS) as readonly Subcommand[];

/** For the manifest: `[project] | help | status [project] | …`. */
export function usageHint(): string {
  return ['[project]', ...SUBCOMMAND_NAMES.map((name) => SUBCOMMANDS[name].usage)].join(' | ');
}

/** How the command is used, and the procedure it follows, out of the runbook itself. */
export function helpView(runbook: Runbook, policy: Policy, roles: Roles): Rendered {
  const { command, title, steps } = runbook;
  const usage = [
    `\`${command} <project>\` – start with a preview; a short name, a UUID or a link from ingest`,
    `\`${command}\` – choose the project from a list`,
    ...SUBCOMMAND_NAMES.map((name) => {
      const { usage: form, answers } = SUBCOMMANDS[name];
      return `\`${command} ${escaped(form)}\` – ${answers}`;
    }),
  ].join('\n');
  const procedure = steps
    .map(({ number, words }) => `${number}. ${escaped(words, 200)}`)
    .join('\n');
  const head = `*${escaped(title)}*`;
  return {
    text: cut(`${head}\n${usage}`, 3000),
    blocks: [
      section(`${head}\n${usage}`),
      section(`*The procedure*\n${procedure}`),
      context(late(runbook, policy, roles), '`/ops who` says who is in each role'),
    ],
  };
}

/** The deadlines in force here, so that nobody has to ask when somebody will be asked. */
function late(runbook: Runbook, policy: Policy, roles: Roles): string {
  const lines = Object.entries(runbook.states).flatMap(([name, { label }]) => {
    const when = whenLate(urgencyOf(runbook, name, policy), roles);
    return when === undefined ? [] : [`${escaped(label)} ${when}`];
  });
  return cut(lines.join('; '), 500);
}
