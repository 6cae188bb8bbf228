import { expect, test } from 'vitest';
import { judge } from '../../../src/domain/export/readiness.ts';
import { createIngestApi } from '../../../src/upstream/ingest/ingest-api.ts';
import {
  fixture,
  HANDLED,
  handClock,
  type Outside,
  type Respond,
  say,
  startOutside,
} from '../outside.ts';

interface Scenario {
  readonly project: Record<string, unknown> & {
    uuid: { uuid: string };
    _links: { self: { href: string } };
  };
  readonly submission: Envelope;
  readonly exportJobs: readonly Record<string, unknown>[];
  readonly exportEntitiesExported: unknown;
}
type Envelope = Record<string, unknown> & {
  uuid: { uuid: string };
  submissionState: string;
  _links: Record<string, { href: string }>;
};

const page = (name: string, items: readonly unknown[], totalPages = 1, number = 0) => ({
  ...(items.length === 0 ? {} : { _embedded: { [name]: items } }),
  page: { size: 100, totalElements: items.length, totalPages, number },
});
const lastOf = (href: string): string => href.slice(href.lastIndexOf('/') + 1);

/** Ingest with one project, as its own answers say. */
function serving(scenario: Scenario, more: Respond = () => undefined): Respond {
  const { project, submission, exportJobs } = scenario;
  const oid = lastOf(project._links.self.href);
  const at = `/submissionEnvelopes/${lastOf(submission._links['self']?.href ?? '')}`;
  return (call, response) => {
    const special = more(call, response);
    if (special !== undefined) return special;
    switch (call.path) {
      case '/projects/search/findByUuid':
        return call.query.get('uuid') === project.uuid.uuid ? project : undefined;
      case `/projects/${oid}/submissionEnvelopes`:
        return page('submissionEnvelopes', [submission]);
      case '/submissionEnvelopes/search/findByUuidUuid':
        return call.query.get('uuid') === submission.uuid.uuid ? submission : undefined;
      case at:
        return submission;
      case `${at}/summary`:
        return {
          uuid: submission.uuid,
          totalFiles: 4,
          missingFiles: 0,
          invalidFiles: 0,
          totalInvalid: 0,
        };
      case `${at}/submissionErrors`:
        return page('submissionErrors', []);
      case `${at}/exportJobs`:
        return page('exportJobs', exportJobs);
    }
    if (/^\/exportJobs\/[0-9a-f]{24}\/entities$/.test(call.path))
      return scenario.exportEntitiesExported;
    return undefined;
  };
}

const clientOf = (outside: Outside, limits = {}) =>
  createIngestApi({
    url: outside.url,
    uiUrl: 'https://contribute.example.org',
    token: () => 'secret-token',
    clock: handClock(),
    limits,
  });
const ago = new Date('2026-01-01T00:00:00Z');
const uuidOf = (scenario: Scenario) => scenario.project.uuid.uuid;
const submissionOf = (scenario: Scenario) => scenario.submission.uuid.uuid;

