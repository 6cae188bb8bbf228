import { dataFileNames } from '../data-files.ts';
import { uuidOf } from '../world/identity.ts';
import type { Holding, Ledger } from '../world/ledger.ts';
import { momentsAt, stateAt } from '../world/life.ts';
import type { Submission } from '../world/record.ts';
import type { DirectJob, DspSubmission } from './record.ts';
import { type PlanJob, uploadPlan } from './upload-plan.ts';

/** How archiving stands at a moment: it follows from what happened, and when. */

const minute = 60_000;
const VALIDATION_LASTS = 1 * minute;
const DATA_LAST = 10 * minute;
const DIRECT_STARTS = 0.5 * minute;
const DIRECT_LASTS = 5 * minute;
/** From a good request to complete, or a good direct job, to the accessions. */
export const ARCHIVES_TAKE = 20;

/** A run of a sequencer as DSP knows it: it wants its files. */
export interface Run {
  readonly url: string;
  readonly missing: readonly string[];
}

/** The newest record whose making has come to an end; those that are removed are forgotten. */
export function latestOf(ledger: Ledger, submissionUuid: string): DspSubmission | undefined {
  return ledger.record.archiving.submissions
    .filter((one) => one.submissionUuid === submissionUuid && isThere(one, ledger.now()))
    .at(-1);
}

/** Also while it is being built; undefined for what was removed. */
export function dspSubmission(ledger: Ledger, dspUuid: string): DspSubmission | undefined {
  return ledger.record.archiving.submissions.find(
    (one) => one.dspUuid === dspUuid && one.removedAt === undefined,
  );
}

function isThere({ builtAt, removedAt }: DspSubmission, now: number): boolean {
  return builtAt <= now && removedAt === undefined;
}

export function planOf(ledger: Ledger, one: DspSubmission, dspUrl: string): readonly PlanJob[] {
  const holding = ledger.submissionBy({ uuid: one.submissionUuid });
  if (holding === undefined || one.dspUuid === undefined || one.withoutRuns) return [];
  return uploadPlan(holding, one.dspUuid, dspUrl);
}

export function runsOf(ledger: Ledger, one: DspSubmission, dspUrl: string): readonly Run[] {
  const there = ledger.record.archiving.uploads.filter(({ dspUuid }) => dspUuid === one.dspUuid);
  return planOf(ledger, one, dspUrl).map(({ files }, index) => ({
    url: `${dspUrl}/api/sequencingRuns/${uuidOf(`run ${one.dspUuid} ${index}`)}`,
    missing: files.map(({ name }) => name).filter((name) => !there.some((up) => up.name === name)),
  }));
}

/** DSP is still at it: for a minute after it was built, or after the last file came. */
export function isValidating(ledger: Ledger, { dspUuid, builtAt }: DspSubmission): boolean {
  const uploads = ledger.record.archiving.uploads.filter((one) => one.dspUuid === dspUuid);
  const last = Math.max(builtAt, ...uploads.map(({ at }) => at));
  return ledger.now() < last + VALIDATION_LASTS;
}

/** Nothing keeps DSP from completing it. */
export function isReady(ledger: Ledger, one: DspSubmission): boolean {
  const runs = runsOf(ledger, one, '');
  return (
    !one.faulty && !isValidating(ledger, one) && runs.every(({ missing }) => missing.length === 0)
  );
}

export interface DataResult {
  readonly uuid: string;
  readonly name: string;
  readonly archivedAt: number | undefined;
  readonly error?: string; // without a time, and left until the file is archived
}

/**
 * The data files of a submission on their way to ENA; what is sent again is archived again. One is lost the first time,
 * and nobody says so; where errors are left, the last one fails, and an error is left.
 */
export function dataResults(
  ledger: Ledger,
  { project, submission }: Holding,
): readonly DataResult[] {
  const names = dataFileNames(project);
  return names.map((name, index) => {
    const uuid = fileUuid(submission, name);
    const asked = ledger.record.archiving.data.filter(
      ({ submissionUuid, files }) =>
        submissionUuid === submission.uuid && (files?.includes(uuid) ?? true),
    );
    const last = index === names.length - 1;
    const lost = last && project.scenario === 'archiving-direct';
    const over = asked.filter(({ at }) => at + DATA_LAST <= ledger.now());
    const worked = over
      .slice(lost ? 1 : 0)
      .findLast(({ leavesErrors }) => !(last && leavesErrors === true));
    const archivedAt = worked && worked.at + DATA_LAST;
    const fails = last && archivedAt === undefined && over.at(-1)?.leavesErrors === true;
    return { uuid, name, archivedAt, ...(fails ? { error: 'the checksum does not match' } : {}) };
  });
}

export function fileUuid({ uuid }: Submission, name: string): string {
  return uuidOf(`file ${uuid} ${name}`);
}

export function jobStatus(
  { createdAt, fails }: DirectJob,
  now: number,
): 'Pending' | 'Running' | 'Failed' | 'Completed' {
  if (now < createdAt + DIRECT_STARTS) return 'Pending';
  if (now < createdAt + DIRECT_LASTS) return 'Running';
  return fails ? 'Failed' : 'Completed';
}

export function jobEndsAt({ createdAt }: DirectJob): number {
  return createdAt + DIRECT_LASTS;
}

/** Since when the metadata of a submission have accessions; undefined while they have none. */
export function archivedAt(submission: Submission, now: number): number | undefined {
  return submission.activities
    .flatMap((activity) => momentsAt(activity, now))
    .find(({ beat }) => beat.state === 'Archived')?.at;
}

export function isArchiving({ submission }: Holding, now: number): boolean {
  return stateAt(submission, now) === 'Archiving';
}
