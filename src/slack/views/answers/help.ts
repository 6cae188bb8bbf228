import { urgencyOf } from '../../../domain/decision/urgency.ts';
import type { Policy } from '../../../domain/policy.ts';
import type { Runbook } from '../../../domain/runbook/runbook.ts';
import { archiving } from '../../../runbooks/archiving.ts';
import { context, inSections, type Rendered, section } from '../blocks.ts';
import { whenLate } from '../late.ts';
import { cut, escaped, type Roles } from '../text.ts';

interface Usage {
  readonly usage: string;
  readonly answers: string;
}

/** What can follow the command of archiving besides. */
const OF_ARCHIVING = {
  errors: { usage: 'errors <project>', answers: 'what DSP has against it, all entities' },
  plan: { usage: 'plan <project>', answers: 'the upload plan, job by job' },
  jobs: {
    usage: 'jobs <project> [number | files]',
    answers: 'how far its files are; what a job wrote; the UUIDs of files',
  },
  accessions: { usage: 'accessions <project>', answers: 'what the archives call it, as CSV' },
} as const satisfies Record<string, Usage>;

/** What can follow the command of a runbook besides a project, with what it answers. */
const OF_ALL = {
  help: { usage: 'help', answers: 'this text' },
  status: { usage: 'status [project]', answers: 'where everything, or one project, stands' },
  board: { usage: 'board', answers: 'all that is under way, as a table' },
  history: { usage: 'history <project>', answers: 'what people did and what went wrong' },
  mine: { usage: 'mine', answers: 'what waits for you' },
  notes: { usage: 'notes [project]', answers: 'notes on the process' },
} as const satisfies Record<string, Usage>;

export type Subcommand = keyof typeof OF_ALL | ArchivingSubcommand;
export type ArchivingSubcommand = keyof typeof OF_ARCHIVING;

const USAGES: Readonly<Record<Subcommand, Usage>> = { ...OF_ALL, ...OF_ARCHIVING };
const ALL_NAMES = Object.keys(OF_ALL) as readonly (keyof typeof OF_ALL)[];
const ARCHIVING_NAMES = Object.keys(OF_ARCHIVING) as readonly ArchivingSubcommand[];

export function subcommandsOf(runbook: Runbook): readonly Subcommand[] {
  return runbook.name === archiving.name ? [...ALL_NAMES, ...ARCHIVING_NAMES] : ALL_NAMES;
}

export function isOfArchiving(name: Subcommand): name is ArchivingSubcommand {
  return Object.hasOwn(OF_ARCHIVING, name);
}

/** For the manifest: `[project] | help | status [project] | …`. */
export function usageHint(runbook: Runbook): string {
  return ['[project]', ...subcommandsOf(runbook).map((name) => USAGES[name].usage)].join(' | ');
}

/** How the command is used, and the procedure it follows, out of the runbook itself. */
export function helpView(runbook: Runbook, policy: Policy, roles: Roles): Rendered {
  const { command, title, steps } = runbook;
  const usage = [
    `\`${command} <project>\` – start with a preview; a short name, a UUID or a link from ingest`,
    `\`${command}\` – choose the project from a list`,
    ...subcommandsOf(runbook).map((name) => {
      const { usage: form, answers } = USAGES[name];
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
      ...inSections(late(runbook, policy, roles)),
      context('`/ops who` says who is in each role'),
    ],
  };
}

/** The deadlines in force here, so that nobody has to ask when somebody will be asked; a line each. */
function late(runbook: Runbook, policy: Policy, roles: Roles): readonly string[] {
  const lines = Object.entries(runbook.states).flatMap(([name, { label }]) => {
    const when = whenLate(urgencyOf(runbook, name, policy), roles);
    return when === undefined ? [] : [`• ${escaped(label)} ${when}`];
  });
  return lines.length === 0 ? [] : ['*When it takes too long*', ...lines];
}
