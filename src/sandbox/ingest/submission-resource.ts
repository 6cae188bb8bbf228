import { uploadBucket } from '../staging/upload-area.ts';
import { objectIdOf } from '../world/identity.ts';
import { stateAt, updatedAt } from '../world/life.ts';
import type { Submission } from '../world/record.ts';
import { instant } from './hal.ts';
import { isEditable, isOpen, type SubmissionState } from './states.ts';

const everyLink: Readonly<Record<string, string>> = {
  biomaterials: '/biomaterials',
  processes: '/processes',
  files: '/files',
  projects: '/projects',
  protocols: '/protocols',
  bundleManifests: '/bundleManifests',
  submissionManifest: '/submissionManifest',
  exportJobs: '/exportJobs',
  submissionEnvelopeErrors: '/submissionErrors',
  documentSmReport: '/documentSmReport',
  summary: '/summary',
  linkingMap: '/linkingMap',
  contentLastUpdated: '/contentLastUpdated',
  relatedProjects: '/relatedProjects',
  commitDraft: '/commitDraftEvent',
  commitValid: '/commitValidEvent',
  commitGraphValid: '/commitGraphValidEvent',
  commitExported: '/commitExportedEvent',
};

/** The request that core links in a state, by rel. */
const requests: Readonly<Partial<Record<SubmissionState, Readonly<Record<string, string>>>>> = {
  'Graph valid': { submit: '/submissionEvent' },
  Submitted: { export: '/exportEvent' },
  Archiving: { archived: '/archivedEvent' },
  Archived: { export: '/exportEvent' },
  Exported: { cleanup: '/cleanupEvent' },
};

/** A submission envelope as core sends it. */
export function submissionResource(submission: Submission, base: string, now: number) {
  const state = stateAt(submission, now);
  const href = `${base}/submissionEnvelopes/${submission.oid}`;
  const legal = submission.linksPending > 0 && state === 'Graph valid' ? {} : requests[state];
  const links = Object.entries({ ...everyLink, ...legal });
  const user = objectIdOf('user of the simulator');
  return {
    submissionDate: instant(submission.createdAt),
    updateDate: instant(updatedAt(submission, now)),
    user,
    lastModifiedUser: user,
    type: 'Submission',
    uuid: { uuid: submission.uuid },
    events: [],
    stagingDetails: {
      stagingAreaUuid: { uuid: submission.uuid },
      stagingAreaLocation: { value: `s3://${uploadBucket}/${submission.uuid}/` },
    },
    submissionState: state,
    triggersAnalysis: true,
    isUpdate: submission.isUpdate,
    submitActions: submission.submitActions.map(sentenceCase),
    lastSpreadsheetGenerationJob: null,
    open: isOpen(state),
    editable: isEditable(state),
    systemEditable: isEditable(state),
    _links: {
      self: { href },
      submissionEnvelope: { href },
      ...Object.fromEntries(links.map(([rel, path]) => [rel, { href: `${href}${path}` }])),
    },
  };
}

/** `Export_Metadata` is sent as `Export metadata`. */
function sentenceCase(action: string): string {
  const words = action.replaceAll('_', ' ').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
