import { hours } from '../domain/duration.ts';
import {
  alert,
  announce,
  lookAtCatalogue,
  lookAtStagingArea,
  showCleanUp,
  submitToIngest,
  tell,
} from '../domain/runbook/effect.ts';
import { defineRunbook, observed, step } from '../domain/runbook/runbook.ts';
import { cleanUpLeft, noDeletionRuns } from './clean-up.ts';
import { corrections, type WorkedOn } from './correction.ts';
import { finalCheck } from './final-check.ts';
import { importRequest, importWebForm } from './import-request.ts';
import { noteOnTheProcess } from './note.ts';
import { whyCarryOn } from './reason.ts';
import { guidedRecovery } from './recovery.ts';

/** Step 7: where a failed export is held. */
const HELD = ['needs correction', 'ready to re-export'] as const;

/** Step 7, “at any point”: who has worked on it by then, besides ingest operations and the submitter, and is told. */
const WORKED_ON: readonly WorkedOn[] = [
  { in: ['exporting', 'exported', 'import form ready'], by: [] },
  { in: ['import requested', 'imported'], by: ['coordinators', 'import-team'] },
  { in: ['snapshot made', 'in the browser'], by: ['coordinators', 'import-team', 'browser-team'] },
];

/** Exporting Datasets SOP (spec 1): the process for exporting completed or updated projects to the DCP. */
export const exporting = defineRunbook({
  name: 'exporting',
  title: 'Exporting datasets',
  command: '/export',
  newCycle: 'New export',
  counted: 'cycle',
  done: 'exported',
  starts: 'valid',
  joining: 'archived before export',
  states: {
    exporting: {
      label: 'Exporting',
      step: 2,
      holder: 'ingest',
      watched: 'export',
      within: hours(4),
      ifLate: alert('ingest-operations', 'submitter'),
    },
    exported: { label: 'Exported', step: 3, holder: 'submitter' },
    'import form ready': { label: 'Import form ready', step: 3, holder: 'submitter' },
    'import requested': { label: 'Import requested', step: 4, holder: 'import-team' },
    imported: { label: 'Imported', step: 4, holder: 'import-team' },
    'snapshot made': {
      label: 'Snapshot made',
      step: 5,
      holder: 'browser-team',
      watched: 'catalogue',
    },
    'in the browser': { label: 'In the browser', step: 6, holder: 'submitter' },
    released: { label: 'Released', step: 6, holder: 'nobody', ends: true },
    'needs correction': {
      label: 'Needs correction',
      step: 7,
      holder: 'ingest-operations',
      watched: 'validity',
      held: 'to be corrected',
    },
    'ready to re-export': {
      label: 'Ready to re-export',
      step: 8,
      holder: 'submitter',
      held: 'corrected',
    },
    superseded: { label: 'Re-exported', step: 8, holder: 'nobody', ends: true },
  },
  steps: [
    step(
      1,
      'The wrangler hits submit to trigger export',
      { doing: 'Submit', done: 'Submitted' },
      {
        who: ['wrangler'],
        from: 'valid',
        on: 'submit',
        to: 'exporting',
        opens: 'Export',
        do: [submitToIngest, tell('submitted')],
      },
      observed('archived before export', {
        from: 'valid',
        to: 'exporting', // archiving was asked for with it: ingest goes on by itself
        keep: 'accepted',
        do: [tell('export taken over')],
      }),
    ),

    step(
      2,
      'The submitting wrangler checks that export is complete, usually in 1 to 4 hours',
      { doing: 'Exporting', done: 'Exported' },
      observed('ingest asked', { from: 'exporting', keep: 'envelopeUpdatedAt' }),
      observed('ingest accepted', {
        from: ['exporting', 'needs correction', 'ready to re-export'], // held while the answer came
        keep: 'accepted',
      }),
      observed('ingest refused', {
        from: 'exporting',
        to: 'needs correction',
        do: [tell('export refused by ingest', 'submitter', 'ingest-operations')],
      }),
      observed('export progressed', { from: 'exporting', keep: 'progress' }),
      observed('export disturbed', {
        from: 'exporting',
        keep: 'disturbed',
        do: [tell('export disturbed', 'submitter', 'ingest-operations')],
      }),
      observed('export finished', {
        from: 'exporting',
        to: 'exported',
        keep: 'progress',
        do: [lookAtStagingArea, tell('export finished', 'submitter')],
      }),
      observed('staging area seen', {
        from: ['exported', 'import form ready', 'import requested', 'imported'],
        keep: 'staging',
      }),
      observed('staging faults seen', {
        from: ['exported', 'import form ready'], // the card shows them before anybody hands over
        keep: 'staging',
      }),
      observed('staging faults seen', {
        from: ['import requested', 'imported'],
        keep: 'staging',
        do: [tell('staging faults', 'submitter', 'import-team')],
      }),
    ),

    step(
      3,
      'The import team is notified of successful export',
      { doing: 'Request import', done: 'Import requested' },
      {
        who: ['wrangler'],
        from: 'exported',
        on: 'request import',
        to: 'import requested',
        when: 'no web form',
        button: 'Request import',
        style: 'primary',
        form: importRequest,
        keep: 'importRequest',
        do: [lookAtCatalogue, tell('ready to import', 'import-team')],
      },
      {
        who: ['wrangler'],
        from: 'exported',
        on: 'prepare import form',
        to: 'import form ready',
        when: 'web form',
        button: 'Request import',
        style: 'primary',
        form: importWebForm,
        keep: 'importRequest',
        do: [tell('import form ready')],
      },
      {
        who: ['wrangler'],
        from: 'import form ready',
        on: 'form submitted',
        to: 'import requested',
        when: 'web form',
        button: 'I submitted it',
        do: [lookAtCatalogue, tell('ready to import', 'import-team')],
      },
    ),

    step(
      4,
      'The submitting wrangler is notified that import and snapshot were successful, or of issues',
      { doing: 'Snapshot', done: 'Snapshot made' },
      {
        who: ['import-team'],
        from: 'import requested',
        on: 'imported',
        to: 'imported',
        button: 'Imported',
        do: [tell('imported', 'submitter', 'coordinators')],
      },
      {
        who: ['import-team'],
        from: ['import requested', 'imported'],
        on: 'snapshot made',
        to: 'snapshot made',
        button: 'Snapshot made',
        style: 'primary',
        do: [
          tell('snapshot made', 'submitter', 'coordinators'),
          tell('hand over to browser', 'browser-team'),
        ],
      },
      observed('import notice seen', {
        from: ['exported', 'import form ready'], // somebody has asked the import team elsewhere
        keep: 'proposal',
        do: [tell('import noticed early', 'submitter')],
      }),
      observed('import notice seen', {
        from: ['import requested', 'imported', 'snapshot made'],
        keep: 'proposal',
        do: [tell('snapshot proposed', 'import-team')],
      }),
    ),

    step(
      5,
      'The browser team notifies wrangler and import team when indexed and in the browser',
      { doing: 'Indexing', done: 'In the browser' },
      observed('catalogue seen', {
        from: ['import requested', 'imported'], // later it might be news already
        keep: 'inCatalogueBefore',
      }),
      observed('indexed', {
        from: 'snapshot made',
        to: 'in the browser',
        do: [tell('in the browser', 'submitter', 'import-team')],
      }),
      {
        who: ['browser-team'],
        from: 'snapshot made',
        on: 'seen in the browser',
        to: 'in the browser',
        button: 'In the browser',
        style: 'primary',
        do: [tell('in the browser', 'submitter', 'import-team')],
      },
    ),

    step(
      6,
      'The wrangler does a final check and notifies the data channel',
      { doing: 'Final check', done: 'Released' },
      {
        who: ['wrangler'],
        from: 'in the browser',
        on: 'final check passed',
        to: 'released',
        button: 'Final check',
        style: 'primary',
        form: finalCheck,
        keep: 'checklist',
        do: [tell('released'), announce('announce release', 'data-consumers')],
      },
    ),

    step(
      7,
      'If issues occur at any point, corrections are made as updates and then re-exported',
      undefined,
      ...corrections({
        workedOn: WORKED_ON,
        heldIn: HELD,
        carryOn: { button: 'Carry on without re-export', form: whyCarryOn },
        cleansUp: true,
      }),
      ...guidedRecovery({ workedOn: WORKED_ON, heldIn: HELD }),
      noteOnTheProcess,
    ),

    step(8, 'The wrangler triggers export again, following steps 2 to 7', undefined, {
      who: ['wrangler'],
      from: HELD,
      on: 're-exported',
      to: 'superseded',
      opens: 'Export again',
      possible: noDeletionRuns,
      remember: cleanUpLeft,
      do: [showCleanUp(), tell('new cycle', 'whoever took part')],
    }),
  ],
});
