import { expect, test } from 'vitest';
import { createArchiverApi, type KeySource } from '../../../src/upstream/archiver/archiver-api.ts';
import { fixture, HANDLED, handClock, type Outside, say, startOutside } from '../outside.ts';

/** Answers as they were recorded, and such as no simulator gives. */

const key: KeySource = { read: async () => 'the-key', forget() {} };
const archiverAt = (outside: Outside, more: { limits?: object; key?: KeySource } = {}) =>
  createArchiverApi({
    environment: 'prod',
    url: outside.url,
    key,
    ingest: { url: outside.url, token: () => 'token' },
    clock: handClock(),
    ...more,
  });
const uuid = '77a635ea-7bea-4505-ad66-b1e3bb27675e';
const sample = fixture<Record<string, unknown>>('archiving-mixed');

test('reads the recorded answers', async () => {
  await using outside = await startOutside();
  const archiver = archiverAt(outside);
  outside.answer(() => sample['latestArchiveSubmission']);
  expect(await archiver.latest(uuid)).toEqual({
    submissionUuid: uuid,
    created: '2026-02-04T08:15:30.123Z',
    dspUuid: 'ecedc7d8-4e30-4a5f-a25d-488e1b880cda',
    dspUrl: 'https://submission.ebi.ac.uk/api/submissions/ecedc7d8-4e30-4a5f-a25d-488e1b880cda',
    errors: [],
  });
  outside.answer(() => sample['fileUploadPlan']);
  expect((await archiver.uploadPlan(uuid)).jobs).toHaveLength(4);
  outside.answer(() => sample['fileUploadPlanWhileBuilding']);
  expect(await archiver.uploadPlan(uuid)).toEqual({ jobs: [] });
  outside.answer(() => sample['blockersBeforeUpload']);
  expect(await archiver.blockers(uuid)).toMatchObject({ filesNotReady: 3, metadata: 3 });
  outside.answer(() => sample['dataArchiveResult']);
  expect((await archiver.dataProgress(uuid)).map(({ result }) => result !== undefined)).toEqual([
    true,
    true,
    false,
  ]);
  outside.answer(() => sample['archiveJob']);
  expect((await archiver.directJob('568a0b40c6221e36ccbc0789'))?.accessions).toHaveLength(5);
  expect(outside.calls[0]?.headers['api-key']).toBe('the-key');
  expect(outside.calls.at(-1)?.headers['api-key']).toBeUndefined(); // that was ingest
});

test('errors of no entity, and however deep, are readable; a link is never a script', async () => {
  await using outside = await startOutside(() => ({
    errors: {
      NoSubmittable: [['Something\n   went wrong.']],
      'javascript:alert(1)': [[{ Core: ['bad', { more: 'worse' }] }]],
      'https://submission.ebi.ac.uk/api/samples/1': [],
    },
    pending: ['https://submission.ebi.ac.uk/api/samples/2', 7],
  }));
  expect(await archiverAt(outside).validation(uuid)).toEqual({
    errors: [
      { type: '', entities: [{ says: ['Something went wrong.'] }, { says: ['bad', 'worse'] }] },
      {
        type: 'samples',
        entities: [{ link: 'https://submission.ebi.ac.uk/api/samples/1', says: [] }],
      },
    ],
    pending: ['https://submission.ebi.ac.uk/api/samples/2', 'something unnamed'],
  });
});

test('a request that is not answered in time is unknown, and was sent once', async () => {
  await using outside = await startOutside(() => HANDLED);
  const archiver = archiverAt(outside, { limits: { headers: 100, whole: 300 } });
  const unknown = { outcome: 'unknown', reason: 'The archiver did not answer in time.' };
  expect(await archiver.create(uuid)).toEqual(unknown);
  expect(await archiver.complete(uuid)).toEqual(unknown);
  expect(await archiver.archiveData(uuid, [uuid])).toEqual(unknown);
  expect(outside.calls.map(({ method, path }) => `${method} ${path}`)).toEqual([
    'POST /archiveSubmissions',
    `POST /archiveSubmissions/${uuid}/complete`,
    'POST /archiveSubmissions/data',
  ]);
  expect(outside.calls[0]?.body).toBe(
    JSON.stringify({ submission_uuid: uuid, alias_prefix: 'HCA' }),
  );
  expect(outside.calls[2]?.body).toBe(JSON.stringify({ sub_uuid: uuid, files: [uuid] }));
});

