import { expect, it } from 'vitest';
import { hrefOf, list, type Sandbox, startSandbox } from '../world/sandbox.ts';

async function stateOf(sandbox: Sandbox, shortName: string): Promise<unknown> {
  return (await sandbox.submission(shortName))['submissionState'];
}

it('answers 404 with an empty body for a project that does not exist', async () => {
  await using sandbox = await startSandbox();
  const path = '/projects/search/findByUuid?uuid=00000000-0000-4000-a000-000000000000';
  const answer = await sandbox.get(path, false);
  expect(answer.status).toBe(404);
  expect(await answer.text()).toBe('');
});

it('answers 401 with an empty body without a login, on submissions only', async () => {
  await using sandbox = await startSandbox();
  const uuid = sandbox.uuidOf('FetalGutSim');
  expect((await sandbox.get(`/projects/search/findByUuid?uuid=${uuid}`, false)).status).toBe(200);
  const submission = await sandbox.submission('FetalGutSim');
  for (const rel of ['self', 'summary', 'exportJobs']) {
    const answer = await sandbox.get(hrefOf(submission, rel), false);
    expect(answer.status, rel).toBe(401);
    expect(await answer.text()).toBe('');
  }
});

it('explains errors as url and exceptionMessage', async () => {
  await using sandbox = await startSandbox();
  const answer = await sandbox.get('/projects/search/findByUuid?uuid=nonsense');
  expect(answer.status).toBe(400);
  const url = `${sandbox.world.ingestUrl}/projects/search/findByUuid`;
  expect(await answer.json()).toEqual({
    url,
    exceptionMessage: 'Invalid UUID string: nonsense',
  });
});

it('finds projects by whole words, never by a beginning, and omits _embedded when none is found', async () => {
  await using sandbox = await startSandbox();
  const names = async (query: string) => {
    const page = await sandbox.read(`/projects/filter?${query}`);
    const found = list(page['_embedded']?.['projects']);
    return found.map((one) => one['content']?.['project_core']?.['project_short_name']);
  };
  expect(await names('search=fetalgutsim')).toEqual(['FetalGutSim']);
  expect(await names('search=heart%20atlas')).toEqual(['HeartAtlas7Sim', 'HeartAtlas8Sim']);
  expect(await names('search=kidney+retina&searchType=AnyKeyword')).toHaveLength(3);
  expect(await names('search=lung+tumour+microenvironment&searchType=ExactMatch')).toHaveLength(2);
  const none = await sandbox.read('/projects/filter?search=Fetal');
  expect(await names('search=FetalGut')).toEqual([]);
  expect(Object.keys(none)).toContain('page');
  const empty = await sandbox.read('/projects/filter?search=FetalGut');
  expect(Object.keys(empty)).toEqual(['_links', 'page']);
});

it('pages through searches and links the next page', async () => {
  await using sandbox = await startSandbox();
  const first = await sandbox.read('/projects/filter?size=10');
  expect(first['page']).toEqual({ size: 10, totalElements: 26, totalPages: 3, number: 0 });
  const second = await sandbox.read(hrefOf(first, 'next'));
  const last = await sandbox.read(hrefOf(second, 'next'));
  expect(list(last['_embedded']?.['projects'])).toHaveLength(6);
  expect(last['_links']?.['next']).toBeUndefined();
});

it('repeats the submissions of a project on every page', async () => {
  await using sandbox = await startSandbox();
  const uuid = sandbox.uuidOf('BloodTimeSim');
  const project = await sandbox.read(`/projects/search/findByUuid?uuid=${uuid}`);
  for (const number of [0, 1]) {
    const page = await sandbox.read(`${hrefOf(project, 'submissionEnvelopes')}?page=${number}`);
    expect(list(page['_embedded']?.['submissionEnvelopes'])).toHaveLength(23);
    expect(page['page']?.['totalPages']).toBe(2);
  }
});

it('finds submissions by uuid and by the constant of their state', async () => {
  await using sandbox = await startSandbox();
  const submission = await sandbox.submission('SpleenAgeSim');
  const uuid = String(submission['uuid']?.['uuid']);
  const search = '/submissionEnvelopes/search';
  expect(await sandbox.read(`${search}/findByUuidUuid?uuid=${uuid}`)).toEqual(submission);
  const drafts = await sandbox.read(`${search}/findBySubmissionState?submissionState=DRAFT`);
  expect(drafts['_embedded']?.['submissionEnvelopes']).toContainEqual(submission);
  const related = await sandbox.read(hrefOf(submission, 'relatedProjects'));
  const projects = list(related['_embedded']?.['projects']);
  expect(projects[0]?.['uuid']?.['uuid']).toBe(sandbox.uuidOf('SpleenAgeSim'));
  const wrong = await sandbox.get(`${search}/findBySubmissionState?submissionState=Draft`);
  expect(wrong.status).toBe(400);
});

