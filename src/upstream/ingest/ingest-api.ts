import { ON_ITS_WAY, READY } from '../../domain/export/envelope-state.ts';
import { nearest } from '../../domain/nearest-names.ts';
import {
  type Clock,
  type Ingest,
  OutsideError,
  type ProjectReading,
  type ProjectSummary,
} from '../../operations/ports.ts';
import type { OnCall } from '../breaker.ts';
import { createHttp, type Limits } from '../http.ts';
import { createPages, idIn, SYSTEM } from './hal.ts';
import {
  datasetOf,
  envelopeOf,
  jobOf,
  namesOf,
  newestFirst,
  newestJob,
  projectErrors,
  submissionErrorLines,
  summaryOf,
} from './reading.ts';
import * as shapes from './shapes.ts';

const PAGE = 100;
/** Of a list that must be whole: twenty thousand submissions in one state. */
const MOST_PAGES = 200;
const REMEMBERED = 10_000;

/**
 * Ingest's REST API (ingest-core). Addresses that ingest sends along are never followed, only the id is taken
 * out of them. States are sentences (`Graph valid`) in answers, constants (`GRAPH_VALID`) in questions.
 */
export function createIngestApi(needs: {
  readonly url: string;
  readonly uiUrl: string;
  readonly token: () => string;
  readonly clock: Clock;
  readonly limits?: Partial<Limits>;
  readonly onCall?: OnCall;
}): Ingest {
  const http = createHttp({ system: SYSTEM, ...needs });
  const readPages = createPages(http, PAGE);
  const envelopeIds = new Map<string, string>(); // by UUID; neither ever changes

  async function readProject(projectUuid: string): Promise<ProjectReading | undefined> {
    const query = new URLSearchParams({ uuid: projectUuid });
    const project = await http.get(`/projects/search/findByUuid?${query}`, shapes.project);
    if (project === undefined) return undefined;
    const { items: found } = await readPages(
      `/projects/${idIn(project, 'projects')}/submissionEnvelopes`,
      {},
      shapes.envelopes,
      5,
    );
    const bodies = newestFirst(found);
    for (const body of bodies) remember(body);
    const [newest] = bodies;
    const details = newest === undefined ? { errors: [] } : await readDetails(newest);
    return {
      dataset: datasetOf(project, needs.uiUrl),
      validationState: project.validationState,
      submissions: bodies.map(envelopeOf),
      ...details,
      errors: [...projectErrors(project), ...details.errors],
    };
  }

  /** Files and errors of a submission, and why it cannot be submitted although its graph is valid. */
  async function readDetails(
    newest: shapes.EnvelopeBody,
  ): Promise<Pick<ProjectReading, 'files' | 'errors'>> {
    const at = `/submissionEnvelopes/${idIn(newest, 'submissionEnvelopes')}`;
    const linking = newest.submissionState === 'Graph valid' && !envelopeOf(newest).canSubmit;
    const [summary, errors, manifest] = await Promise.all([
      http.get(`${at}/summary`, shapes.summary),
      http.get(`${at}/submissionErrors?size=${PAGE}`, shapes.submissionErrors),
      linking ? http.get(`${at}/submissionManifest`, shapes.manifest) : undefined,
    ]);
    const lines = [...submissionErrorLines(errors?.items ?? [])];
    if (manifest !== undefined && manifest.actualLinks !== manifest.expectedLinks) {
      lines.push(
        `Ingest has made ${manifest.actualLinks} of ${manifest.expectedLinks} links so far.`,
      );
    }
    if (summary === undefined) return { errors: lines };
    const missing = await readMissing(newest, summary.missingFiles);
    return {
      files: { total: summary.totalFiles, missing, invalid: summary.invalidFiles },
      errors: lines,
    };
  }

  async function readMissing(
    newest: shapes.EnvelopeBody,
    count: number,
  ): Promise<readonly string[]> {
    if (count === 0) return [];
    const query = new URLSearchParams({
      id: idIn(newest, 'submissionEnvelopes'),
      errorType: 'FILE_NOT_UPLOADED',
      size: String(PAGE),
    });
    const found = await http.get(
      `/files/search/findBySubmissionEnvelopeIdAndErrorType?${query}`,
      shapes.files,
    );
    return namesOf(found?.items.map((file) => file.fileName ?? '') ?? [], count);
  }

  async function findProjects(words: string): Promise<readonly ProjectSummary[]> {
    const wanted = words.slice(0, 200).trim();
    if (wanted === '') return (await search({}, 1)).slice(0, 20);
    const all = await search({ search: wanted, searchType: 'AllKeywords' }, 2);
    const hits =
      all.length > 0 ? all : await search({ search: wanted, searchType: 'AnyKeyword' }, 2);
    const exact = hits.some(({ shortName }) => shortName.toLowerCase() === wanted.toLowerCase());
    // The index holds whole words: half a name, or a misspelt one, is looked for among the newest.
    const pool = exact ? hits : distinct([...hits, ...(await search({}, 5))]);
    const near = nearest(wanted, pool, ({ shortName }) => shortName);
    return distinct([...near, ...hits]).slice(0, 20);
  }

  async function search(
    query: Readonly<Record<string, string>>,
    most: number,
  ): Promise<readonly ProjectSummary[]> {
    const sorted = { ...query, sort: 'updateDate,desc' };
    const { items: found } = await readPages('/projects/filter', sorted, shapes.projects, most);
    return distinct(found.map(summaryOf));
  }

  async function findEnvelope(submissionUuid: string): Promise<shapes.EnvelopeBody | undefined> {
    const id = envelopeIds.get(submissionUuid);
    const query = new URLSearchParams({ uuid: submissionUuid });
    const path =
      id === undefined
        ? `/submissionEnvelopes/search/findByUuidUuid?${query}`
        : `/submissionEnvelopes/${id}`;
    const body = await http.get(path, shapes.envelope);
    if (body === undefined) envelopeIds.delete(submissionUuid);
    else remember(body);
    return body;
  }

  function remember(body: shapes.EnvelopeBody): void {
    envelopeIds.set(body.uuid.uuid, idIn(body, 'submissionEnvelopes'));
    const [oldest] = envelopeIds.keys();
    if (envelopeIds.size > REMEMBERED && oldest !== undefined) envelopeIds.delete(oldest);
  }

  /** As query values ingest wants its constants, not its words. */
  async function listState(state: string): Promise<readonly string[]> {
    const { items, whole } = await readPages(
      '/submissionEnvelopes/search/findBySubmissionState',
      { submissionState: state.toUpperCase().replaceAll(' ', '_') },
      shapes.envelopeUuids,
      MOST_PAGES,
    );
    // Whatever is missing in the list would be taken for gone.
    if (whole) return items.map((body) => body.uuid.uuid);
    throw new OutsideError(
      SYSTEM,
      'retry',
      `${SYSTEM} lists more than ${MOST_PAGES * PAGE} submissions as “${state}”; the bot reads no further.`,
    );
  }

  /** One state after the other: after a silence the breaker lets one call try, and would refuse those beside it. */
  async function listIn(states: readonly string[]): Promise<ReadonlySet<string>> {
    const found = new Set<string>();
    for (const state of states) for (const uuid of await listState(state)) found.add(uuid);
    return found;
  }

  return {
    readProject,
    findProjects,

    async readEnvelope(submissionUuid) {
      const body = await findEnvelope(submissionUuid);
      return body && envelopeOf(body);
    },

    async readExport(submissionUuid, since) {
      const envelope = await findEnvelope(submissionUuid);
      if (envelope === undefined) return undefined;
      const at = `/submissionEnvelopes/${idIn(envelope, 'submissionEnvelopes')}`;
      const { items: jobs } = await readPages(`${at}/exportJobs`, {}, shapes.exportJobs, 5);
      const job = newestJob(jobs, since);
      if (job === undefined) return { envelope: envelope.submissionState };
      const id = idIn(job, 'exportJobs');
      const done = await http.get(
        `/exportJobs/${id}/entities?status=EXPORTED&size=1`,
        shapes.total,
      );
      return {
        envelope: envelope.submissionState,
        job: jobOf(id, job, done?.page.totalElements ?? 0),
      };
    },

    listUnderWay: () => listIn(ON_ITS_WAY),
    listReady: () => listIn([READY]),

    async submit(submissionUuid, actions) {
      const id = envelopeIds.get(submissionUuid);
      const body = id === undefined ? await findEnvelope(submissionUuid) : undefined;
      const at = id ?? (body && idIn(body, 'submissionEnvelopes'));
      if (at === undefined) {
        throw new OutsideError(SYSTEM, 'refused', `${SYSTEM} does not know this submission.`);
      }
      await http.put(`/submissionEnvelopes/${at}/submissionEvent`, actions);
    },
  };
}

function distinct(projects: readonly ProjectSummary[]): ProjectSummary[] {
  return [
    ...new Map(projects.toReversed().map((one) => [one.projectUuid, one])).values(),
  ].reverse();
}
