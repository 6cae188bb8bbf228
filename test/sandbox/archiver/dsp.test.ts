import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { expect, it } from 'vitest';
import { aSite } from '../../upstream/archiver/site.ts';
import { uploadToDsp } from '../../upstream/archiver/tus-client.ts';

const tus = { 'tus-resumable': '1.0.0' };
const encoded = (text: string) => Buffer.from(text).toString('base64');

async function aStore() {
  const site = await aSite();
  const { submissionUuid, dspUuid } = await site.built();
  const { world } = site;
  const basic = encoded(`${world.credentials.aapUsername}:${world.credentials.aapPassword}`);
  const token = async () =>
    (await fetch(world.aapUrl, { headers: { authorization: `Basic ${basic}` } })).text();
  const create = (jwt: string, name: string, length: number) =>
    fetch(`${world.dspUrl}/files/`, {
      method: 'POST',
      headers: {
        ...tus,
        'upload-length': String(length),
        'upload-metadata': `jwtToken ${encoded(jwt)},submissionID ${encoded(dspUuid)},name ${encoded(name)}`,
      },
    });
  const search = async (name: string, jwt: string) =>
    fetch(
      `${world.dspUrl}/api/files/search/by-filename-and-submission?submissionId=${dspUuid}&filename=${name}`,
      { headers: { authorization: `Bearer ${jwt}` } },
    );
  return { site, world, submissionUuid, dspUuid, token, create, search };
}
const patch = (location: string, offset: number, body: string) =>
  fetch(location, {
    method: 'PATCH',
    headers: {
      ...tus,
      'upload-offset': String(offset),
      'content-type': 'application/offset+octet-stream',
    },
    body,
  });

it('takes a file in pieces, says how far it has come, and finds it when it is whole', async () => {
  const { site, token, create, search, world, dspUuid } = await aStore();
  await using _ = site;
  const jwt = await token();
  const location = (await create(jwt, 'a.bam', 6)).headers.get('location') ?? '';
  expect((await patch(location, 0, 'abc')).headers.get('upload-offset')).toBe('3');
  expect((await search('a.bam', jwt)).status).toBe(404);
  const head = await fetch(location, { method: 'HEAD', headers: tus });
  expect([head.headers.get('upload-offset'), head.headers.get('upload-length')]).toEqual([
    '3',
    '6',
  ]);
  expect((await patch(location, 0, 'abc')).status).toBe(409);
  expect((await patch(location, 3, 'defg')).status).toBe(413);
  expect((await patch(location, 3, 'def')).status).toBe(204);
  expect(await (await search('a.bam', jwt)).json()).toMatchObject({ totalSize: 6 });
  const sha256 = createHash('sha256').update('abcdef').digest('hex');
  expect(world.archiving.uploads).toMatchObject([{ dspUuid, name: 'a.bam', bytes: 6, sha256 }]);
});

it('lets nobody in without a token of its own, nor with one that is an hour old', async () => {
  const { site, token, create, search, world } = await aStore();
  await using _ = site;
  const wrong = { headers: { authorization: `Basic ${encoded('somebody:else')}` } };
  expect((await fetch(world.aapUrl, wrong)).status).toBe(401);
  expect((await create('a.b.c', 'a.bam', 1)).status).toBe(401);
  const jwt = await token();
  site.fault('dsp-token-refused-once');
  expect((await create(jwt, 'a.bam', 1)).status).toBe(401);
  expect((await create(jwt, 'a.bam', 1)).status).toBe(201);
  site.skip(61);
  expect((await search('a.bam', jwt)).status).toBe(401);
});

it('speaks tus 1.0.0 alone', async () => {
  const { site, world } = await aStore();
  await using _ = site;
  const options = await fetch(`${world.dspUrl}/files/`, { method: 'OPTIONS' });
  expect(options.headers.get('tus-version')).toBe('1.0.0');
  expect((await fetch(`${world.dspUrl}/files/`, { method: 'POST' })).status).toBe(412);
});

it('refuses the file of the DCP1 bundle once, and takes it then', async () => {
  const { site, world, dspUuid } = await aStore();
  await using _ = site;
  const name = '6fcc435e-da14-4933-96bb-3d51d9b302fc.bam';
  const body = Buffer.from('bam');
  const upload = () => uploadToDsp({ ...world, ...world.credentials, dspUuid, name, body });
  expect(await upload()).toBe('refused');
  expect(await upload()).toBe('stored');
});

it('holds reads that can be converted: the files of a lane have the same names of reads', async () => {
  const { site, world, submissionUuid } = await aStore();
  await using _ = site;
  using s3 = Object.assign(
    new S3Client({
      endpoint: world.stagingEndpoint,
      region: 'us-east-1',
      forcePathStyle: true,
      credentials: {
        accessKeyId: world.credentials.stagingAccessKey,
        secretAccessKey: world.credentials.stagingSecretKey,
      },
    }),
    { [Symbol.dispose]: () => undefined },
  );
  const readsOf = async (name: string) => {
    const Key = `${submissionUuid}/${name}`;
    const found = await s3.send(new GetObjectCommand({ Bucket: world.uploadBucket, Key }));
    const lines = gunzipSync((await found.Body?.transformToByteArray()) ?? Buffer.alloc(0))
      .toString()
      .split('\n');
    return {
      names: lines.filter((_line, index) => index % 4 === 0).map((line) => line.split(' ')[0]),
      length: lines[1]?.length,
    };
  };
  const [r1, r2, i1] = await Promise.all(
    ['R1', 'R2', 'I1'].map((read) => readsOf(`RetA_S1_L001_${read}_001.fastq.gz`)),
  );
  expect(r1?.names.filter(Boolean)).toHaveLength(2000);
  expect(new Set(r1?.names).size).toBe(2001);
  expect(r2?.names).toEqual(r1?.names);
  expect(i1?.names).toEqual(r1?.names);
  expect([r1?.length, r2?.length, i1?.length]).toEqual([28, 91, 8]);
});