it('names what keeps a submission from being ready', async () => {
  await using sandbox = await startSandbox();
  const missing = await sandbox.submission('KidneyNephronSim');
  const summary = await sandbox.read(hrefOf(missing, 'summary'));
  expect(summary).toMatchObject({ totalFiles: 73, missingFiles: 3, totalInvalid: 3 });
  const errors = await sandbox.read(hrefOf(missing, 'submissionEnvelopeErrors'));
  expect(list(errors['_embedded']?.['submissionErrors'])[0]?.['detail']).toMatch(
    /^Nephron_S1_L001_R1_001.fastq.gz has not been uploaded/,
  );
  const files = list((await sandbox.read(hrefOf(missing, 'files')))['_embedded']?.['files']);
  expect(files.map((file) => file['validationState']).slice(0, 4)).toEqual([
    'Invalid',
    'Invalid',
    'Invalid',
    'Valid',
  ]);
});

it('hides the submit link until every link is written', async () => {
  await using sandbox = await startSandbox();
  const pending = await sandbox.submission('ColonCryptSim');
  expect(pending['submissionState']).toBe('Graph valid');
  expect(pending['_links']?.['submit']).toBeUndefined();
  const manifest = await sandbox.read(hrefOf(pending, 'submissionManifest'));
  expect(Number(manifest['expectedLinks']) - Number(manifest['actualLinks'])).toBe(4);
  expect((await sandbox.submission('FetalGutSim'))['_links']?.['submit']).toBeDefined();
});

it('accepts a submit at once and moves the state seconds later', async () => {
  await using sandbox = await startSandbox();
  const accepted = await sandbox.submit('FetalGutSim');
  expect(accepted.status).toBe(202);
  expect(await accepted.json()).toMatchObject({
    submissionState: 'Graph valid',
    submitActions: ['Export'],
  });
  sandbox.world.controls.skip(0.2);
  expect(await stateOf(sandbox, 'FetalGutSim')).toBe('Submitted');
  sandbox.world.controls.skip(60);
  expect(await stateOf(sandbox, 'FetalGutSim')).toBe('Exporting');
  sandbox.world.controls.skip(36);
  expect(await stateOf(sandbox, 'FetalGutSim')).toBe('Exported');
});

it('refuses a second submit and records both', async () => {
  await using sandbox = await startSandbox();
  await sandbox.submit('FetalGutSim');
  sandbox.world.controls.skip(1);
  const second = await sandbox.submit('FetalGutSim');
  expect(second.status).toBe(400);
  const body: unknown = await second.json();
  expect(body).toMatchObject({
    exceptionMessage: expect.stringMatching(
      /^Envelope with id [0-9a-f]{24} cannot be transitioned from state SUBMITTED to state SUBMITTED$/,
    ),
  });
  expect(sandbox.world.submits.map(({ status }) => status)).toEqual([202, 400]);
});

it('refuses what is no list of actions', async () => {
  await using sandbox = await startSandbox();
  const path = `${hrefOf(await sandbox.submission('FetalGutSim'), 'self')}/submissionEvent`;
  const statuses = [];
  for (const body of [undefined, '{"actions":["Export"]}', '["Explode"]', '["Cleanup"]', '[]']) {
    statuses.push((await sandbox.put(path, body)).status);
  }
  expect(statuses).toEqual([500, 400, 400, 400, 400]);
  expect((await sandbox.put(path, '["export"]')).status).toBe(202);
  const unknown = '/submissionEnvelopes/000000000000000000000000/submissionEvent';
  expect((await sandbox.put(unknown, '["Export"]')).status).toBe(500);
});

it.each(['TracheaCiliaSim', 'SpleenAgeSim', 'EyeCorneaSim', 'ThymusDevSim'])(
  'refuses to submit %s, which is not ready',
  async (shortName) => {
    await using sandbox = await startSandbox();
    expect((await sandbox.submit(shortName)).status).toBe(400);
  },
);

it('lets a commit event set any state, and then goes wrong', async () => {
  await using sandbox = await startSandbox();
  await sandbox.submit('FetalGutSim');
  sandbox.world.controls.skip(120);
  const commit = hrefOf(await sandbox.submission('FetalGutSim'), 'commitGraphValid');
  expect((await sandbox.put(commit)).status).toBe(202);
  expect(await stateOf(sandbox, 'FetalGutSim')).toBe('Graph valid');
  expect((await sandbox.submit('FetalGutSim')).status).toBe(202);
  sandbox.world.controls.skip(600);
  expect(await stateOf(sandbox, 'FetalGutSim')).toBe('Graph valid');
  sandbox.world.controls.scenario(sandbox.uuidOf('FetalGutSim'), 'reset-to-valid');
  sandbox.world.controls.skip(5);
  await sandbox.submit('FetalGutSim');
  sandbox.world.controls.skip(1);
  expect(await stateOf(sandbox, 'FetalGutSim')).toBe('Submitted');
});

it('adds a job with every export', async () => {
  await using sandbox = await startSandbox();
  const { controls } = sandbox.world;
  const uuid = sandbox.uuidOf('LungTumourSim');
  await sandbox.submit('LungTumourSim');
  controls.skip(300);
  controls.scenario(uuid, 'reset-to-valid');
  controls.skip(10);
  controls.scenario(uuid, 'happy-10x');
  await sandbox.submit('LungTumourSim');
  controls.skip(120);
  const jobs = await sandbox.read(hrefOf(await sandbox.submission('LungTumourSim'), 'exportJobs'));
  const statuses = list(jobs['_embedded']?.['exportJobs']).map(({ status }) => status);
  expect(statuses).toEqual(['Exporting', 'Exported']);
});
