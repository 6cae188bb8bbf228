import { expect, test } from 'vitest';
import { systemRandom } from '../../src/config/system.ts';
import { createS3Store } from '../../src/objects/s3/s3-store.ts';
import { createStagingArea } from '../../src/upstream/staging-area.ts';
import { HANDLED, type Outside, type Respond, say, startOutside } from './outside.ts';

const PROJECT = 'f5057fee-4c3e-4459-82dd-21250b729601';
const FOLDER = `prod/${PROJECT}/`;
const areaIn = (outside: Outside) =>
  createStagingArea({
    prefix: 'prod',
    store: createS3Store({
      system: 'The staging area',
      endpoint: outside.url,
      bucket: 'bucket-1',
      region: 'auto',
      accessKey: 'ACCESSKEY',
      secretKey: 'secret-key',
      checksums: 'when required',
      timeout: 1500,
      random: systemRandom,
    }),
  });

const listing = (names: readonly string[], next?: string) =>
  `<?xml version="1.0" encoding="UTF-8"?><ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">
<Name>bucket-1</Name><Prefix>${FOLDER}</Prefix><KeyCount>${names.length}</KeyCount><MaxKeys>1000</MaxKeys>
<IsTruncated>${next !== undefined}</IsTruncated>${next === undefined ? '' : `<NextContinuationToken>${next}</NextContinuationToken>`}
${names.map((name) => `<Contents><Key>${FOLDER}${name}</Key><LastModified>2026-02-03T10:02:12.000Z</LastModified><Size>10</Size></Contents>`).join('')}
</ListBucketResult>`;

const bucket =
  (
    pages: readonly (readonly string[])[],
    metadata: Readonly<Record<string, string>> = {},
  ): Respond =>
  ({ method, query }, response) => {
    if (method === 'HEAD') return say(response, 200, '', metadata);
    const number = Number(query.get('continuation-token') ?? 0);
    const next = number + 1 < pages.length ? String(number + 1) : undefined;
    return say(response, 200, listing(pages[number] ?? [], next), {
      'content-type': 'application/xml',
    });
  };

test('lists page by page below the project, and asks for marks', async () => {
  await using outside = await startOutside(
    bucket([['staging_area.json', 'data/a.fastq.gz'], ['links/x.json']], {
      'x-amz-meta-export_completed': 'False',
    }),
  );
  const summary = await areaIn(outside).inspect(PROJECT);
  expect(summary).toMatchObject({ objects: 3, bytes: 30 });
  expect(summary.faults.at(-1)).toMatch(/^3 objects are only half written/);
  const lists = outside.calls.filter((call) => call.method === 'GET');
  expect(lists.map((call) => [call.path, call.query.get('prefix')])).toEqual([
    ['/bucket-1/', FOLDER],
    ['/bucket-1/', FOLDER],
  ]);
  expect(
    outside.calls
      .filter((call) => call.method === 'HEAD')
      .map((call) => call.path)
      .sort(),
  ).toEqual(
    ['data/a.fastq.gz', 'links/x.json', 'staging_area.json'].map(
      (name) => `/bucket-1/${FOLDER}${name}`,
    ),
  );
});

test('an empty area is a finding, not an error', async () => {
  await using outside = await startOutside(bucket([[]]));
  expect((await areaIn(outside).inspect(PROJECT)).faults).toEqual(['The staging area is empty.']);
});

test('objects of a neighbour are not counted, and marks that are not ours to read are no fault', async () => {
  await using outside = await startOutside(({ method }, response) =>
    method === 'HEAD'
      ? say(response, 403)
      : say(
          response,
          200,
          listing(['staging_area.json']).replace(
            '</ListBucketResult>',
            `<Contents><Key>prod/other/${'x'.repeat(80)}</Key><Size>5</Size></Contents></ListBucketResult>`,
          ),
        ),
  );
  expect(await areaIn(outside).inspect(PROJECT)).toMatchObject({ objects: 1, bytes: 10 });
});

test('the number of marks that are asked for is bounded', async () => {
  const names = Array.from({ length: 900 }, (_, n) => `data/${n}.fastq.gz`);
  await using outside = await startOutside(bucket([names]));
  expect(await areaIn(outside).inspect(PROJECT)).toMatchObject({ objects: 900 });
  // A slow machine makes the client ask some of them twice.
  const asked = outside.calls.filter(({ method }) => method === 'HEAD').map(({ path }) => path);
  expect(new Set(asked).size).toBe(200);
});

test('a listing without end is given up, and says so', async () => {
  let page = 0;
  await using outside = await startOutside(({ method }, response) => {
    if (method === 'HEAD') return say(response, 404);
    page += 1;
    return say(response, 200, listing([`data/${page}`], 'again'));
  });
  const summary = await areaIn(outside).inspect(PROJECT);
  expect(summary.faults.at(-1)).toBe(
    'There are more than 100 objects; the rest was not looked at.',
  );
});

test.each<[string, Respond, RegExp]>([
  ['a server error', (_, r) => say(r, 500, '<html>'), /did not answer as it should/],
  [
    'refused keys',
    (_, r) => say(r, 403, '<Error><Code>SignatureDoesNotMatch</Code></Error>'),
    /does not accept the bot’s keys/,
  ],
  [
    'no bucket',
    (_, r) => say(r, 404, '<Error><Code>NoSuchBucket</Code></Error>'),
    /bucket does not exist/,
  ],
  ['silence', () => HANDLED, /did not answer as it should/],
  [
    'a sign-in page',
    (_, r) => say(r, 200, '<html><body>Sign in</body></html>'),
    /did not answer as it should/,
  ],
  ['no XML', (_, r) => say(r, 200, 'not <xml'), /did not answer as it should/],
])('%s is to be tried again', async (_, respond, message) => {
  await using outside = await startOutside(respond);
  await expect(areaIn(outside).inspect(PROJECT)).rejects.toMatchObject({
    name: 'OutsideError',
    system: 'The staging area',
    outcome: 'retry',
    message: expect.stringMatching(message),
  });
});

const versions = (version: string) =>
  `<?xml version="1.0" encoding="UTF-8"?><ListVersionsResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">
<Name>bucket-1</Name><IsTruncated>false</IsTruncated><Version><Key>${FOLDER}data/a.fastq.gz</Key>${version}
<IsLatest>true</IsLatest><ETag>"abc"</ETag><Size>10</Size></Version></ListVersionsResult>`;

test.each([
  ['has no versions', '', undefined],
  ['keeps versions since later', '<VersionId>null</VersionId>', 'null'],
  ['keeps versions', '<VersionId>v1</VersionId>', 'v1'],
])(
  'a leftover is removed as what it was listed as, where the store %s',
  async (_, named, removed) => {
    await using outside = await startOutside(({ method, query }, response) => {
      if (method === 'POST')
        return say(response, 200, '<DeleteResult></DeleteResult>', { 'content-type': 'text/xml' });
      const uploads =
        '<ListMultipartUploadsResult><Bucket>bucket-1</Bucket></ListMultipartUploadsResult>';
      return say(response, 200, query.has('uploads') ? uploads : versions(named), {
        'content-type': 'application/xml',
      });
    });
    const area = areaIn(outside);
    const listed = await area.list(PROJECT);
    expect(listed).toMatchObject([{ kind: 'object', key: `${FOLDER}data/a.fastq.gz` }]);
    await area.remove(listed);
    const { body = '' } = outside.calls.find(({ method }) => method === 'POST') ?? {};
    expect(/<VersionId>(.*?)<\/VersionId>/.exec(body)?.[1]).toBe(removed);
  },
);
