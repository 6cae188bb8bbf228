import type { FileJob } from '../../../domain/archiving/file-job.ts';
import type { Cycle } from '../../../domain/cycle/cycle.ts';
import type { FileJobLog } from '../../../operations/operations.ts';
import type { DataFile } from '../../../operations/ports.ts';
import { context, inSections, paragraph, type Rendered, row, section } from '../blocks.ts';
import { bold, code, count, cut, escaped } from '../text.ts';
import { ofIt } from './files-words.ts';
import { pageOf, subcommandButton } from './pages.ts';
import { noPlanView, quoted } from './plan-view.ts';

const LOGS_OFFERED = 5;
const FILES_A_PAGE = 20;
const LOG_MOST = 2600;

/** How far the file jobs are: what runs and what failed first, with their logs a press away. */
export function jobsView(cycle: Cycle, jobs: readonly FileJob[]): Rendered {
  if (jobs.length === 0) return noPlanView(cycle);
  const first = ['failed', 'running', 'waiting', 'cancelled', 'refused', 'planned', 'uploaded'];
  const sorted = jobs.toSorted((a, b) => first.indexOf(a.state) - first.indexOf(b.state));
  const head = `*The file jobs of* ${bold(cycle.dataset.shortName)}: ${count(jobs.length, 'job')}`;
  const lines = sorted.map(jobLine);
  const logs = sorted
    .filter(({ attempt }) => attempt > 0)
    .slice(0, LOGS_OFFERED)
    .map(({ number }) => subcommandButton(cycle, 'jobs', `Log of job ${number}`, String(number)));
  return {
    text: cut([head, ...lines].join('\n'), 3000),
    blocks: [section(head), ...inSections(lines, '\n\n'), ...row(logs)],
  };
}

function jobLine({
  number,
  state,
  reason,
  outputs,
  fraction,
  stage,
  where,
  attempt,
}: FileJob): string {
  const [output] = outputs;
  const more = outputs.length > 1 ? ` and ${outputs.length - 1} more` : '';
  const parts = [
    `*${number}.* ${output === undefined ? '' : `${code(output)}${more}: `}${state}`,
    ...(state === 'running' ? [`${Math.floor(fraction * 100)} %`, escaped(stage ?? '')] : []),
    ...(where === undefined ? [] : [escaped(where)]),
    ...(attempt > 1 ? [`attempt ${attempt}`] : []),
    ...(reason === undefined ? [] : [escaped(ofIt(reason, output), 300)]),
  ];
  return parts.filter((part) => part !== '').join(' · ');
}

export function jobLogView(
  { dataset }: Cycle,
  number: number,
  found: FileJobLog | undefined,
): Rendered {
  const name = bold(dataset.shortName);
  if (found === undefined) return paragraph(`${name} has no file job ${number}.`);
  const { job, lines } = found;
  if (lines.length === 0) return paragraph(`Job ${number} of ${name} has written nothing (yet).`);
  const tail = quoted(lines.join('\n')).slice(-LOG_MOST);
  const head = `The last lines of job ${number} of ${name}, ${job.state}:`;
  return {
    text: cut(head, 3000),
    blocks: [section(head), section(`\`\`\`${tail}\`\`\``)],
  };
}

/** The submission’s files with their UUIDs, to be chosen from, and how far they are at ENA; what did not arrive first. */
export function dataFilesView(cycle: Cycle, files: readonly DataFile[], wanted: number): Rendered {
  const name = bold(cycle.dataset.shortName);
  if (files.length === 0) return paragraph(`ENA knows of no files of ${name} yet.`);
  const failed = new Set(cycle.memory.enaProgress?.failed.map(({ uuid }) => uuid));
  const { ena } = cycle.memory.archive ?? {};
  const requests = [...(ena === undefined ? [] : [ena]), ...(ena?.earlier ?? [])];
  const isSent = ({ uuid }: DataFile): boolean =>
    requests.some(
      ({ askedAt, files: of }) => askedAt !== undefined && (of === undefined || of.includes(uuid)),
    );
  const rank = ({ uuid, result }: DataFile): number =>
    failed.has(uuid) || result?.error !== undefined ? 0 : result?.archivedAt === undefined ? 1 : 2;
  const sorted = files.toSorted((a, b) => rank(a) - rank(b));
  const { shown, says, buttons } = pageOf(cycle, 'jobs', sorted, wanted, FILES_A_PAGE, 'files ');
  const head = `*Files of* ${name}*, as they are at ENA, with their UUIDs*: ${count(files.length, 'file')}`;
  const lines = shown.map((file) => {
    const { uuid, name: label, result } = file;
    const state = ['failed', isSent(file) ? 'waiting' : 'not sent', 'archived'][rank(file)] ?? '';
    const why = result?.error === undefined ? '' : ` · ${escaped(result.error, 200)}`;
    const md5 = result?.md5 === undefined ? '' : ` · md5 ${code(result.md5)}`;
    return `${code(label)} ${state}${why}${md5}\n${code(uuid)}`;
  });
  return {
    text: cut([head, ...lines].join('\n'), 3000),
    blocks: [
      section(head),
      ...inSections(lines),
      ...row(buttons),
      ...(says === '' ? [] : [context(says)]),
    ],
  };
}
