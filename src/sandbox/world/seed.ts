import { archivingCourse } from '../scenarios/course.ts';
import { scenarioByKey } from '../scenarios/scenarios.ts';
import { beatsOf } from '../scenarios/timeline.ts';
import { objectIdOf, uuidOf } from './identity.ts';
import {
  type Activity,
  nothingArchived,
  type Project,
  type Submission,
  type WorldRecord,
} from './record.ts';
import { type SeedProject, seedProjects } from './seed-projects.ts';

const day = 24 * 60 * 60_000;

/** The record that a new or reset world begins with; all its dates lie before `now`. */
export function seedRecord(now: number): WorldRecord {
  return {
    begunAt: now,
    savedAt: now,
    projects: seedProjects.map((seed) => projectOf(seed, now)),
    submits: [],
    // The hub that data leaves by, and where the dataset that leaves already goes.
    storage: {
      ...{ gone: {}, written: [], abandoned: [] },
      made: { 'mojap-hub-exports': {}, 'performance-hub-landing': {} },
    },
    importRequests: [],
    posted: [],
    archiving: nothingArchived(),
  };
}

function projectOf(seed: SeedProject, now: number): Project {
  const uuid = seed.uuid ?? uuidOf(`project ${seed.shortName}`);
  const submissions = [
    ...Array.from({ length: seed.olderSubmissions ?? 0 }, (_, index) =>
      olderSubmission(`${uuid} older ${index}`, now - (400 - 10 * index) * day, seed.assays),
    ),
    ...(seed.openSubmission ? [openSubmission(uuid, now)] : []),
    ...(seed.withoutSubmission ? [] : [newestSubmission(seed, uuid, now)]),
  ];
  const readiness = scenarioByKey(seed.scenario)?.readiness;
  return {
    uuid,
    oid: objectIdOf(`project ${uuid}`),
    shortName: seed.shortName,
    title: seed.title,
    description: seed.description ?? 'Made-up project for the simulator.',
    primaryWrangler: seed.primaryWrangler,
    dataAccess: seed.dataAccess ?? 'All fully open',
    validationState: readiness?.projectInvalid ? 'Invalid' : 'Valid',
    registeredAt: now - 45 * day,
    assays: seed.assays,
    publishedIn: [...(seed.publishedIn ?? [])],
    scenario: seed.scenario,
    submissions,
  };
}

function openSubmission(projectUuid: string, now: number): Submission {
  const draft: Activity = { since: now - 60 * day, start: 'Draft', beats: [] };
  return {
    ...blankSubmission(uuidOf(`open submission ${projectUuid}`), now - 60 * day),
    activities: [draft],
  };
}

function newestSubmission(seed: SeedProject, projectUuid: string, now: number): Submission {
  const readiness = scenarioByKey(seed.scenario)?.readiness ?? { state: 'Graph valid' };
  const uuid = seed.submissionUuid ?? uuidOf(`submission ${projectUuid}`);
  const past = seed.pastExport && pastExport(uuid, seed.assays, now, seed.pastExport);
  const since = past?.until ?? now - day;
  const waits: Activity =
    readiness.state === 'Archiving'
      ? archivingSince(uuid, since, seed.scenario)
      : { since, start: readiness.state, beats: [], ...(past ? { forced: true } : {}) };
  return {
    ...blankSubmission(uuid, now - 30 * day),
    isUpdate: (seed.publishedIn ?? []).length > 0,
    submitActions: (past ?? waits).run?.actions ?? [],
    missingFiles: [...(readiness.missingFiles ?? [])],
    problems: [...(readiness.problems ?? [])],
    linksPending: readiness.linksPending ?? 0,
    ...(seed.lostUploads ? { lostUploads: [...seed.lostUploads] } : {}),
    activities: past ? (past.until === undefined ? [past] : [past, waits]) : [waits],
  };
}

/** Submitted to be archived and exported; somebody has to go on. */
function archivingSince(submissionUuid: string, since: number, scenario: string): Activity {
  const jobOid = objectIdOf(`job ${submissionUuid} 0`);
  const run = { jobOid, scenario, actions: ['Archive', 'Export'], metadataOnly: false };
  return { since, start: 'Graph valid', beats: [...archivingCourse()], run };
}

/** A finished export of some time ago; a metadata-only one was reset to valid a day later. */
function pastExport(
  submissionUuid: string,
  assays: number,
  now: number,
  { hoursAgo, metadataOnly }: NonNullable<SeedProject['pastExport']>,
): Activity {
  const since = now - hoursAgo * 60 * 60_000;
  const scenario = scenarioByKey('happy-10x');
  if (scenario === undefined) throw new Error('The scenario happy-10x is missing.');
  return {
    since,
    ...(metadataOnly ? { until: since + day } : {}),
    start: 'Graph valid',
    beats: beatsOf(scenario, { assays, metadataOnly }, 0),
    run: {
      jobOid: objectIdOf(`job ${submissionUuid} past`),
      scenario: metadataOnly ? 'metadata-only-update' : 'happy-10x',
      actions: [metadataOnly ? 'Export_Metadata' : 'Export'],
      metadataOnly,
    },
  };
}

function olderSubmission(key: string, createdAt: number, assays: number): Submission {
  const uuid = uuidOf(`submission ${key}`);
  const hoursAgo = 0;
  return {
    ...blankSubmission(uuid, createdAt),
    submitActions: ['Export'],
    activities: [pastExport(uuid, assays, createdAt + day, { hoursAgo, metadataOnly: false })],
  };
}

/** A submission as it is made, without its first activity. */
export function blankSubmission(uuid: string, createdAt: number): Omit<Submission, 'activities'> {
  return {
    uuid,
    oid: objectIdOf(`submission ${uuid}`),
    createdAt,
    isUpdate: false,
    submitActions: [],
    missingFiles: [],
    problems: [],
    linksPending: 0,
    trackerStale: false,
  };
}
