import { readFileSync } from 'node:fs';
import { GetObjectCommand, HeadObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { expect, it } from 'vitest';
import { type Json, list, startSandbox } from '../world/sandbox.ts';
import { clientOf, keysOf } from './client.ts';

/** A key without what differs: ids, versions and the file's own name. */
function kindOf(key: string): string {
  return key
    .replace(/^.*\/prod\/|^prod\//, '')
    .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'ID')
    .replace(/\d{4}-\d\d-\d\dT[\d:]+\.\d{6}Z/, 'VERSION')
    .replace(/\w+\.fastq\.gz/, 'NAME.fastq.gz');
}

it('fills the area as the export goes on, in the layout of the sample', async () => {
  await using sandbox = await startSandbox();
  const prefix = `prod/${sandbox.uuidOf('FetalGutSim')}/`;
  expect(await keysOf(sandbox, prefix)).toEqual([]);
  await sandbox.submit('FetalGutSim');
  const counts: number[] = [];
  for (const minutes of [15, 20, 10, 55]) {
    sandbox.world.controls.skip(minutes);
    counts.push((await keysOf(sandbox, prefix)).length);
  }
  expect(counts).toEqual(counts.toSorted((a, b) => a - b));
  const text = readFileSync(
    new URL('../../fixtures/upstream-samples.json', import.meta.url),
    'utf8',
  );
  const samples = JSON.parse(text) as Json;
  const wanted = list(list(samples['scenarios'])[0]?.['stagingObjects']);
  const kinds = new Set((await keysOf(sandbox, prefix)).map(kindOf));
  expect([...kinds].sort()).toEqual([...new Set(wanted.map((key) => kindOf(String(key))))].sort());
});

it('gives the same keys whatever the size of the pages', async () => {
  await using sandbox = await startSandbox();
  await sandbox.submit('FetalGutSim');
  sandbox.world.controls.skip(120);
  const prefix = `prod/${sandbox.uuidOf('FetalGutSim')}/`;
  const all = await keysOf(sandbox, prefix);
  expect(all).toHaveLength(174);
  expect(await keysOf(sandbox, prefix, 7)).toEqual(all);
});

it('lists folders with a delimiter', async () => {
  await using sandbox = await startSandbox();
  await sandbox.submit('FetalGutSim');
  sandbox.world.controls.skip(120);
  const Prefix = `prod/${sandbox.uuidOf('FetalGutSim')}/`;
  const page = await clientOf(sandbox).send(
    new ListObjectsV2Command({ Bucket: sandbox.world.stagingBucket, Prefix, Delimiter: '/' }),
  );
  expect(page.CommonPrefixes?.map((one) => one.Prefix?.slice(Prefix.length))).toEqual([
    'data/',
    'descriptors/',
    'links/',
    'metadata/',
  ]);
  expect(page.Contents?.map(({ Key }) => Key)).toEqual([`${Prefix}staging_area.json`]);
});

it('marks what is written to the end and leaves the mark off what is half-written', async () => {
  await using sandbox = await startSandbox();
  await sandbox.submit('MarrowCensusSim');
  sandbox.world.controls.skip(300);
  const client = clientOf(sandbox);
  const Bucket = sandbox.world.stagingBucket;
  const area = `prod/${sandbox.uuidOf('MarrowCensusSim')}/`;
  const marks = await Promise.all(
    (await keysOf(sandbox, `${area}metadata/cell_suspension/`)).map(async (Key) => {
      const { Metadata } = await client.send(new HeadObjectCommand({ Bucket, Key }));
      return Metadata?.['export_completed'];
    }),
  );
  expect(marks).toHaveLength(48);
  expect(marks.filter((mark) => mark !== 'true')).toHaveLength(1);
});

it('serves what the exporter wrote, but no whole data file', async () => {
  await using sandbox = await startSandbox();
  await sandbox.submit('FetalGutSim');
  sandbox.world.controls.skip(120);
  const client = clientOf(sandbox);
  const Bucket = sandbox.world.stagingBucket;
  const area = `prod/${sandbox.uuidOf('FetalGutSim')}/`;
  const got = await client.send(new GetObjectCommand({ Bucket, Key: `${area}staging_area.json` }));
  expect(await got.Body?.transformToString()).toBe('{"is_delta":false}');
  const data = (await keysOf(sandbox, `${area}data/`)).find((key) => key.endsWith('.gz'));
  await expect(client.send(new GetObjectCommand({ Bucket, Key: data }))).rejects.toThrow();
  await expect(
    client.send(new HeadObjectCommand({ Bucket, Key: `${area}nothing` })),
  ).rejects.toMatchObject({ name: 'NotFound' });
});

it('piles up versions until the area is cleaned', async () => {
  await using sandbox = await startSandbox();
  const { controls } = sandbox.world;
  const uuid = sandbox.uuidOf('FetalGutSim');
  const project = `prod/${uuid}/metadata/project/`;
  for (const versions of [1, 2]) {
    await sandbox.submit('FetalGutSim');
    controls.skip(120);
    expect(await keysOf(sandbox, project)).toHaveLength(versions);
    controls.scenario(uuid, 'reset-to-valid');
    controls.skip(5);
  }
  controls.scenario(uuid, 'clean-staging');
  expect(await keysOf(sandbox, `prod/${uuid}/`)).toEqual([]);
});

it('leaves data out of a metadata-only export', async () => {
  await using sandbox = await startSandbox();
  const keys = await keysOf(sandbox, `prod/${sandbox.uuidOf('HeartDCMSim')}/`);
  expect(keys.filter((key) => key.endsWith('.fastq.gz'))).toEqual([]);
  expect(keys.filter((key) => key.includes('metadata/sequence_file/'))).toHaveLength(24);
});

it('refuses a request that is not signed, or with an unknown key', async () => {
  await using sandbox = await startSandbox();
  const { stagingEndpoint, stagingBucket: Bucket } = sandbox.world;
  const bare = await fetch(`${stagingEndpoint}/${Bucket}?list-type=2`);
  expect(bare.status).toBe(403);
  const stranger = clientOf(sandbox, 'SOMEBODYELSE');
  await expect(stranger.send(new ListObjectsV2Command({ Bucket }))).rejects.toMatchObject({
    name: 'InvalidAccessKeyId',
  });
  await expect(
    clientOf(sandbox).send(new ListObjectsV2Command({ Bucket: 'another' })),
  ).rejects.toMatchObject({ name: 'NoSuchBucket' });
});
