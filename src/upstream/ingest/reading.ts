import type { ExportProgress } from '../../domain/export/export-progress.ts';
import type { EnvelopeReading, ProjectReading, ProjectSummary } from '../../operations/ports.ts';
import { oneLine } from '../one-line.ts';
import type { EnvelopeBody, ExportJobBody, ProjectBody, SubmissionErrorBody } from './shapes.ts';

/** From ingest's words to ours; pure. */

const MOST_ERRORS = 20;
const MOST_NAMES = 20;

export function datasetOf(project: ProjectBody, uiUrl: string): ProjectReading['dataset'] {
  const { projectUuid, shortName, title } = summaryOf(project);
  const access = project.dataAccess?.type ?? undefined;
  const released = project.dcpReleaseNumber ?? undefined;
  const primaryWrangler = project.primaryWrangler ?? '';
  return {
    projectUuid,
    shortName,
    title,
    ingestUrl: pageOf(uiUrl, projectUuid),
    // Ingest knows four kinds of access; all but this one hold something back.
    managedAccess: access !== undefined && access !== 'All fully open',
    alreadyReleased: released !== undefined || project.wranglingState === 'Published in DCP',
    ...(primaryWrangler === '' ? {} : { primaryWrangler }),
  };
}

export function summaryOf(project: ProjectBody): ProjectSummary {
  const projectUuid = project.uuid.uuid;
  const core = project.content?.project_core;
  const shortName = oneLine(core?.project_short_name ?? '', 200) || projectUuid;
  return { projectUuid, shortName, title: oneLine(core?.project_title ?? '', 500) || shortName };
}

/** The project's page for people: the configured address, or the one ingest's own pages have. */
function pageOf(uiUrl: string, projectUuid: string): string {
  const url = new URL(uiUrl);
  if (!url.pathname.endsWith('/detail')) {
    url.pathname = `${url.pathname.replace(/\/+$/, '').replace(/\/projects$/, '')}/projects/detail`;
  }
  url.search = '';
  url.searchParams.set('uuid', projectUuid);
  return url.href;
}

export function envelopeOf(body: EnvelopeBody): EnvelopeReading {
  const uploadArea = body.stagingDetails?.stagingAreaLocation?.value;
  return {
    ...(uploadArea ? { uploadArea } : {}),
    uuid: body.uuid.uuid,
    state: body.submissionState,
    canSubmit: Boolean(body._links['submit']),
    submitActions: body.submitActions ?? [],
    updatedAt: body.updateDate,
  };
}

/** Pages repeat when ingest does not slice them: each submission once, the one made last first. */
export function newestFirst(bodies: readonly EnvelopeBody[]): readonly EnvelopeBody[] {
  const byUuid = new Map(bodies.map((body) => [body.uuid.uuid, body]));
  const made = (body: EnvelopeBody): number => Date.parse(body.submissionDate ?? body.updateDate);
  return [...byUuid.values()].sort(
    (a, b) => made(b) - made(a) || Date.parse(b.updateDate) - Date.parse(a.updateDate),
  );
}

/** The last job made at or after `since`; ingest's clock may be a minute behind ours. */
export function newestJob(jobs: readonly ExportJobBody[], since: Date): ExportJobBody | undefined {
  const earliest = since.getTime() - 60_000;
  return jobs
    .filter((job) => Date.parse(job.createdDate) >= earliest)
    .sort((a, b) => Date.parse(b.createdDate) - Date.parse(a.createdDate))[0];
}

export function jobOf(
  id: string,
  body: ExportJobBody,
  assaysDone: number,
): NonNullable<ExportProgress['job']> {
  const { context } = body;
  const assaysTotal = context?.totalAssayCount ?? undefined;
  return {
    id,
    status: body.status,
    spreadsheet: context?.spreadsheetGeneration ?? 'not started',
    assaysDone,
    ...(context?.dataFileTransfer === undefined ? {} : { transfer: context.dataFileTransfer }),
    ...(assaysTotal === undefined ? {} : { assaysTotal }),
  };
}

/** What ingest holds against a project, in the words it has for people. */
export function projectErrors(project: ProjectBody): readonly string[] {
  return lines(
    (project.validationErrors ?? []).map((entry) => {
      if (typeof entry === 'string') return entry;
      if (typeof entry !== 'object' || entry === null) return '';
      const words = new Map<string, unknown>(Object.entries(entry));
      const said = words.get('userFriendlyMessage') ?? words.get('message');
      return typeof said === 'string' ? said : '';
    }),
  );
}

export function submissionErrorLines(errors: readonly SubmissionErrorBody[]): readonly string[] {
  return lines(errors.map(({ title, detail }) => [title, detail].filter(Boolean).join(': ')));
}

/** Names as far as ingest gives them, and how many there are besides. */
export function namesOf(names: readonly string[], count: number): readonly string[] {
  const shown = [...new Set(names.map((name) => oneLine(name, 200)))]
    .filter((name) => name !== '')
    .slice(0, MOST_NAMES);
  const more = count - shown.length;
  if (more <= 0) return shown;
  return [...shown, shown.length === 0 ? `${more} without a name` : `and ${more} more`];
}

function lines(said: readonly string[]): readonly string[] {
  return said
    .map((line) => oneLine(line, 300))
    .filter((line) => line !== '')
    .slice(0, MOST_ERRORS);
}
