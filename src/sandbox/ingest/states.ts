/** The states of a submission as ingest sends them (sentence case), in the order of a life. */
export const submissionStates = [
  'Pending',
  'Draft',
  'Metadata validating',
  'Metadata valid',
  'Metadata invalid',
  'Graph validation requested',
  'Graph validating',
  'Graph valid',
  'Graph invalid',
  'Submitted',
  'Processing',
  'Archiving',
  'Archived',
  'Exporting',
  'Exported',
  'Cleanup',
  'Complete',
] as const;

export type SubmissionState = (typeof submissionStates)[number];

/** The state graph of ingest-core and its tracker; `commit…Event` alone goes round it. */
const nextStates: Readonly<Record<SubmissionState, readonly SubmissionState[]>> = {
  Pending: ['Draft'],
  Draft: ['Metadata validating'],
  'Metadata validating': ['Metadata valid', 'Metadata invalid'],
  'Metadata valid': ['Graph validation requested', 'Draft'],
  'Metadata invalid': ['Graph validation requested', 'Draft'],
  'Graph validation requested': ['Graph validating', 'Draft'],
  'Graph validating': ['Graph valid', 'Graph invalid', 'Draft'],
  'Graph valid': ['Submitted', 'Draft', 'Metadata valid'],
  'Graph invalid': ['Graph validation requested', 'Draft', 'Metadata valid'],
  Submitted: ['Processing', 'Exporting', 'Draft'],
  Processing: ['Archiving', 'Submitted'],
  Archiving: ['Archived'],
  Archived: ['Exporting'],
  Exporting: ['Exported'],
  Exported: ['Draft', 'Metadata valid', 'Cleanup'],
  Cleanup: ['Complete'],
  Complete: [],
};

export function mayFollow(state: SubmissionState, next: SubmissionState): boolean {
  return nextStates[state].includes(next);
}

/** A state by its query constant, `GRAPH_VALID`; undefined when there is no such state. */
export function stateOfConstant(constant: string): SubmissionState | undefined {
  return submissionStates.find((state) => constantOf(state) === constant);
}

export function constantOf(state: SubmissionState): string {
  return state.toUpperCase().replaceAll(' ', '_');
}

const closedStates: readonly SubmissionState[] = submissionStates.slice(
  submissionStates.indexOf('Submitted'),
);
const lockedStates: readonly SubmissionState[] = [
  'Submitted',
  'Processing',
  'Exporting',
  'Cleanup',
];

/** Open: not yet submitted. */
export function isOpen(state: SubmissionState): boolean {
  return !closedStates.includes(state);
}

/** Editable: core would accept a change of the metadata. */
export function isEditable(state: SubmissionState): boolean {
  return !lockedStates.includes(state);
}