test('reads a project with its newest submission, files and errors', async () => {
  const scenario = fixture<Scenario>('metadata-only-update');
  await using outside = await startOutside(serving(scenario));
  const reading = await clientOf(outside).readProject(uuidOf(scenario));
  expect(reading).toEqual({
    dataset: {
      projectUuid: uuidOf(scenario),
      shortName: expect.stringMatching(/^\w+Sim$/),
      title: expect.any(String),
      ingestUrl: `https://contribute.example.org/projects/detail?uuid=${uuidOf(scenario)}`,
      managedAccess: false,
      alreadyReleased: false,
      primaryWrangler: 'wrangler.two@example.org',
    },
    validationState: 'Valid',
    submissions: [
      {
        uuid: submissionOf(scenario),
        state: 'Graph valid',
        canSubmit: true,
        submitActions: ['Export metadata'],
        updatedAt: '2026-02-03T10:02:11.004Z',
        uploadArea: expect.stringMatching(/^s3:\/\/org-hca-data-archive-upload-prod\//),
      },
    ],
    files: { total: 4, missing: [], invalid: 0 },
    errors: [],
  });
  expect(reading && judge(reading)).toMatchObject({
    ready: true,
    choices: ['Export'], // the data have not been exported, only metadata
  });
  expect(outside.calls.every((call) => call.headers.authorization === 'Bearer secret-token')).toBe(
    true,
  );
});

test('a project that ingest does not know is undefined, although the 404 has no body', async () => {
  await using outside = await startOutside();
  expect(
    await clientOf(outside).readProject('f5057fee-4c3e-4459-82dd-21250b729601'),
  ).toBeUndefined();
  expect(
    await clientOf(outside).readEnvelope('f5057fee-4c3e-4459-82dd-21250b729601'),
  ).toBeUndefined();
});

test('a page without _embedded is an empty page', async () => {
  const scenario = fixture<Scenario>('happy-10x');
  await using outside = await startOutside(
    serving(scenario, ({ path }) =>
      /^\/projects\/\w+\/submissionEnvelopes$/.test(path)
        ? { page: { size: 20, totalElements: 0, totalPages: 0, number: 0 } }
        : undefined,
    ),
  );
  const reading = await clientOf(outside).readProject(uuidOf(scenario));
  expect(reading?.submissions).toEqual([]);
  expect(reading?.files).toBeUndefined();
});

test('submissions that repeat on every page appear once, the newest first', async () => {
  const scenario = fixture<Scenario>('happy-10x');
  const many = Array.from({ length: 25 }, (_, n): Envelope => {
    const id = String(n).padStart(2, '0');
    return {
      ...scenario.submission,
      uuid: { uuid: `623dd8df-0cd5-4cc6-b137-bdc5f41fcb${id}` },
      submissionDate: `2026-01-${String(n + 1).padStart(2, '0')}T08:30:12.500Z`,
      _links: {
        ...scenario.submission._links,
        self: { href: `https://elsewhere.example/submissionEnvelopes/05840f4ce50ee168b7b3ff${id}` },
      },
    };
  });
  await using outside = await startOutside(
    serving(scenario, ({ path, query }) => {
      if (/^\/projects\/\w+\/submissionEnvelopes$/.test(path)) {
        return page('submissionEnvelopes', many, 9, Number(query.get('page')));
      }
      return path.endsWith('/summary')
        ? { totalFiles: 1 }
        : path.endsWith('Errors')
          ? page('e', [])
          : undefined;
    }),
  );
  const reading = await clientOf(outside).readProject(uuidOf(scenario));
  expect(reading?.submissions).toHaveLength(25);
  expect(outside.calls.filter((call) => call.query.has('page'))).toHaveLength(2);
  expect(reading?.submissions[0]?.uuid).toMatch(/24$/);
  expect(outside.calls.filter((call) => call.path.endsWith('/summary'))).toMatchObject([
    { path: '/submissionEnvelopes/05840f4ce50ee168b7b3ff24/summary' },
  ]);
});

test('missing files are named, and counted beyond those that are named', async () => {
  const scenario = fixture<Scenario>('metadata-only-update');
  await using outside = await startOutside(
    serving(scenario, ({ path, query }) => {
      if (path.endsWith('/summary')) return { totalFiles: 30, missingFiles: 25, invalidFiles: 25 };
      if (path !== '/files/search/findBySubmissionEnvelopeIdAndErrorType') return undefined;
      expect(query.get('errorType')).toBe('FILE_NOT_UPLOADED');
      return page('files', [
        { fileName: 'HeartN1_R1.fastq.gz' },
        { fileName: 'HeartN1_R2.fastq.gz' },
      ]);
    }),
  );
  const reading = await clientOf(outside).readProject(uuidOf(scenario));
  expect(reading?.files).toEqual({
    total: 30,
    missing: ['HeartN1_R1.fastq.gz', 'HeartN1_R2.fastq.gz', 'and 23 more'],
    invalid: 25,
  });
});

test('a valid graph without a submit link says how many links are still to be made', async () => {
  const scenario = fixture<Scenario>('metadata-only-update');
  delete scenario.submission._links['submit'];
  await using outside = await startOutside(
    serving(scenario, ({ path }) =>
      path.endsWith('/submissionManifest') ? { expectedLinks: 16, actualLinks: 12 } : undefined,
    ),
  );
  const reading = await clientOf(outside).readProject(uuidOf(scenario));
  expect(reading?.submissions[0]?.canSubmit).toBe(false);
  expect(reading?.errors).toEqual(['Ingest has made 12 of 16 links so far.']);
});

test('errors of project and submission arrive as lines', async () => {
  const scenario = fixture<Scenario>('happy-10x');
  Object.assign(scenario.project, {
    validationState: 'INVALID',
    validationErrors: [
      {
        errorType: 'METADATA_ERROR',
        userFriendlyMessage: 'should have required property x',
        message: 'raw',
      },
      7,
      null,
    ],
    dataAccess: { type: 'All managed access' },
    dcpReleaseNumber: 12,
  });
  await using outside = await startOutside(
    serving(scenario, ({ path }) =>
      path.endsWith('/submissionErrors')
        ? page('submissionErrors', [
            { type: 'http://x', title: 'Broken', detail: 'line one\nline two' },
          ])
        : undefined,
    ),
  );
  const reading = await clientOf(outside).readProject(uuidOf(scenario));
  expect(reading?.validationState).toBe('Invalid');
  expect(reading?.errors).toEqual(['should have required property x', 'Broken: line one line two']);
  expect(reading?.dataset).toMatchObject({ managedAccess: true, alreadyReleased: true });
});

const progresses = [
  [
    'happy-10x',
    {
      envelope: 'Exported',
      job: {
        id: '4744f3e043c243ee094546ce',
        status: 'Exported',
        transfer: 'complete',
        spreadsheet: 'complete',
        assaysDone: 12,
        assaysTotal: 12,
      },
    },
  ],
  [
    'stuck-transfer',
    {
      envelope: 'Submitted',
      job: {
        id: '0e29d80fb9f1684293d544be',
        status: 'Exporting',
        transfer: 'started',
        spreadsheet: 'not started',
        assaysDone: 0,
      },
    },
  ],
  [
    'stuck-spreadsheet',
    {
      envelope: 'Submitted',
      job: {
        id: 'b948c15968ceb6fbfc188d19',
        status: 'Exporting',
        transfer: 'complete',
        spreadsheet: 'not started',
        assaysDone: 0,
      },
    },
  ],
  [
    'stuck-assay',
    {
      envelope: 'Exporting',
      job: {
        id: '40797c0db39b14e9362406a0',
        status: 'Exporting',
        transfer: 'complete',
        spreadsheet: 'complete',
        assaysDone: 47,
        assaysTotal: 48,
      },
    },
  ],
  [
    'metadata-only-update',
    {
      envelope: 'Graph valid',
      job: {
        id: '8201010f483a045e569f62a7',
        status: 'Exported',
        spreadsheet: 'complete',
        assaysDone: 6,
        assaysTotal: 6,
      },
    },
  ],
] as const;

test.each(progresses)('reads the export of %s', async (name, expected) => {
  const scenario = fixture<Scenario>(name);
  await using outside = await startOutside(serving(scenario));
  expect(await clientOf(outside).readExport(submissionOf(scenario), ago)).toEqual(expected);
});

test('an export job older than the cycle says nothing of it, and the newest job wins', async () => {
  const scenario = fixture<Scenario>('stuck-assay');
  const [job] = scenario.exportJobs;
  const older = { ...job, createdDate: '2026-01-03T10:02:12.010Z', status: 'Deprecated' };
  await using outside = await startOutside(
    serving({ ...scenario, exportJobs: [older, { ...job }, older] }),
  );
  const client = clientOf(outside);
  const seen = await client.readExport(submissionOf(scenario), ago);
  expect(seen?.job?.status).toBe('Exporting');
  expect(await client.readExport(submissionOf(scenario), new Date('2026-02-03T11:00:00Z'))).toEqual(
    {
      envelope: 'Exporting',
    },
  );
});

test('ids do not change: the second look does not search', async () => {
  const scenario = fixture<Scenario>('stuck-assay');
  await using outside = await startOutside(serving(scenario));
  const client = clientOf(outside);
  await client.readEnvelope(submissionOf(scenario));
  await client.readExport(submissionOf(scenario), ago);
  expect(outside.calls.filter((call) => call.path.includes('/search/'))).toHaveLength(1);
});

test('addresses that point elsewhere are not followed', async () => {
  await using trap = await startOutside(() => ({}));
  const scenario = fixture<Scenario>('happy-10x');
  const lying = JSON.parse(
    JSON.stringify(scenario).replaceAll(
      'https://api.ingest.archive.data.humancellatlas.org',
      trap.url,
    ),
  ) as Scenario; // the same shape, other addresses
  await using outside = await startOutside(serving(lying));
  const client = clientOf(outside);
  await client.readProject(uuidOf(lying));
  expect(await client.readExport(submissionOf(lying), ago)).toMatchObject({ envelope: 'Exported' });
  expect(trap.calls).toEqual([]);
});

test.each([
  'https://x.example/projects/../../admin',
  'https://x.example/projects/e1eca2291aa5148c01a8c3f5e',
  'javascript:alert(1)',
])('an id that is none (%s) is a fault', async (href) => {
  const scenario = fixture<Scenario>('happy-10x');
  scenario.project._links.self.href = href;
  await using outside = await startOutside(serving(scenario));
  await expect(clientOf(outside).readProject(uuidOf(scenario))).rejects.toMatchObject({
    name: 'OutsideError',
    outcome: 'retry',
    message: 'Ingest answered something unexpected at _links.self.',
  });
});

test.each([
  [{ submissionState: null }, 'submissionState'],
  [{ uuid: 'flat' }, 'uuid'],
  [{ updateDate: 'yesterday' }, 'updateDate'],
  [{ _links: {} }, '_links.self'],
])('a lying body names the place of the fault: %j', async (lie, place) => {
  const scenario = fixture<Scenario>('happy-10x');
  Object.assign(scenario.submission, lie);
  await using outside = await startOutside(({ path }) =>
    path.includes('/search/') ? scenario.submission : undefined,
  );
  await expect(clientOf(outside).readEnvelope(submissionOf(scenario))).rejects.toMatchObject({
    name: 'OutsideError',
    system: 'Ingest',
    outcome: 'retry',
    message: `Ingest answered something unexpected at ${place}.`,
  });
});

test('an export job whose context nobody has heard of is a fault, not a guess', async () => {
  const scenario = fixture<Scenario>('stuck-assay');
  Object.assign(scenario.exportJobs[0] ?? {}, { context: { dataFileTransfer: 'HALFWAY' } });
  await using outside = await startOutside(serving(scenario));
  await expect(clientOf(outside).readExport(submissionOf(scenario), ago)).rejects.toMatchObject({
    message:
      'Ingest answered something unexpected at _embedded.exportJobs.0.context.dataFileTransfer.',
  });
});

test.each([
  [{ dataFileTransfer: true, spreadsheetGeneration: 'STARTED' }, 'complete', 'started'],
  [{ dataFileTransfer: false, spreadsheetGeneration: null }, 'not started', 'not started'],
  [{}, undefined, 'not started'],
  [null, undefined, 'not started'],
])('mixed booleans and words: %j', async (context, transfer, spreadsheet) => {
  const scenario = fixture<Scenario>('stuck-assay');
  Object.assign(scenario.exportJobs[0] ?? {}, { context });
  await using outside = await startOutside(serving(scenario));
  const seen = await clientOf(outside).readExport(submissionOf(scenario), ago);
  expect([seen?.job?.transfer, seen?.job?.spreadsheet]).toEqual([transfer, spreadsheet]);
});

const projectBody = (n: number, shortName: string, title = 'A made-up atlas') => ({
  ...fixture<Scenario>('happy-10x').project,
  uuid: { uuid: `00000000-0000-4000-8000-${String(n).padStart(12, '0')}` },
  content: { project_core: { project_short_name: shortName, project_title: title } },
});

test('finds projects by whole words, then by name among the newest', async () => {
  const all = [
    projectBody(1, 'LungTumourSim'),
    projectBody(2, 'FetalGutSim'),
    projectBody(3, 'FetalHeart'),
  ];
  await using outside = await startOutside(({ path, query }) => {
    if (path !== '/projects/filter') return undefined;
    const search = query.get('search');
    if (search === null) return page('projects', all);
    const type = query.get('searchType');
    if (type === 'AnyKeyword' && search === 'gut atlas') return page('projects', [all[1]]);
    return page('projects', type === 'AllKeywords' && search === 'fetalgutsim' ? [all[1]] : []);
  });
  const client = clientOf(outside);
  const names = async (words: string) =>
    (await client.findProjects(words)).map((one) => one.shortName);
  expect(await names('fetalgutsim')).toEqual(['FetalGutSim']);
  expect(await names('FetalGutSin')).toEqual(['FetalGutSim']);
  expect(await names('fetal')).toEqual(['FetalHeart', 'FetalGutSim']);
  expect(await names('gut atlas')).toContain('FetalGutSim');
  expect(await names('')).toEqual(['LungTumourSim', 'FetalGutSim', 'FetalHeart']);
  expect(await names('zzzzzzzzzzzz')).toEqual([]);
});

test('finding is bounded, in pages and in answers', async () => {
  await using outside = await startOutside(({ query }) => {
    const start = Number(query.get('page')) * 100;
    const names = Array.from({ length: 100 }, (_, n) => projectBody(start + n, `Gut${start + n}`));
    return page('projects', query.get('search') === null ? names : [], 1000);
  });
  expect(await clientOf(outside).findProjects('Gut')).toHaveLength(20);
  expect(outside.calls.length).toBeLessThanOrEqual(9);
});

test('lists everything under way, page by page, asking with constants', async () => {
  const uuid = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
  await using outside = await startOutside(({ query }) => {
    const number = Number(query.get('page'));
    if (query.get('submissionState') !== 'EXPORTING') return page('submissionEnvelopes', []);
    return page('submissionEnvelopes', [{ uuid: { uuid: uuid(number) } }], 3, number);
  });
  expect(await clientOf(outside).listUnderWay()).toEqual(new Set([uuid(0), uuid(1), uuid(2)]));
  expect(new Set(outside.calls.map((call) => call.query.get('submissionState')))).toEqual(
    new Set(['SUBMITTED', 'PROCESSING', 'ARCHIVING', 'ARCHIVED', 'EXPORTING']),
  );
});

test('a list of more pages than ingest ever had is read to its end, or not believed', async () => {
  const uuid = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
  let pages = 25;
  await using outside = await startOutside(({ query }) => {
    const number = Number(query.get('page'));
    if (!['EXPORTING', 'GRAPH_VALID'].includes(query.get('submissionState') ?? ''))
      return page('submissionEnvelopes', []);
    return page('submissionEnvelopes', [{ uuid: { uuid: uuid(number) } }], pages, number);
  });
  const client = clientOf(outside);
  expect((await client.listUnderWay()).size).toBe(25);
  expect((await client.listReady()).size).toBe(25);
  pages = 201;
  await expect(client.listUnderWay()).rejects.toMatchObject({
    name: 'OutsideError',
    outcome: 'retry',
    message: 'Ingest lists more than 20000 submissions as “Exporting”; the bot reads no further.',
  });
});

test('submits a bare JSON array', async () => {
  const scenario = fixture<Scenario>('metadata-only-update');
  await using outside = await startOutside(
    serving(scenario, ({ method }, response) =>
      method === 'PUT' ? say(response, 202, JSON.stringify(scenario.submission)) : undefined,
    ),
  );
  await clientOf(outside).submit(submissionOf(scenario), ['Export']);
  expect(outside.calls.at(-1)).toMatchObject({
    method: 'PUT',
    path: '/submissionEnvelopes/fc90d5c512be05178a86387f/submissionEvent',
    body: '["Export"]',
  });
});

const refusals = [
  [
    400,
    { url: 'x', exceptionMessage: 'Envelope cannot be submitted:\n not Graph valid' },
    'refused',
    'Ingest refuses this (400): Envelope cannot be submitted: not Graph valid',
  ],
  [401, undefined, 'retry', 'Ingest does not accept the bot’s token.'],
  [
    403,
    {
      exceptionMessage:
        'Operation not allowed during the current submission state for the envelope.',
    },
    'refused',
    'Ingest does not allow this: Operation not allowed during the current submission state for the envelope.',
  ],
  [404, undefined, 'refused', 'Ingest does not know this (any more).'],
  [
    409,
    { exceptionMessage: 'optimistic lock' },
    'retry',
    'Ingest was changed by somebody else at the same moment.',
  ],
  [429, undefined, 'retry', 'Ingest asks for fewer calls.'],
  [
    500,
    { exceptionMessage: 'Unexpected server error' },
    'ambiguous',
    'Ingest answered 500: Unexpected server error',
  ],
  [502, '<html>Bad Gateway</html>', 'ambiguous', 'Ingest answered 502.'],
  [
    302,
    undefined,
    'ambiguous',
    'Ingest points to another address (302), which the bot does not follow.',
  ],
] as const;

test.each(refusals)('a submit answered with %i', async (status, body, outcome, message) => {
  await using trap = await startOutside(() => ({}));
  const scenario = fixture<Scenario>('metadata-only-update');
  await using outside = await startOutside(
    serving(scenario, ({ method }, response) => {
      if (method !== 'PUT') return undefined;
      const text = typeof body === 'string' ? body : body === undefined ? '' : JSON.stringify(body);
      return say(response, status, text, { location: trap.url });
    }),
  );
  await expect(clientOf(outside).submit(submissionOf(scenario), ['Export'])).rejects.toMatchObject({
    name: 'OutsideError',
    outcome,
    message,
  });
  expect(trap.calls).toEqual([]);
});

test('a submit whose answer is lost is ambiguous, and is not sent twice', async () => {
  const scenario = fixture<Scenario>('metadata-only-update');
  await using outside = await startOutside(
    serving(scenario, ({ method }, response) => {
      if (method !== 'PUT') return undefined;
      response.destroy();
      return HANDLED;
    }),
  );
  const client = clientOf(outside);
  await expect(client.submit(submissionOf(scenario), ['Export'])).rejects.toMatchObject({
    outcome: 'ambiguous',
  });
  expect(outside.calls.filter((call) => call.method === 'PUT')).toHaveLength(1);
  outside.answer(
    serving(scenario, ({ method }, response) =>
      method === 'PUT'
        ? say(response, 202, '<html>sign in</html>', { 'content-type': 'text/html' })
        : undefined,
    ),
  );
  await expect(client.submit(submissionOf(scenario), ['Export'])).rejects.toMatchObject({
    outcome: 'ambiguous',
  });
});

test('a submit that could not be sent may be tried again', async () => {
  const scenario = fixture<Scenario>('metadata-only-update');
  let client: ReturnType<typeof clientOf>;
  {
    await using outside = await startOutside(serving(scenario));
    client = clientOf(outside);
    await client.readEnvelope(submissionOf(scenario));
  }
  await expect(client.submit(submissionOf(scenario), ['Export'])).rejects.toMatchObject({
    outcome: 'retry',
    message: 'Ingest cannot be reached.',
  });
});

test('a submit to a submission that ingest does not know is refused', async () => {
  await using outside = await startOutside();
  await expect(
    clientOf(outside).submit('f5057fee-4c3e-4459-82dd-21250b729601', ['Export']),
  ).rejects.toMatchObject({ outcome: 'refused' });
});

test('lists what is under way with the first call that ingest answers again', async () => {
  const clock = handClock();
  await using outside = await startOutside((_, response) => say(response, 503));
  const ingest = createIngestApi({
    url: outside.url,
    uiUrl: 'https://contribute.example.org',
    token: () => 'secret-token',
    clock,
  });
  for (let n = 0; n < 9; n += 1) {
    await expect(ingest.listUnderWay()).rejects.toMatchObject({ outcome: 'retry' });
    clock.pass(60_000);
  }
  outside.answer(() => page('submissionEnvelopes', []));
  expect(await ingest.listUnderWay()).toEqual(new Set());
});
