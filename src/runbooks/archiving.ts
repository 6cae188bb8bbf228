import { hours } from '../domain/duration.ts';
import { alert, submitToIngest, tell } from '../domain/runbook/effect.ts';
import { defineRunbook, observed, step } from '../domain/runbook/runbook.ts';
import { archivingCompletion } from './archiving/completion.ts';
import { archivingFiles } from './archiving/files.ts';
import { archivingMetadata } from './archiving/metadata.ts';
import { corrections, type WorkedOn } from './correction.ts';
import { noteOnTheProcess } from './note.ts';
import { whyCarryOnArchiving } from './reason.ts';

/** Where archiving is held. */
const HELD = ['archiving held', 'ready to archive again'] as const;

/** Who has worked on it by then, besides ingest operations and the submitter, and is told of a problem. */
const WORKED_ON: readonly WorkedOn[] = [
  { in: ['submitted for archiving', 'archiving'], by: [] },
  {
    in: [
      'metadata on its way',
      'metadata in DSP',
      'files under way',
      'files on their way to ENA',
      'files failed',
      'files archived',
      'completing',
    ],
    by: ['developers'],
  },
];

/** Archiving SOP (spec 2): submit, then metadata to DSP, files to DSP or ENA, and the DSP submission completed. */
export const archiving = defineRunbook({
  name: 'archiving',
  title: 'Archiving submissions',
  command: '/archiving',
  newCycle: 'New archiving',
  counted: 'archiving',
  done: 'archived',
  starts: 'valid',
  joining: 'join archiving',
  states: {
    'submitted for archiving': {
      label: 'Submitted for archiving',
      step: 0,
      holder: 'ingest',
      watched: 'envelope',
      within: hours(4),
      ifLate: alert('ingest-operations', 'submitter'),
    },
    archiving: { label: 'Archiving', step: 1, holder: 'ingest-operations' },
    'metadata on its way': {
      label: 'Archiving metadata',
      step: 1,
      holder: 'archiver',
      watched: 'DSP submission',
      within: hours(1),
      ifLate: alert('developers', 'ingest-operations'),
    },
    'DSP submission being removed': {
      label: 'Removing the DSP submission',
      step: 1,
      holder: 'archiver',
      within: hours(1),
    },
    'metadata in DSP': {
      label: 'Metadata in DSP',
      step: 2,
      holder: 'ingest-operations',
      watched: 'DSP',
    },
    'files beginning': { label: 'Files beginning', step: 2, holder: 'archiver', within: hours(1) },
    'files under way': {
      label: 'Archiving files',
      step: 2,
      holder: 'archiver',
      watched: 'files',
      still: hours(2),
      ifLate: alert('ingest-operations', 'developers'),
    },
    'files on their way to ENA': {
      label: 'Sending files to ENA',
      step: 2,
      holder: 'archiver',
      watched: 'ENA',
      ifLate: alert('ingest-operations', 'developers'),
    },
    'files failed': { label: 'Some files failed', step: 2, holder: 'ingest-operations' },
    'files archived': {
      label: 'Files archived',
      step: 3,
      holder: 'ingest-operations',
      watched: 'DSP',
    },
    completing: {
      label: 'Completing',
      step: 3,
      holder: 'archiver',
      watched: 'completion',
      within: hours(24),
      ifLate: alert('developers', 'submitter'),
    },
    archived: {
      label: 'Archived',
      step: 3,
      holder: 'ingest',
      watched: 'hand-over',
      within: hours(4),
      ifLate: alert('ingest-operations', 'submitter'),
    },
    'archived alone': {
      label: 'Archived, not exported',
      step: 3,
      holder: 'ingest',
      watched: 'hand-over',
    },
    'export beginning': { label: 'Export beginning', step: 3, holder: 'ingest', within: hours(1) },
    'handed over': { label: 'Archived', step: 3, holder: 'nobody', ends: true },
    'archiving held': {
      label: 'Needs correction',
      step: 4,
      holder: 'developers',
      watched: 'validity',
      held: 'to be corrected',
    },
    'ready to archive again': {
      label: 'Ready to archive again',
      step: 4,
      holder: 'submitter',
      held: 'corrected',
    },
    'archived anew': { label: 'Begun again', step: 4, holder: 'nobody', ends: true },
  },
  steps: [
    step(
      0,
      'Submit for Archiving: on the Submit tab, click the Submit Button',
      { doing: 'Submit for Archiving', done: 'Submitted for Archiving' },
      {
        who: ['wrangler'],
        from: 'valid',
        on: 'submit for archiving',
        to: 'submitted for archiving',
        opens: 'Archive',
        do: [submitToIngest, tell('archiving submitted')],
      },
      {
        who: ['wrangler'],
        from: 'valid',
        on: 'join archiving',
        to: 'submitted for archiving',
        keep: 'accepted', // it was submitted in ingest itself
        do: [tell('archiving joined')],
      },
      observed('ingest asked', { from: 'submitted for archiving', keep: 'envelopeUpdatedAt' }),
      observed('ingest accepted', { from: ['submitted for archiving', ...HELD], keep: 'accepted' }),
      observed('ingest refused', {
        from: 'submitted for archiving',
        to: 'archiving held',
        do: [tell('archiving refused by ingest', 'submitter', 'ingest-operations')],
      }),
      observed('archiving progressed', { from: 'submitted for archiving', keep: 'progress' }),
      observed('archiving reached', {
        from: 'submitted for archiving',
        to: 'archiving',
        keep: 'progress',
        do: [tell('archiving reached', 'ingest-operations')], // the SOP: “poke your #hca-operations buddies”
      }),
      observed('archiving disturbed', {
        from: ['submitted for archiving', 'completing', 'archived'],
        keep: 'disturbed',
        do: [tell('archiving disturbed', 'submitter', 'ingest-operations')],
      }),
    ),

    step(
      1,
      'Archiving Metadata to DSP: create a DSP submission, and check validation errors and blockers',
      { doing: 'Step 1 of 3: Archiving Metadata', done: 'Step 1 of 3: Metadata in DSP' },
      ...archivingMetadata,
    ),

    step(
      2,
      'Archiving Files to DSP, or directly to ENA',
      { doing: 'Step 2 of 3: Archiving Files', done: 'Step 2 of 3: Files archived' },
      ...archivingFiles,
    ),

    step(
      3,
      'Complete DSP Submission',
      { doing: 'Step 3 of 3: Complete', done: 'Step 3 of 3: Archived' },
      ...archivingCompletion,
    ),

    step(
      4,
      'If there is any problem, a dev is contacted; it is corrected, and archiving carries on or begins again',
      undefined,
      ...corrections({
        workedOn: WORKED_ON,
        heldIn: HELD,
        carriesOnFrom: ['archiving held'],
        carryOn: { button: 'Carry on where it was', form: whyCarryOnArchiving },
        cleansUp: false,
      }),
      {
        who: ['wrangler'],
        from: HELD,
        on: 'archived again',
        to: 'archived anew',
        opens: 'Archive again',
        do: [tell('new cycle', 'whoever took part')],
      },
      noteOnTheProcess,
    ),
  ],
});
