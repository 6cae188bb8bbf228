import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PLANNED } from '../support/archive-outside.ts';
import { eli } from '../support/cycles.ts';
import type { Project } from '../support/outside.ts';
import { POLL } from '../support/station.ts';
import { type Bench, openBench, UNKNOWN } from './bench.ts';

let bench: Bench;
let key: string;
let project: Project;
let its: string;
beforeEach(async () => {
  bench = await openBench({ archives: true });
  key = await bench.key({ scopes: ['datasets:read'] });
  project = bench.outside.addProject(1);
  its = `/api/datasets/${project.projectUuid}/archiving`;
});
afterEach(() => bench[Symbol.asyncDispose]());

const ask = (path = '') => bench.get(`${its}${path}`, key);
const later = async (): Promise<void> => {
  await bench.clock.advance(POLL.most);
  await bench.station.look();
};
const submitted = () => bench.station.submit(project, 'Archive', 'archiving');
async function putIntoDsp(cycleId: string): Promise<void> {
  project.envelope = 'Archiving';
  await later();
  await bench.station.press(cycleId, 'archive metadata', eli);
  await later();
}

const JOB = {
  id: 41,
  number: 1,
  state: 'failed' as const,
  reason: 'R1.fastq.gz is damaged.',
  manifestId: 'm1',
  inputs: [{ name: 'R1.fastq.gz', bytes: 5, role: 'read1' }],
  schema: '10xV3',
  outputs: ['m1.bam'],
  memory: 10_001,
  minutes: 1,
  fraction: 0.3,
  attempt: 1,
  files: [],
  warnings: [],
};

describe('an archiving, for programs', () => {
  it('says where it stands: environment, DSP submission, what DSP holds against it', async () => {
    await submitted();
    expect(await ask()).toMatchObject({
      status: 200,
      body: {
        shortName: 'Sim1',
        archiving: 1,
        state: 'submitted for archiving',
        environment: 'dev',
      },
    });
    expect((await ask()).body).not.toHaveProperty('dspSubmission');
  });

  it('shows the upload plan with each job, and what a job has written', async () => {
    await submitted();
    expect(await ask('/jobs')).toMatchObject({ status: 200, body: { jobs: [] } });
    bench.archive.plan = { kind: 'plan', jobs: [JOB], progress: PLANNED };
    bench.archive.logs.set(JOB.id, ['fetching']);
    const { id: _, ...shown } = JOB;
    expect((await ask('/jobs')).body).toEqual({ jobs: [shown] });
    expect(await ask('/jobs/1/log')).toMatchObject({ body: { job: shown, lines: ['fetching'] } });
    expect(await ask('/jobs/2/log')).toMatchObject({
      status: 404,
      body: { type: 'urn:handoff:unknown-job' },
    });
  });

  it('shows what DSP has against it, by entity, and whether it may be completed', async () => {
    const cycleId = await submitted();
    expect(await ask('/errors')).toMatchObject({
      status: 404,
      body: { type: 'urn:handoff:not-in-dsp' },
    });
    await putIntoDsp(cycleId);
    expect(await ask('/errors')).toMatchObject({
      status: 200,
      body: { ready: true, errors: [], pending: [], blockers: { filesNotReady: 0 } },
    });
    const says = ['File reference is missing.'];
    const link = 'https://dsp.example.org/api/sequencingRuns/1';
    bench.archive.errors = [{ type: 'sequencingRuns', entities: [{ link, says }] }];
    bench.archive.blockers = { ...bench.archive.blockers, filesNotReady: 2 };
    expect((await ask('/errors')).body).toEqual({
      dspSubmission: bench.archive.records[0]?.dspUuid,
      ready: false,
      errors: [{ type: 'sequencingRuns', entities: [{ link, says }] }],
      pending: [],
      blockers: { filesNotReady: 2, metadata: 0, empty: false, validating: false, byType: [] },
    });
    await later();
    expect((await ask()).body).toMatchObject({
      dspSubmission: { uuid: bench.archive.records[0]?.dspUuid },
      dsp: { ready: false, errors: 1, blockers: { filesNotReady: 2 } },
    });
  });

  it('shows files on their way to ENA, and accessions', async () => {
    await submitted();
    const file = { uuid: UNKNOWN, name: 'R1.fastq.gz', result: { md5: 'd41d8' } };
    bench.archive.files = [file];
    expect((await ask('/files')).body).toEqual({ files: [file] });
    expect((await ask('/accessions')).body).toEqual({ accessions: [] });
    const accession = {
      of: 'biomaterial' as const,
      uuid: UNKNOWN,
      label: 'donor 1',
      kind: 'biosamples_accession',
      accession: 'SAMEA1',
    };
    bench.archive.accessions = [accession];
    expect((await ask('/accessions')).body).toEqual({ accessions: [accession] });
  });

  it('is a 404 where there is none of it: no dataset, no archiving, no such number', async () => {
    expect(await ask()).toMatchObject({
      status: 404,
      body: { type: 'urn:handoff:unknown-dataset' },
    });
    await bench.station.submit(bench.outside.addProject(2));
    const other = bench.outside.addProject(2).projectUuid;
    for (const path of ['', '/jobs', '/jobs/1/log', '/files', '/errors', '/accessions'])
      expect(await bench.get(`/api/datasets/${other}/archiving${path}`, key)).toMatchObject({
        status: 404,
        body: { type: 'urn:handoff:unknown-archiving' },
      });
    await submitted();
    expect(await ask('?number=1')).toMatchObject({ status: 200 });
    expect(await ask('?number=2')).toMatchObject({ status: 404 });
  });

  it('takes a key that may read datasets', async () => {
    await submitted();
    const writer = await bench.key({ scopes: ['datasets:write'] });
    for (const path of ['', '/jobs', '/jobs/1/log', '/files', '/errors', '/accessions']) {
      expect((await bench.get(its + path)).status).toBe(401);
      expect((await bench.get(its + path, writer)).status).toBe(403);
    }
  });

  it('is nowhere, not even in the description, where archiving is switched off', async () => {
    await using off = await openBench();
    const party = await off.key();
    await off.station.submit(off.outside.addProject(1));
    expect(await off.get(its, party)).toMatchObject({
      status: 404,
      body: { type: 'urn:handoff:not-found' },
    });
    const pathsOf = async (one: Bench) =>
      Object.keys((await one.get('/api/openapi.json')).body['paths'] ?? {});
    expect((await pathsOf(off)).join()).not.toContain('archiving');
    expect((await pathsOf(bench)).filter((path) => path.includes('archiving'))).toHaveLength(6);
  });
});

describe('refusals of an archiving', () => {
  it('count archivings, and speak of archiving', async () => {
    const writer = await bench.key({ name: 'nightly', roles: ['wrangler'] });
    const asked = { project: project.projectUuid, runbook: 'archiving' };
    await submitted();
    expect((await bench.post('/api/datasets', writer, asked)).body).toMatchObject({
      title: 'Sim1 can’t be archived yet',
      detail: expect.stringContaining('archiving 1 is at “submitted for archiving”'),
    });
    const event = { event: 'note', runbook: 'archiving', cycle: 7, values: { note: 'x' } };
    expect(
      (await bench.post(`/api/datasets/${project.projectUuid}/events`, writer, event)).body,
    ).toMatchObject({ detail: 'No archiving has that number: read the dataset, it lists them.' });
    const starting = { event: 'submit for archiving', runbook: 'archiving' };
    expect(
      (await bench.post(`/api/datasets/${project.projectUuid}/events`, writer, starting)).body,
    ).toMatchObject({ title: 'This starts a new archiving' });
  });
});
