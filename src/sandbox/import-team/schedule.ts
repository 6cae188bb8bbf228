import { dataFileNames } from '../data-files.ts';
import { uuidOf } from '../world/identity.ts';
import { finishOf } from '../world/life.ts';
import type { Activity, Project } from '../world/record.ts';
import * as notices from './notices.ts';

/** Sandbox hours after an export has finished. */
interface ImportTiming {
  readonly validated: number;
  readonly imported: number;
  readonly snapshot: number;
  /** Hours from the snapshot to the catalogue. */
  readonly indexed: number;
}

const usualTiming: ImportTiming = { validated: 5.5, imported: 6, snapshot: 7, indexed: 20 };

export interface Notice {
  readonly key: string;
  readonly at: number;
  readonly text: string;
}

const noticeKinds = [
  'pipeline started',
  'pipeline succeeded',
  'pre-validation passed',
  'validation failed',
  'validator finding',
  'import completed',
  'post-validation passed',
  'post-validation problems',
  'snapshot starting',
  'snapshot complete',
  'snapshot public',
  'snapshot failed',
] as const;
export type NoticeKind = (typeof noticeKinds)[number];

const hour = 60 * 60_000;

/** The notices that the finished and running exports of a project lead to, earliest first. */
export function noticesOf(
  project: Project,
  release: number,
  timing: ImportTiming = usualTiming,
): readonly Notice[] {
  return runsOf(project).flatMap(({ activity, finishedAt }) => {
    const what = importOf(project, release, finishedAt, timing);
    const notice = (hours: number, kind: NoticeKind): Notice => ({
      key: `${activity.run?.jobOid} ${kind}`,
      at: finishedAt + hours * hour,
      text: noticeText(kind, project, what),
    });
    if (activity.run?.metadataOnly) {
      return [
        notice(timing.validated, 'validation failed'),
        notice(timing.validated + 0.1, 'validator finding'),
      ];
    }
    return [
      notice(timing.validated, 'pre-validation passed'),
      notice(timing.validated + 0.1, 'pipeline started'),
      notice(timing.imported, 'import completed'),
      notice(timing.imported, 'pipeline succeeded'),
      notice(timing.imported + 0.25, 'post-validation passed'),
      notice(timing.imported + 0.5, 'snapshot starting'),
      notice(timing.snapshot, 'snapshot complete'),
    ];
  });
}

/** When a project gets into the catalogue by its first import that passes; undefined if none does. */
export function indexedAt(
  project: Project,
  timing: ImportTiming = usualTiming,
): number | undefined {
  const finished = runsOf(project).find(({ activity }) => !activity.run?.metadataOnly);
  return finished && finished.finishedAt + (timing.snapshot + timing.indexed) * hour;
}

export function importOf(
  project: Project,
  release: number,
  finishedAt: number,
  timing: ImportTiming = usualTiming,
): notices.Import {
  return {
    projectUuid: project.uuid,
    importedAt: new Date(finishedAt + timing.imported * hour),
    snapshotAt: new Date(finishedAt + timing.snapshot * hour),
    release,
  };
}

export function noticeText(kind: NoticeKind, project: Project, what: notices.Import): string {
  switch (kind) {
    case 'pipeline started':
      return notices.pipelineState('STARTED', 'load_hca', uuidOf(`load ${project.uuid}`));
    case 'pipeline succeeded':
      return notices.pipelineState('SUCCESS', 'load_hca', uuidOf(`load ${project.uuid}`));
    case 'pre-validation passed':
      return notices.preValidationPassed(project.uuid);
    case 'validation failed':
      return notices.ingressFailed(uuidOf(`run ${project.uuid}`).slice(0, 8));
    case 'validator finding':
      return validatorFinding(project);
    case 'import completed':
      return notices.importCompleted(what);
    case 'post-validation passed':
      return notices.postValidationPassed(what);
    case 'post-validation problems':
      return notices.postValidationProblems(what, {
        duplicateLines: 0,
        nullFileReferences: 2,
        danglingProjectReferences: 0,
        emptyLinksTable: 0,
        emptyProjectsTable: 0,
      });
    case 'snapshot starting':
      return notices.snapshotStarting(what);
    case 'snapshot complete':
      return notices.snapshotComplete(what);
    case 'snapshot public':
      return notices.snapshotPublic(what);
    case 'snapshot failed':
      return notices.snapshotFailed(what);
  }
}

/** What the validator printed, as a person of the import team pastes it. */
function validatorFinding(project: Project): string {
  const id = uuidOf(`sequence_file ${project.uuid}`);
  return notices.dataFileNotFound({
    entityType: 'sequence_file',
    name: `prod/${project.uuid}/metadata/sequence_file/${id}.json`,
    dataFileName: dataFileNames(project)[0] ?? '',
  });
}

function runsOf(
  project: Project,
): readonly { readonly activity: Activity; readonly finishedAt: number }[] {
  return project.submissions.flatMap(({ activities }) =>
    activities.flatMap((activity) => {
      const finishedAt = activity.run && finishOf(activity);
      return finishedAt === undefined ? [] : [{ activity, finishedAt }];
    }),
  );
}
