import { acceptsButNothing } from './accepts-but-nothing.ts';
import { archivingMixed } from './archiving-mixed.ts';
import { draft } from './draft.ts';
import { graphInvalid } from './graph-invalid.ts';
import { happy10x } from './happy-10x.ts';
import { invalidMetadata } from './invalid-metadata.ts';
import { linksPending } from './links-pending.ts';
import { metadataOnlyUpdate } from './metadata-only-update.ts';
import { missingFiles } from './missing-files.ts';
import { noJob } from './no-job.ts';
import { noJobRecovers } from './no-job-recovers.ts';
import { projectInvalid } from './project-invalid.ts';
import type { Scenario } from './scenario.ts';
import { stillValidating } from './still-validating.ts';
import { stuckAssay } from './stuck-assay.ts';
import { stuckAssayRecovers } from './stuck-assay-recovers.ts';
import { stuckSpreadsheet } from './stuck-spreadsheet.ts';
import { stuckSpreadsheetRecovers } from './stuck-spreadsheet-recovers.ts';
import { stuckTransfer } from './stuck-transfer.ts';
import { stuckTransferRecovers } from './stuck-transfer-recovers.ts';
import { trackerLostEvent } from './tracker-lost-event.ts';
import { trackerLostEventRecovers } from './tracker-lost-event-recovers.ts';
import { twoSubmissions } from './two-submissions.ts';

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
  invalidMetadata,
  graphInvalid,
  missingFiles,
  draft,
  stillValidating,
  linksPending,
  projectInvalid,
];

const aboutReadiness = ['two-submissions', 'links-pending', 'project-invalid'];

/** Those that say how an export goes: what a person may choose for a project. */
export const exportScenarios: readonly Scenario[] = scenarios.filter(
  ({ key, readiness }) => readiness.state === 'Graph valid' && !aboutReadiness.includes(key),
);

export function scenarioByKey(key: string): Scenario | undefined {
  return scenarios.find((scenario) => scenario.key === key);
}
