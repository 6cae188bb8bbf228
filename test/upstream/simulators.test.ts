import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemRandom } from '../../src/config/system.ts';
import { judge } from '../../src/domain/export/readiness.ts';
import { createS3Store } from '../../src/objects/s3/s3-store.ts';
import { startClock } from '../../src/sandbox/clock.ts';
import { startWorld, type World } from '../../src/sandbox/world.ts';
import { createCatalogueApi } from '../../src/upstream/catalogue-api.ts';
import { readAnnouncement, readImportNotice } from '../../src/upstream/import-notices.ts';
import { createIngestApi } from '../../src/upstream/ingest/ingest-api.ts';
import { createStagingArea } from '../../src/upstream/staging-area.ts';

/** The adapters against the simulators: both were written from the same facts, by different hands. */

const clock = startClock({ frozen: true });
let world: World;
beforeAll(async () => {
  world = await startWorld({ clock, slowMilliseconds: 1500 });
});
afterAll(() => world.stop());

const ingest = (limits = {}) =>
  createIngestApi({
    url: world.ingestUrl,
    uiUrl: 'https://contribute.example.org',
    token: () => world.credentials.ingestToken,
    clock,
    limits,
  });
const catalogue = () =>
  createCatalogueApi({ url: world.catalogueUrl, browserUrl: 'https://explore.example.org', clock });
const staging = () =>
  createStagingArea({
    prefix: 'prod',
    store: createS3Store({
      system: 'The staging area',
      endpoint: world.stagingEndpoint,
      bucket: world.stagingBucket,
      region: 'auto',
      accessKey: world.credentials.stagingAccessKey,
      secretKey: world.credentials.stagingSecretKey,
      checksums: 'when required',
      random: systemRandom,
    }),
  });
const uuidOf = (shortName: string): string => {
  const project = world.controls.read().projects.find((one) => one.shortName === shortName);
  if (project === undefined) throw new Error(`no ${shortName}`);
  return project.projectUuid;
};

test.each([
  ['FetalGutSim', true],
  ['HeartDCMSim', true],
  ['HeartAtlas7Sim', true],
  ['SkinEczemaSim', true],
  ['BloodTimeSim', true],
  ['KidneyNephronSim', 'missing files'],
  ['LungTumour2Sim', 'not graph valid'],
  ['EyeCorneaSim', 'not graph valid'],
  ['SpleenAgeSim', 'not graph valid'],
  ['ThymusDevSim', 'not graph valid'],
  ['ColonCryptSim', 'submit not offered'],
  ['TracheaCiliaSim', 'project not valid'],
  ['OvaryAtlasSim', 'no submission'],
  ['RetinaMixSim', true],
  ['CochleaHairSim', 'on its way'],
  ['MarrowNicheSim', 'already exported'],
])('%s is judged: %s', async (shortName, expected) => {
  const reading = await ingest().readProject(uuidOf(shortName));
  if (reading === undefined) throw new Error('unknown to ingest');
  const verdict = judge(reading);
  expect(verdict.ready || verdict.why.code).toBe(expected);
  expect(reading.dataset.shortName).toBe(shortName);
});

// The simulator lacks the search that ingest's own pages use for this, so the names do not come through.
test('missing files are named', async () => {
  const kidney = await ingest().readProject(uuidOf('KidneyNephronSim'));
  expect(kidney?.files?.missing).toContain('Nephron_S1_L001_R1_001.fastq.gz');
});

test('details: managed access, released before, many submissions', async () => {
  expect((await ingest().readProject(uuidOf('BrainOrganoid3Sim')))?.dataset.managedAccess).toBe(
    true,
  );
  expect((await ingest().readProject(uuidOf('SkinEczemaSim')))?.dataset.alreadyReleased).toBe(true);
  expect((await ingest().readProject(uuidOf('BloodTimeSim')))?.submissions).toHaveLength(23);
  expect((await ingest().readProject(uuidOf('EyeCorneaSim')))?.errors).not.toEqual([]);
  expect((await ingest().readProject(uuidOf('TracheaCiliaSim')))?.errors).not.toEqual([]);
  expect((await ingest().readProject(uuidOf('ColonCryptSim')))?.errors).toEqual([
    expect.stringMatching(/^Ingest has made \d+ of \d+ links so far\.$/),
  ]);
  expect(await ingest().readProject('00000000-0000-4000-8000-000000000000')).toBeUndefined();
});

test('finds projects by name, part of a name, misspelt, and by words of the title', async () => {
  const names = async (words: string) =>
    (await ingest().findProjects(words)).map((project) => project.shortName);
  expect((await names('fetalgutsim'))[0]).toBe('FetalGutSim');
  expect((await names('FetalGutSin'))[0]).toBe('FetalGutSim');
  expect((await names('Kidney')).slice(0, 2).sort()).toEqual(['KidneyNephronSim', 'KidneyOrgSim']);
  expect(await names('cornea limbus')).toContain('EyeCorneaSim');
  expect(await names('')).toHaveLength(20);
});