test('an OK that is none of the known ones is unknown; a redirect is not followed', async () => {
  await using outside = await startOutside(() => ({ message: 'Thank you!' }));
  const archiver = archiverAt(outside);
  expect(await archiver.complete(uuid)).toEqual({
    outcome: 'unknown',
    reason: 'The archiver answered “Thank you!”.',
  });
  outside.answer((_, response) => say(response, 200, '<html>sign in</html>'));
  expect(await archiver.create(uuid)).toMatchObject({ outcome: 'unknown' });
  outside.answer((_, response) => say(response, 302, '', { location: 'http://169.254.169.254/' }));
  expect(await archiver.create(uuid)).toMatchObject({ outcome: 'unknown' });
  expect(outside.calls).toHaveLength(3);
});

test('what is refused is told in its own words, without HTML', async () => {
  await using outside = await startOutside((_, response) =>
    say(response, 400, JSON.stringify({ message: 'You must supply\nthe parameter' })),
  );
  const archiver = archiverAt(outside);
  expect(await archiver.create(uuid)).toEqual({
    outcome: 'refused',
    reason: 'The archiver refuses this: You must supply the parameter',
  });
  outside.answer((_, response) =>
    say(
      response,
      200,
      JSON.stringify({
        message: 'Archiving failed.',
        detailed_error_message: '<html><body>Bad gateway</body></html>',
      }),
    ),
  );
  expect(await archiver.create(uuid, { direct: true })).toEqual({
    outcome: 'refused',
    reason: 'The archiver says: Archiving failed.',
  });
});

test('a gateway’s own 404 is not taken for “still being built”', async () => {
  await using outside = await startOutside((_, response) =>
    say(response, 404, '<html>default backend</html>', { 'content-type': 'text/html' }),
  );
  await expect(archiverAt(outside).latest(uuid)).rejects.toMatchObject({
    outcome: 'retry',
    stranger: 'something else',
  });
  outside.answer(() => undefined); // 404 without a body
  await expect(archiverAt(outside).latest(uuid)).rejects.toMatchObject({ outcome: 'retry' });
});

test('a key that cannot be read is said, without the key, and nothing is sent', async () => {
  await using outside = await startOutside();
  const read = async () => {
    throw new Error('AWS Secrets Manager does not give it.');
  };
  const archiver = archiverAt(outside, { key: { read, forget() {} } });
  await expect(archiver.create(uuid)).rejects.toMatchObject({
    outcome: 'retry',
    message: 'The bot’s key for the archiver cannot be read: AWS Secrets Manager does not give it.',
  });
  expect(outside.calls).toHaveLength(0);
});

test('accessions of more than one page are all read', async () => {
  const envelope = sample['submission'];
  await using outside = await startOutside(({ path, query }) => {
    if (path.endsWith('findByUuidUuid')) return envelope;
    if (!path.endsWith('/files')) return { page: { totalPages: 0 } };
    const number = Number(query.get('page'));
    const files = Array.from({ length: 100 }, (_, index) => ({
      uuid: { uuid: `00000000-0000-4000-8000-${String(number * 100 + index).padStart(12, '0')}` },
      fileName: `file-${number}-${index}.fastq.gz`,
      content: {
        insdc_run_accessions: [`ERR${number * 100 + index}`],
        geo_series_accessions: ['G'],
      },
    }));
    return { _embedded: { files }, page: { totalPages: 3 } };
  });
  const found = await archiverAt(outside).accessions(uuid);
  expect(found).toHaveLength(300);
  expect(found.at(-1)).toMatchObject({ label: 'file-2-99.fastq.gz', accession: 'ERR299' });
});
