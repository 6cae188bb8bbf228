import { draft } from './not-ready/draft.ts';
import { graphInvalid } from './not-ready/graph-invalid.ts';
import { invalidMetadata } from './not-ready/invalid-metadata.ts';
import { linksPending } from './not-ready/links-pending.ts';
import { missingFiles } from './not-ready/missing-files.ts';
import { openSubmission } from './not-ready/open-submission.ts';
import { projectInvalid } from './not-ready/project-invalid.ts';
import { stillValidating } from './not-ready/still-validating.ts';
import { archivingDirect } from './running/archiving-direct.ts';
import { archivingMixed } from './running/archiving-mixed.ts';
import { archivingWaits } from './running/archiving-waits.ts';
import { happy10x } from './running/happy-10x.ts';
import { metadataOnlyUpdate } from './running/metadata-only-update.ts';
import { twoSubmissions } from './running/two-submissions.ts';
import type { Scenario } from './scenario.ts';
import { acceptsButNothing } from './stuck/accepts-but-nothing.ts';
import { noJob } from './stuck/no-job.ts';
import { noJobRecovers } from './stuck/no-job-recovers.ts';
import { stuckAssay } from './stuck/stuck-assay.ts';
import { stuckAssayRecovers } from './stuck/stuck-assay-recovers.ts';
import { stuckSpreadsheet } from './stuck/stuck-spreadsheet.ts';
import { stuckSpreadsheetRecovers } from './stuck/stuck-spreadsheet-recovers.ts';
import { stuckTransfer } from './stuck/stuck-transfer.ts';
import { stuckTransferRecovers } from './stuck/stuck-transfer-recovers.ts';
import { trackerLostEvent } from './stuck/tracker-lost-event.ts';
import { trackerLostEventRecovers } from './stuck/tracker-lost-event-recovers.ts';

/** Every scenario; those of a ready project come first. */
export const scenarios: readonly Scenario[] = [
  happy10x,
  stuckTransfer,
  stuckTransferRecovers,
  stuckSpreadsheet,
  stuckSpreadsheetRecovers,
  stuckAssay,
  stuckAssayRecovers,
  trackerLostEvent,
  trackerLostEventRecovers,
  noJob,
  noJobRecovers,
  acceptsButNothing,
  metadataOnlyUpdate,
  twoSubmissions,
  archivingMixed,
  archivingDirect,
  archivingWaits,
  invalidMetadata,
  graphInvalid,
  missingFiles,
  draft,
  stillValidating,
  linksPending,
  openSubmission,
  projectInvalid,
];

const aboutTheProject = [
  'archiving-mixed',
  'archiving-direct',
  'two-submissions',
  'links-pending',
  'open-submission',
  'project-invalid',
];

/** Those that say how an export goes: what a person may choose for a project. */
export const exportScenarios: readonly Scenario[] = scenarios.filter(
  ({ key, readiness }) => readiness.state === 'Graph valid' && !aboutTheProject.includes(key),
);

export function scenarioByKey(key: string): Scenario | undefined {
  return scenarios.find((scenario) => scenario.key === key);
}
