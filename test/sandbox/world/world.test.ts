import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { bulkProjects } from '../../../src/sandbox/bulk.ts';
import { startClock } from '../../../src/sandbox/clock.ts';
import { epoch, hrefOf, type Json, list, startSandbox } from './sandbox.ts';

const hour = 60;

it('posts the notices of an import in their order, once', async () => {
  await using sandbox = await startSandbox();
  const notices: string[] = [];
  sandbox.world.onNotice((text) => notices.push(text));
  await sandbox.submit('FetalGutSim');
  sandbox.world.controls.skip(20 * hour);
  const uuid = sandbox.uuidOf('FetalGutSim');
  const own = notices.filter(
    (text) => text.includes(uuid) || text.includes(uuid.replaceAll('-', '')),
  );
  expect(own.map((text) => text.split('\n')[0])).toEqual([
    `gs://broad-dsp-monster-hca-prod-ebi-storage/prod/${uuid} has passed pre-validation.`,
    'HCA Completed Import',
    'HCA dataset hca_prod_f5057fee4c3e445982dd21250b729601__20260203_dcp2 has passed post-validation.',
    'HCA Starting Snapshot',
    'HCA Snapshot Complete',
  ]);
  expect(notices.filter((text) => text.startsWith('HCA Pipeline entered state'))).toHaveLength(4);
  sandbox.world.controls.skip(20 * hour);
  expect(notices.filter((text) => own.includes(text))).toHaveLength(own.length);
});

it('writes notices line by line as the samples have them', async () => {
  await using sandbox = await startSandbox();
  const texts: string[] = [];
  sandbox.world.onNotice((text) => texts.push(text));
  const uuid = sandbox.uuidOf('FetalGutSim');
  sandbox.world.postNotice(uuid, 'import completed');
  sandbox.world.postNotice(uuid, 'snapshot complete');
  const file = new URL('../../fixtures/upstream-samples.json', import.meta.url);
  const samples = JSON.parse(readFileSync(file, 'utf8')) as Json;
  const wanted = list(list(samples['scenarios'])[0]?.['importSlackMessages']).map(String);
  const form = (text: string) =>
    text
      .replace(/\d{8}/g, 'DATE')
      .replace(/datarepo-\w+/g, 'PROJECT')
      .replace(/run\/\w+/, 'run/ID');
  expect(texts.map(form)).toEqual(wanted.map(form));
});

it('says that a metadata-only export failed at validation, without naming the project', async () => {
  await using sandbox = await startSandbox();
  const texts: string[] = [];
  sandbox.world.onNotice((text) => texts.push(text));
  await sandbox.submit('HeartDCMSim', ['Export_Metadata']);
  sandbox.world.controls.skip(10 * hour);
  const failed = texts.find((text) => text.startsWith('Validation Ingress Failed'));
  expect(failed).not.toContain(sandbox.uuidOf('HeartDCMSim'));
  expect(texts.some((text) => text.startsWith('found_data_file False'))).toBe(true);
  expect(texts.filter((text) => text.startsWith('HCA Completed Import'))).toHaveLength(1); // MarrowNicheSim
});

it('posts nothing for what was exported before the world began', async () => {
  await using sandbox = await startSandbox();
  const texts: string[] = [];
  sandbox.world.onNotice((text) => texts.push(text));
  sandbox.world.controls.skip(1);
  expect(texts).toEqual([]);
});

it('recovers a stuck export at once when that is chosen', async () => {
  await using sandbox = await startSandbox();
  const uuid = sandbox.uuidOf('MarrowCensusSim');
  await sandbox.submit('MarrowCensusSim');
  sandbox.world.controls.skip(7 * hour);
  expect((await sandbox.submission('MarrowCensusSim'))['submissionState']).toBe('Exporting');
  sandbox.world.controls.scenario(uuid, 'stuck-assay-recovers');
  expect((await sandbox.submission('MarrowCensusSim'))['submissionState']).toBe('Exporting');
  sandbox.world.controls.skip(10);
  expect((await sandbox.submission('MarrowCensusSim'))['submissionState']).toBe('Exported');
});

it('lets operations bring every project that is not ready back to valid', async () => {
  await using sandbox = await startSandbox();
  const { controls } = sandbox.world;
  const offering = controls
    .read()
    .projects.filter(({ scenarios }) => scenarios.some(({ key }) => key === 'reset-to-valid'));
  expect(offering.map(({ state }) => state)).toEqual(
    expect.arrayContaining(['Draft', 'Metadata invalid', 'Graph invalid', 'Exported', 'Archiving']),
  );
  for (const { projectUuid } of offering) controls.scenario(projectUuid, 'reset-to-valid');
  controls.skip(6);
  for (const { shortName } of offering) {
    const submission = await sandbox.submission(shortName);
    expect(submission['submissionState'], shortName).toBe('Graph valid');
    expect((await sandbox.submit(shortName)).status, shortName).toBe(202);
  }
});

