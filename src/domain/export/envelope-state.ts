/** States of a submission envelope, in ingest's words (`SubmissionEnvelope.allowedSubmissionStateTransitions`). */

/** What ingest takes a submit from. */
export const READY = 'Graph valid';

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
