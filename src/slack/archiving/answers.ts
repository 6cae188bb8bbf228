import { csvLine } from '../../domain/csv-line.ts';
import type { Cycle } from '../../domain/cycle/cycle.ts';
import { seconds } from '../../domain/duration.ts';
import type { Actor } from '../../domain/role.ts';
import type { Runbook } from '../../domain/runbook/runbook.ts';
import type { ArchiveReport } from '../../operations/operations.ts';
import { type Accession, OutsideError } from '../../operations/ports.ts';
import { within } from '../connection/patience.ts';
import type { Needs } from '../needs.ts';
import type { ArchivingSubcommand } from '../views/answers/help.ts';
import { unknownDatasetView } from '../views/answers/report.ts';
import { accessionsView } from '../views/archiving/accessions-view.ts';
import { errorsView, noSubmissionView } from '../views/archiving/errors-view.ts';
import { dataFilesView, jobLogView, jobsView } from '../views/archiving/jobs-view.ts';
import { commandsView, planView } from '../views/archiving/plan-view.ts';
import { paragraph, type Rendered } from '../views/blocks.ts';
import { bold, capitalised, code, escaped } from '../views/text.ts';

/** The archiver asks DSP again and again; nobody looks at a command for longer than this. Real time. */
const READING_MOST = seconds(25);
/** What people ask for behind the project: a page, a job, the command lines, the files by UUID. */
const BEHIND = /^(.*?\S)\s+(\d{1,4}|commands|files(?: \d{1,4})?)$/;

type Person = Extract<Actor, { kind: 'person' }>;

/** `/archiving errors | plan | jobs | accessions <project>`: read at once, changing nothing. */
export async function answerArchiving(
  needs: Needs,
  runbook: Runbook,
  name: ArchivingSubcommand,
  rest: string,
  actor: Person,
): Promise<Rendered> {
  const { report, archive } = needs.operations;
  if (archive === undefined) return paragraph('Archiving is switched off here.');
  if (rest === '') {
    return paragraph(
      `Of which project? For example ${code(`${runbook.command} ${name} RetinaMix`)}.`,
    );
  }
  const whole = await report.find(rest, runbook.name);
  const [, project = rest, behind = ''] = whole.rows.length > 0 ? [] : (BEHIND.exec(rest) ?? []);
  const { rows, nearest } = behind === '' ? whole : await report.find(project, runbook.name);
  const cycle = rows[0]?.card.cycle;
  if (cycle === undefined) return unknownDatasetView(project, nearest, runbook);
  const reading = read(needs, archive, name, cycle, behind, actor).catch((error: unknown) => {
    if (!(error instanceof OutsideError)) throw error;
    if (error.stranger === 'not let in') return paragraph(escaped(error.message, 300));
    return paragraph(
      `${capitalised(escaped(error.system))} isn’t answering just now. Please try again later.`,
    );
  });
  const slow = paragraph(
    `DSP takes long to say what there is of ${bold(cycle.dataset.shortName)}. Please try again in some minutes.`,
  );
  return within(READING_MOST, reading, slow);
}

async function read(
  needs: Needs,
  archive: ArchiveReport,
  name: ArchivingSubcommand,
  cycle: Cycle,
  behind: string,
  actor: Person,
): Promise<Rendered> {
  const number = /^\d+$/.test(behind) ? Number(behind) : undefined;
  switch (name) {
    case 'errors': {
      const errors = await archive.errors(cycle);
      return errors === undefined
        ? noSubmissionView(cycle)
        : errorsView(cycle, errors, number ?? 1);
    }
    case 'plan':
      return behind === 'commands'
        ? commandsView(cycle, await archive.commands(cycle))
        : planView(cycle, await archive.jobs(cycle), number ?? 1);
    case 'jobs': {
      const [, page] = /^files(?: (\d+))?$/.exec(behind) ?? [];
      if (cycle.memory.archive?.way === 'ENA' || behind.startsWith('files')) {
        return dataFilesView(cycle, await archive.dataFiles(cycle), Number(page ?? number ?? 1));
      }
      if (number === undefined) return jobsView(cycle, await archive.jobs(cycle));
      return jobLogView(cycle, number, await archive.log(cycle, number));
    }
    case 'accessions': {
      const found = await archive.accessions(cycle);
      return accessionsView(cycle, found, await sendCsv(needs, actor, cycle, found));
    }
  }
}

/** All of them as a file, in the person’s own messages. */
async function sendCsv(
  { client, chat, log }: Needs,
  { id }: Person,
  { dataset }: Cycle,
  found: readonly Accession[],
): Promise<'none' | 'sent' | 'failed'> {
  if (found.length === 0) return 'none';
  const head = ['accession', 'kind', 'of', 'label', 'uuid'];
  const lines = found.map((one) => [one.accession, one.kind, one.of, one.label, one.uuid]);
  try {
    await client.filesUploadV2({
      channel_id: await chat.direct(id),
      file: Buffer.from(`${[head, ...lines].map(csvLine).join('\r\n')}\r\n`),
      filename: `accessions-${dataset.shortName.replaceAll(/[^\w-]+/g, '_')}.csv`,
      title: `Accessions of ${dataset.shortName}`,
    });
    return 'sent';
  } catch (error) {
    log.warn('accessions not sent', { person: id, message: String(error) });
    return 'failed';
  }
}
