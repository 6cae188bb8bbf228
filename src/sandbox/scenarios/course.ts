import type { SubmissionState } from '../ingest/states.ts';

/** What an export job's context says; ingest mixes booleans and strings here. */
export type StageValue = false | 'STARTED' | 'COMPLETE';

export type JobStatus = 'Exporting' | 'Exported';

/** What changes in an export job at a beat. */
export interface JobChange {
  readonly status?: JobStatus | undefined;
  readonly dataFileTransfer?: StageValue | undefined;
  readonly spreadsheetGeneration?: StageValue | undefined;
  readonly totalAssayCount?: number | undefined;
}

export interface JobProgress extends JobChange {
  readonly status: JobStatus;
}

/** One thing that happens, so many sandbox minutes after the beginning of its activity. */
export interface Beat {
  readonly minute: number;
  readonly state?: SubmissionState | undefined;
  readonly job?: JobChange | undefined;
  readonly exported?: number | undefined;
}

/** The steps of an export, in order. */
export const stepNames = [
  'accepted',
  'submitted',
  'job created',
  'transfer started',
  'transfer complete',
  'spreadsheet started',
  'spreadsheet complete',
  'all assays but one',
  'last assay',
  'exported',
] as const;

export type StepName = (typeof stepNames)[number];

export interface Step extends Beat {
  readonly step: StepName;
}

/** What an export consists of. */
export interface ExportOrder {
  readonly assays: number;
  readonly metadataOnly: boolean;
}

const assaysBegin = 40.2;
const assaysEnd = 95;

/** A whole export that goes well: transfer 35 minutes, spreadsheet 5, then assay by assay. */
export function wholeCourse({ assays, metadataOnly }: ExportOrder): readonly Step[] {
  const spreadsheetAt = metadataOnly ? 0.5 : 35;
  const transfer: readonly Step[] = [
    {
      step: 'job created',
      minute: 0.2,
      job: { status: 'Exporting', dataFileTransfer: false },
    },
    { step: 'transfer started', minute: 0.5, job: { dataFileTransfer: 'STARTED' } },
    {
      step: 'transfer complete',
      minute: spreadsheetAt,
      job: { dataFileTransfer: 'COMPLETE', spreadsheetGeneration: false },
    },
  ];
  const withoutData: readonly Step[] = [
    {
      step: 'job created',
      minute: 0.2,
      job: { status: 'Exporting', spreadsheetGeneration: false },
    },
  ];
  return [
    { step: 'accepted', minute: 0 },
    { step: 'submitted', minute: 0.1, state: 'Submitted' },
    ...(metadataOnly ? withoutData : transfer),
    {
      step: 'spreadsheet started',
      minute: spreadsheetAt + 0.3,
      job: { spreadsheetGeneration: 'STARTED' },
    },
    {
      step: 'spreadsheet complete',
      minute: spreadsheetAt + 5,
      state: 'Exporting',
      job: { spreadsheetGeneration: 'COMPLETE', totalAssayCount: assays },
    },
    ...eachAssay(assays, metadataOnly ? spreadsheetAt + 5.2 : assaysBegin),
    { step: 'exported', minute: assaysEnd + 0.1, state: 'Exported' },
  ];
}

function eachAssay(assays: number, begin: number): readonly Step[] {
  return Array.from({ length: assays }, (_, index) => {
    const exported = index + 1;
    const last = exported === assays;
    return {
      step: last ? 'last assay' : 'all assays but one',
      minute: begin + ((assaysEnd - begin) * exported) / assays,
      exported,
      ...(last ? { job: { status: 'Exported' } } : {}),
    };
  });
}

/** The export of what has been archived: it is on its way already. */
export function courseAfterArchiving(order: ExportOrder): readonly Beat[] {
  return wholeCourse(order).map(({ step, minute, state, job, exported }) => ({
    minute,
    job,
    exported,
    state: step === 'submitted' ? 'Exporting' : state === 'Exported' ? state : undefined,
  }));
}

/** An export that is archived first: it waits in Archiving for a person. */
export function archivingCourse(): readonly Step[] {
  return [
    { step: 'submitted', minute: 0.1, state: 'Submitted' },
    { step: 'submitted', minute: 0.5, state: 'Processing' },
    { step: 'submitted', minute: 2, state: 'Archiving' },
  ];
}
