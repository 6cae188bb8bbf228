/** States of a submission envelope, in ingest's words (`SubmissionEnvelope.allowedSubmissionStateTransitions`). */

/** What ingest takes a submit from. */
export const READY = 'Graph valid';

/** Ingest is at work on it, or on the project: nobody has to mend anything. */
export const VALIDATING: readonly string[] = [
  'Validating',
  'Metadata validating',
  'Graph validation requested',
  'Graph validating',
];

/** Submitted and not there yet. */
export const ON_ITS_WAY: readonly string[] = [
  'Submitted',
  'Processing',
  'Archiving',
  'Archived',
  'Exporting',
];

/** The export is behind it. */
export const EXPORTED: readonly string[] = ['Exported', 'Cleanup', 'Complete'];
