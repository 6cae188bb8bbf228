import type { KnownBlock } from '@slack/types';
import type { FileJob } from '../../../domain/archiving/file-job.ts';
import type { Cycle } from '../../../domain/cycle/cycle.ts';
import { minutes } from '../../../domain/duration.ts';
import type { DryRun } from '../../../operations/ports.ts';
import { context, inSections, paragraph, type Rendered, row, section } from '../blocks.ts';
import { bold, code, count, cut, duration, escaped, fileSize } from '../text.ts';
import { pageOf, subcommandButton } from './pages.ts';

const JOBS_A_PAGE = 6;
const INPUTS_NAMED = 4;
const LINES_MOST = 2500;

export function noPlanView({ dataset }: Cycle): Rendered {
  return paragraph(`There is no upload plan of ${bold(dataset.shortName)} yet.`);
}

/** The upload plan: per job its inputs, sizes, schema, output, and what it is estimated to take. */
export function planView(cycle: Cycle, jobs: readonly FileJob[], wanted: number): Rendered {
  if (jobs.length === 0) return noPlanView(cycle);
  const { shown, says, buttons } = pageOf(cycle, 'plan', jobs, wanted, JOBS_A_PAGE);
  const head = `*The upload plan of* ${bold(cycle.dataset.shortName)}: ${count(jobs.length, 'job')}`;
  const told = shown.map(jobWords);
  const commands = subcommandButton(cycle, 'plan', 'As command lines', 'commands');
  return {
    text: cut([head, ...told].join('\n'), 3000),
    blocks: [
      section(head),
      ...inSections(told, '\n\n'),
      ...row([...buttons, commands]),
      context(says),
    ].filter((block) => block.type !== 'context' || says !== ''),
  };
}

function jobWords({ number, state, reason, inputs, schema, outputs, ...job }: FileJob): string {
  const bytes = inputs.reduce((sum, one) => sum + one.bytes, 0);
  const names = inputs
    .slice(0, INPUTS_NAMED)
    .map(
      ({ name, bytes: size, role }) =>
        `${code(name)}${role === undefined ? '' : ` ${escaped(role)}`} ${fileSize(size)}`,
    );
  const rest = inputs.length - names.length;
  const from = [...names, ...(rest > 0 ? [`${rest} more`] : [])].join(', ');
  const what =
    schema === undefined
      ? 'as they are'
      : `${escaped(schema)} to ${outputs.map((name) => code(name)).join(', ')}`;
  if (state === 'refused') {
    return `*${number}.* can’t be done: ${escaped(reason ?? 'no reason is known', 300)}${from === '' ? '' : `\n${from}`}`;
  }
  return [
    `*${number}.* ${what} · ${fileSize(bytes)} in · about ${memory(job.memory)}, ${duration(minutes(job.minutes))} · ${escaped(state)}`,
    from,
  ].join('\n');
}

function memory(megabytes: number): string {
  return `${(megabytes / 1000).toFixed(1)} GB of memory`;
}

/** What the bot would run, and what the procedure would have people type; nothing of it is run by looking at it. */
export function commandsView(cycle: Cycle, commands: DryRun | undefined): Rendered {
  if (commands === undefined) return noPlanView(cycle);
  const name = bold(cycle.dataset.shortName);
  const own = `What I would run for each job of ${name}; nothing runs by looking at it.`;
  const procedure = `The procedure’s own command lines for ${name}; I run none of them. Capital letters stand for secrets.`;
  return {
    text: `${own}\n${procedure}`,
    blocks: [...linesUnder(own, commands.own), ...linesUnder(procedure, commands.procedure)],
  };
}

function linesUnder(head: string, lines: DryRun['own']): readonly KnownBlock[] {
  const shown: string[] = [];
  let letters = 0;
  for (const { says, line } of lines) {
    letters += says.length + line.length;
    if (letters > LINES_MOST && shown.length > 0) break;
    shown.push(`# ${says}\n${line}`);
  }
  const rest = lines.length - shown.length;
  const body = `\`\`\`${shown.map((one) => quoted(one)).join('\n')}\`\`\``;
  return [
    section(head),
    ...(shown.length > 0 ? [section(body)] : []),
    ...(rest > 0 ? [context(`and ${rest} more`)] : []),
  ];
}

/** For a block of code: nothing in it ends the block, or is taken for markup. */
export function quoted(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('`', 'ˋ');
}