test.each([
  [
    'FetalGutSim',
    5,
    {
      envelope: 'Exported',
      job: {
        status: 'Exported',
        transfer: 'complete',
        spreadsheet: 'complete',
        assaysDone: 12,
        assaysTotal: 12,
      },
    },
  ],
  [
    'LungTumourSim',
    5,
    { envelope: 'Submitted', job: { transfer: 'started', spreadsheet: 'not started' } },
  ],
  [
    'KidneyOrgSim',
    5,
    { envelope: 'Submitted', job: { transfer: 'complete', spreadsheet: 'not started' } },
  ],
  ['MarrowCensusSim', 5, { envelope: 'Exporting', job: { assaysDone: 47, assaysTotal: 48 } }],
  ['LiverHepatoSim', 5, { envelope: 'Exporting', job: { assaysDone: 30, assaysTotal: 30 } }],
  ['PancreasIsletSim', 5, { envelope: 'Graph valid' }],
] as const)('%s is exported', async (shortName, hours, expected) => {
  const api = ingest();
  const reading = await api.readProject(uuidOf(shortName));
  const verdict = reading && judge(reading);
  if (!verdict?.ready) throw new Error('not ready');
  const { submissionUuid } = verdict.dataset;
  const since = clock.now();
  await api.submit(submissionUuid, ['Export']);
  clock.skip(10 * 60_000);
  if (expected.envelope !== 'Graph valid')
    expect((await api.listUnderWay()).has(submissionUuid)).toBe(true);
  clock.skip(hours * 3_600_000);
  expect(await api.readExport(submissionUuid, since)).toMatchObject(expected);
  expect((await api.listUnderWay()).has(submissionUuid)).toBe(
    !['Exported', 'Graph valid'].includes(expected.envelope),
  );
  if (expected.envelope === 'Exported') {
    await expect(api.submit(submissionUuid, ['Export'])).rejects.toMatchObject({
      outcome: 'refused',
    });
  }
});

test('the staging area of a good export has no faults; that of metadata alone has the known one', async () => {
  expect(await staging().inspect(uuidOf('FetalGutSim'))).toMatchObject({ faults: [] });
  expect((await staging().inspect(uuidOf('FetalGutSim'))).objects).toBeGreaterThan(40);
  const { faults } = await staging().inspect(uuidOf('HeartDCMSim'));
  expect(faults.join('\n')).toContain('found_data_file False');
  expect((await staging().inspect(uuidOf('OvaryAtlasSim'))).faults).toEqual([
    'The staging area is empty.',
  ]);
});

test('the catalogue shows what is released, and nothing in a release to come', async () => {
  const skin = uuidOf('SkinEczemaSim');
  const ovary = uuidOf('OvaryAtlasSim');
  expect(await catalogue().listIndexed([skin, ovary], world.release)).toEqual(new Set([skin]));
  expect(await catalogue().listIndexed([skin, ovary], world.release + 1)).toEqual(new Set());
});

test('the import team’s announcements are understood', () => {
  const project = uuidOf('FetalGutSim');
  const heard: string[] = [];
  const stop = world.onNotice((text) => heard.push(text));
  const notices = {
    'pre-validation passed': undefined,
    'pipeline started': undefined,
    'pipeline succeeded': undefined,
    'snapshot starting': undefined,
    'snapshot public': undefined,
    'post-validation passed': undefined,
    'import completed': 'imported',
    'snapshot complete': 'snapshot made',
    'snapshot failed': 'problem',
    'post-validation problems': 'problem',
    'validation failed': 'problem',
  } as const;
  for (const kind of Object.keys(notices) as (keyof typeof notices)[])
    world.postNotice(project, kind);
  stop();
  expect(heard.map((text) => readImportNotice(text)?.kind)).toEqual(Object.values(notices));
  expect(heard.filter((text) => readAnnouncement(text) === undefined)).toEqual([]);
});

test.each([
  ['ingest-down', 'Ingest broke off.'],
  ['ingest-html-500', 'Ingest answered 500.'],
  ['ingest-malformed', 'Ingest answered something that is not JSON.'],
  ['ingest-401', 'Ingest does not accept the bot’s token.'],
  ['ingest-slow', 'Ingest did not answer in time.'],
])('fault %s', async (fault, message) => {
  world.controls.fault(fault, true);
  try {
    const api = ingest({ headers: 500, whole: 1000 });
    await expect(api.readProject(uuidOf('FetalGutSim'))).rejects.toMatchObject({
      outcome: 'retry',
      message,
    });
  } finally {
    world.controls.fault(fault, false);
  }
});

test('faults of the others', async () => {
  world.controls.fault('catalogue-down', true);
  world.controls.fault('staging-down', true);
  await expect(
    catalogue().listIndexed([uuidOf('FetalGutSim')], world.release),
  ).rejects.toMatchObject({ outcome: 'retry' });
  await expect(staging().inspect(uuidOf('FetalGutSim'))).rejects.toMatchObject({
    outcome: 'retry',
  });
  world.controls.fault('catalogue-down', false);
  world.controls.fault('staging-down', false);
});

test('409: somebody was quicker, and the second try goes through', async () => {
  const api = ingest();
  const reading = await api.readProject(uuidOf('FetalGut2Sim'));
  const submission = reading?.submissions[0]?.uuid ?? '';
  world.controls.fault('ingest-409-once', true);
  await expect(api.submit(submission, ['Export'])).rejects.toMatchObject({ outcome: 'retry' });
  await api.submit(submission, ['Export']);
});