it('says of a project that an older submission holds up', async () => {
  await using sandbox = await startSandbox();
  const { projects } = sandbox.world.controls.read();
  const tonsil = projects.find(({ shortName }) => shortName === 'TonsilGerminalSim');
  expect(tonsil?.state).toBe('Graph valid, older: Draft');
  const chosen = tonsil?.scenarios.find(({ key }) => key === tonsil.scenario);
  expect(chosen?.title).toBe('Not ready: an older submission is still open');
});

it('refuses a scenario, fault or project that does not exist', async () => {
  await using sandbox = await startSandbox();
  const { controls } = sandbox.world;
  expect(() => controls.scenario(sandbox.uuidOf('FetalGutSim'), 'draft')).toThrow(RangeError);
  expect(() => controls.scenario('nobody', 'happy-10x')).toThrow(RangeError);
  expect(() => controls.fault('meteor', true)).toThrow(RangeError);
});

it.each([
  ['ingest-html-500', 500, 'text/html'],
  ['ingest-401', 401, null],
] as const)('plays %s', async (name, status, type) => {
  await using sandbox = await startSandbox();
  sandbox.world.controls.fault(name, true);
  const path = `/projects/search/findByUuid?uuid=${sandbox.uuidOf('FetalGutSim')}`;
  const answer = await sandbox.get(path);
  expect(answer.status).toBe(status);
  expect(answer.headers.get('content-type')).toBe(type);
  sandbox.world.controls.fault(name, false);
  expect((await sandbox.get(path)).status).toBe(200);
});

it('plays outages, slowness and broken JSON', async () => {
  await using sandbox = await startSandbox({ slowMilliseconds: 60 });
  const { controls, catalogueUrl, stagingEndpoint } = sandbox.world;
  const path = `/projects/search/findByUuid?uuid=${sandbox.uuidOf('FetalGutSim')}`;
  controls.fault('ingest-malformed', true);
  await expect(sandbox.read(path)).rejects.toThrow(SyntaxError);
  controls.fault('ingest-malformed', false);
  controls.fault('ingest-slow', true);
  const begin = performance.now();
  await sandbox.read(path);
  expect(performance.now() - begin).toBeGreaterThan(50);
  controls.fault('ingest-down', true);
  await expect(sandbox.get(path)).rejects.toThrow();
  controls.fault('catalogue-down', true);
  expect((await fetch(`${catalogueUrl}/index/catalogs`)).status).toBe(503);
  controls.fault('staging-down', true);
  expect((await fetch(stagingEndpoint)).status).toBe(503);
});

it('conflicts once', async () => {
  await using sandbox = await startSandbox();
  sandbox.world.controls.fault('ingest-409-once', true);
  expect((await sandbox.submit('FetalGutSim')).status).toBe(409);
  expect((await sandbox.submit('FetalGutSim')).status).toBe(202);
  expect(sandbox.world.submits).toHaveLength(1);
});

it('begins anew on reset', async () => {
  await using sandbox = await startSandbox();
  await sandbox.submit('FetalGutSim');
  sandbox.world.controls.skip(120);
  sandbox.world.controls.fault('catalogue-down', true);
  sandbox.world.controls.reset();
  expect(sandbox.clock.now()).toEqual(epoch);
  const controls = sandbox.world.controls.read();
  expect(controls.faults.some(({ on }) => on)).toBe(false);
  expect(controls.projects[0]).toMatchObject({ shortName: 'FetalGutSim', state: 'Graph valid' });
  expect(sandbox.world.submits).toEqual([]);
});

it('goes on where it was after a restart', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'world-'));
  try {
    let later: Date;
    {
      await using sandbox = await startSandbox({ dataDir });
      await sandbox.submit('FetalGutSim');
      sandbox.world.controls.skip(30);
      later = sandbox.clock.now();
    }
    const clock = startClock({ frozen: true, startAt: epoch });
    await using sandbox = await startSandbox({ dataDir, clock });
    expect(clock.now()).toEqual(later);
    expect(sandbox.world.submits).toHaveLength(1);
    expect((await sandbox.submission('FetalGutSim'))['submissionState']).toBe('Submitted');
    sandbox.world.controls.skip(70);
    const submission = await sandbox.submission('FetalGutSim');
    expect(submission['submissionState']).toBe('Exported');
    expect(
      list((await sandbox.read(hrefOf(submission, 'exportJobs')))['_embedded']?.['exportJobs']),
    ).toHaveLength(1);
  } finally {
    rmSync(dataDir, { recursive: true });
  }
});

it('has ten thousand projects quickly', async () => {
  const projects = bulkProjects({
    count: 10_000,
    states: ['Graph valid', 'Submitted', 'Exporting'],
    now: epoch.getTime(),
  });
  const begin = performance.now();
  await using sandbox = await startSandbox({ projects });
  const search = '/submissionEnvelopes/search/findBySubmissionState?submissionState=EXPORTING';
  const page = await sandbox.read(`${search}&size=100`);
  expect(page['page']).toMatchObject({ size: 100, totalElements: 3333, totalPages: 34 });
  expect(performance.now() - begin).toBeLessThan(3000);
});
