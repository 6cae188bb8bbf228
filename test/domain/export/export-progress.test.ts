import { describe, expect, it } from 'vitest';
import {
  describeProgress,
  diagnose,
  type ExportProgress,
  movedOn,
} from '../../../src/domain/export/export-progress.ts';

type Job = NonNullable<ExportProgress['job']>;
const exportingWith = (job: Partial<Job>, envelope = 'Exporting'): ExportProgress => ({
  envelope,
  job: { id: 'job-1', status: 'Exporting', spreadsheet: 'not started', assaysDone: 0, ...job },
});

const noJob: ExportProgress = { envelope: 'Submitted' };
const notConsumed = exportingWith({ transfer: 'not started' });
const transferring = exportingWith({ transfer: 'started' });
const noSpreadsheet = exportingWith({ transfer: 'complete' });
const spreadsheetStarted = exportingWith({ transfer: 'complete', spreadsheet: 'started' });
const someAssays = exportingWith({
  transfer: 'complete',
  spreadsheet: 'complete',
  assaysDone: 31,
  assaysTotal: 48,
});
const allAssays = exportingWith({
  transfer: 'complete',
  spreadsheet: 'complete',
  assaysDone: 48,
  assaysTotal: 48,
});
const jobDone = exportingWith({
  status: 'Exported',
  transfer: 'complete',
  spreadsheet: 'complete',
  assaysDone: 48,
  assaysTotal: 48,
});

/** The table of places where an export gets stuck, row by row. */
describe('the diagnosis of a stuck export', () => {
  it.each<[string, ExportProgress | undefined, RegExp, RegExp]>([
    ['no job', noJob, /never sent/, /core log/],
    ['transfer false', notConsumed, /not picked up/, /queue/],
    ['transfer started', transferring, /slow, or failed silently/, /job-1/],
    [
      'transfer done, no spreadsheet',
      noSpreadsheet,
      /spreadsheet was dead-lettered/,
      /error queue/,
    ],
    ['transfer done, spreadsheet started', spreadsheetStarted, /spreadsheet/, /error queue/],
    ['both done, 31 of 48 assays', someAssays, /17 of 48 assays/, /staging area/],
    ['all assays, envelope Exporting', allAssays, /tracker lost an event/, /restart/],
    ['job Exported, envelope stale', jobDone, /tracker lost an event/, /restart/],
  ])('when %s', (_what, progress, likely, next) => {
    expect(diagnose(progress, true).likely).toMatch(likely);
    expect(diagnose(progress, true).next).toMatch(next);
  });

  it('blames nobody for what it does not know', () => {
    expect(diagnose(undefined, false).likely).toMatch(/has not confirmed the submit/);
    expect(diagnose(undefined, true).likely).toMatch(/has not answered since/);
  });

  it('never blames the data transfer of a metadata-only export', () => {
    expect(diagnose(exportingWith({}), true).likely).toMatch(/spreadsheet/);
    expect(
      diagnose(exportingWith({ spreadsheet: 'complete', assaysTotal: 2 }), true).likely,
    ).toMatch(/2 of 2 assays/);
  });

  it('speaks of one assay in the singular', () => {
    const one = exportingWith({ spreadsheet: 'complete', assaysTotal: 1 });
    expect(diagnose(one, true).likely).toMatch(/^1 of 1 assay never arrived: its message was/);
  });

  it('never names the flag that ingest no longer reads', () => {
    for (const progress of [noJob, notConsumed, transferring, noSpreadsheet, someAssays, jobDone])
      expect(JSON.stringify(diagnose(progress, true))).not.toContain('isDataTransferComplete');
  });
});

describe('whether an export moved on', () => {
  const stages = [
    noJob,
    notConsumed,
    transferring,
    noSpreadsheet,
    spreadsheetStarted,
    someAssays,
    allAssays,
    jobDone,
    { ...jobDone, envelope: 'Exported' },
  ];

  it('is true from each stage to every later one, and false back', () => {
    for (const [i, before] of stages.entries()) {
      for (const [j, after] of stages.entries()) {
        expect(movedOn(before, after), `${i} -> ${j}`).toBe(j > i);
      }
    }
  });

  it('at the first look, only when more is done than a transfer that began', () => {
    expect(movedOn(undefined, transferring)).toBe(false);
    expect(movedOn(undefined, someAssays)).toBe(true);
  });
});

describe('progress in words', () => {
  it.each<[ExportProgress | undefined, string]>([
    [undefined, 'waiting for ingest to start the export job'],
    [noJob, 'waiting for ingest to start the export job'],
    [transferring, 'transfer running · spreadsheet not started'],
    [someAssays, 'transfer done · spreadsheet done · assays 31 of 48'],
    [exportingWith({ spreadsheet: 'started' }), 'spreadsheet running'],
  ])('says %o as “%s”', (progress, words) => {
    expect(describeProgress(progress)).toBe(words);
  });
});
