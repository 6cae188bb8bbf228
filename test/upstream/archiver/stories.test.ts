import { afterEach, beforeEach, expect, test } from 'vitest';
import { aSite } from './site.ts';

let site: Awaited<ReturnType<typeof aSite>>;
beforeEach(async () => {
  site = await aSite();
});
afterEach(() => site[Symbol.asyncDispose]());

test('archive and export: metadata, files, completion, accessions, then the export', async () => {
  const { submissionUuid, dspUuid } = await site.built('RetinaMixSim', ['Archive', 'Export']);
  expect(await site.stateOf(submissionUuid)).toBe('Archiving');
  expect(await site.archiver.blockers(dspUuid)).toEqual({
    filesNotReady: 5,
    metadata: 4,
    empty: false,
    validating: false,
    byType: [{ type: 'sequencingRuns', name: 'Sequencing runs', count: 4 }],
  });
  const { errors, pending } = await site.archiver.validation(dspUuid);
  expect(pending).toEqual([]);
  expect(errors.map(({ type, entities }) => [type, entities.length])).toEqual([
    ['sequencingRuns', 4],
  ]);
  expect(errors[0]?.entities[0]).toEqual({
    link: expect.stringMatching(/\/api\/sequencingRuns\/[0-9a-f-]{36}$/),
    says: [
      'The file [c0b9f94a329ca4bb0deabb15_1.bam] referenced in the metadata is not exists on the file storage area.',
    ],
  });
  expect(await site.archiver.accessions(submissionUuid)).toEqual([]);

  expect(await site.uploadAll(dspUuid)).toEqual(['6fcc435e-da14-4933-96bb-3d51d9b302fc.bam']);
  expect((await site.archiver.validation(dspUuid)).pending).toHaveLength(4);
  site.skip(5);
  expect(await site.archiver.validation(dspUuid)).toEqual({ errors: [], pending: [] });
  expect(await site.archiver.blockers(dspUuid)).toEqual({
    filesNotReady: 0,
    metadata: 0,
    empty: false,
    validating: false,
    byType: [],
  });

  expect(await site.archiver.complete(dspUuid)).toEqual({ outcome: 'sent' });
  site.skip(10);
  expect(await site.stateOf(submissionUuid)).toBe('Archiving');
  site.skip(11);
  const accessions = await site.archiver.accessions(submissionUuid);
  expect(
    Map.groupBy(accessions, ({ kind }) => kind)
      .keys()
      .toArray(),
  ).toEqual([
    'biostudies_accessions',
    'insdc_project_accessions',
    'biosamples_accession',
    'insdc_experiment_accession',
    'insdc_run_accessions',
  ]);
  expect(accessions).toContainEqual({
    of: 'file',
    uuid: expect.any(String),
    label: 'RetA_S1_L001_R1_001.fastq.gz',
    kind: 'insdc_run_accessions',
    accession: expect.stringMatching(/^ERR99\d{6}$/),
  });
  site.skip(2);
  expect(await site.stateOf(submissionUuid)).toBe('Exporting');
  site.skip(120);
  expect(await site.stateOf(submissionUuid)).toBe('Exported');
});

test('faults of the metadata name the sample, under its own type', async () => {
  site.fault('archiver-metadata-error');
  const { dspUuid } = await site.built();
  const { errors } = await site.archiver.validation(dspUuid);
  expect(errors[0]).toEqual({
    type: 'samples',
    entities: [
      {
        link: expect.stringMatching(/\/api\/samples\/[0-9a-f-]{36}$/),
        says: ['A sample has to have a release date.'],
      },
    ],
  });
});

test('straight to the archives: data first, then metadata, then accessions', async () => {
  const submissionUuid = await site.submissionOf('ThalamusDirectSim');
  await site.ingest.submit(submissionUuid, ['Archive']);
  site.skip(5);
  const early = await site.archiver.create(submissionUuid, { direct: true });
  site.skip(10);
  expect(await jobOf(early)).toMatchObject({
    status: 'Failed',
    submissionUuid,
    accessions: [],
    errors: ['Data files of the submission are not in the archive yet.'],
  });
  for (const _ of ['all', 'again']) {
    await site.archiver.archiveData(submissionUuid);
    site.skip(15);
  }
  const sent = await site.archiver.create(submissionUuid, { direct: true });
  expect((await jobOf(sent))?.status).toBe('Pending');
  site.skip(2);
  expect((await jobOf(sent))?.status).toBe('Running');
  site.skip(5);
  const done = await jobOf(sent);
  expect(done).toMatchObject({ status: 'Completed', errors: [] });
  expect(done?.accessions.map(({ kind }) => kind)).toEqual([
    'biostudies_accession',
    'ena_project_accession',
    'biosamples_accession',
    'biosamples_accession',
    'ena_experiment_accession',
    'ena_run_accession',
    'ena_experiment_accession',
    'ena_run_accession',
  ]);
  expect(await site.stateOf(submissionUuid)).toBe('Archived');
  expect(await site.archiver.directJob('0123456789abcdef01234567')).toBeUndefined();
});

test('runs that are excluded want no files', async () => {
  const submissionUuid = await site.submissionOf('RetinaMixSim');
  await site.archiver.create(submissionUuid, { excludeTypes: ['sequencingRun'] });
  site.skip(5);
  const dspUuid = (await site.archiver.latest(submissionUuid))?.dspUuid ?? '';
  expect(await site.archiver.uploadPlan(dspUuid)).toEqual({ jobs: [] });
  expect(await site.archiver.validation(dspUuid)).toEqual({ errors: [], pending: [] });
});

async function jobOf(sent: Awaited<ReturnType<typeof site.archiver.create>>) {
  if (sent.outcome !== 'sent' || sent.directJob === undefined) throw new Error('no job');
  return site.archiver.directJob(sent.directJob);
}
