import {
  AbortMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { expect, it } from 'vitest';
import { hrefOf, list, type Sandbox, startSandbox } from '../world/sandbox.ts';
import { clientOf, keysOf } from './client.ts';

const areaOf = (sandbox: Sandbox, shortName: string) => `prod/${sandbox.uuidOf(shortName)}/`;
const nameOf = (key: string) => key.slice(key.lastIndexOf('/') + 1);

/** The files of the upload area that ingest names for a project. */
async function uploadsOf(sandbox: Sandbox, shortName: string): Promise<string[]> {
  const submission = await sandbox.submission(shortName);
  const location = String(submission['stagingDetails']?.['stagingAreaLocation']?.['value']);
  expect(location).toBe(
    `s3://${sandbox.world.uploadBucket}/${String(submission['uuid']?.['uuid'])}/`,
  );
  const prefix = new URL(location).pathname.slice(1);
  return keysOf(sandbox, prefix, 1000, sandbox.world.uploadBucket);
}

async function dataOf(sandbox: Sandbox, shortName: string): Promise<string[]> {
  const keys = await keysOf(sandbox, `${areaOf(sandbox, shortName)}data/`);
  return keys.filter((key) => key.endsWith('.fastq.gz'));
}

it('has every data file of an export in the upload area too, equally large', async () => {
  await using sandbox = await startSandbox();
  await sandbox.submit('FetalGutSim');
  sandbox.world.controls.skip(120);
  const staged = await dataOf(sandbox, 'FetalGutSim');
  const uploaded = await uploadsOf(sandbox, 'FetalGutSim');
  expect(staged).toHaveLength(48);
  expect(uploaded.map(nameOf)).toEqual(staged.map(nameOf));
  const client = clientOf(sandbox);
  const { stagingBucket, uploadBucket } = sandbox.world;
  const [there, here] = await Promise.all([
    client.send(new HeadObjectCommand({ Bucket: uploadBucket, Key: uploaded[0] })),
    client.send(new HeadObjectCommand({ Bucket: stagingBucket, Key: staged[0] })),
  ]);
  expect(there.ContentLength).toBe(here.ContentLength);
  const href = hrefOf(await sandbox.submission('FetalGutSim'), 'files');
  const files = await sandbox.read(`${href}?size=100`);
  const urls = list(files['_embedded']?.['files']).map(({ cloudUrl }) => String(cloudUrl));
  expect(urls).toContain(`s3://${uploadBucket}/${uploaded[0]}`);
});

it('lacks what was never uploaded', async () => {
  await using sandbox = await startSandbox();
  expect(await uploadsOf(sandbox, 'KidneyNephronSim')).toHaveLength(18 * 4 - 3);
});

it('leaves a stuck transfer half-written, and three of its files nowhere else', async () => {
  await using sandbox = await startSandbox();
  const client = clientOf(sandbox);
  const Bucket = sandbox.world.stagingBucket;
  const Prefix = areaOf(sandbox, 'LungTumourSim');
  expect(await uploadsOf(sandbox, 'LungTumourSim')).toHaveLength(64);
  await sandbox.submit('LungTumourSim');
  sandbox.world.controls.skip(300);
  const staged = await dataOf(sandbox, 'LungTumourSim');
  const uploaded = await uploadsOf(sandbox, 'LungTumourSim');
  const only = staged.map(nameOf).filter((name) => !uploaded.map(nameOf).includes(name));
  expect(only).toEqual([
    'LungTumour_S1_L002_R2_001.fastq.gz',
    'LungTumour_S3_L001_R1_001.fastq.gz',
    'LungTumour_S3_L001_R2_001.fastq.gz',
  ]);

  const sizeOf = async (bucket: string, Key: string | undefined) =>
    (await client.send(new HeadObjectCommand({ Bucket: bucket, Key }))).ContentLength ?? 0;
  const halves = [];
  for (const key of staged) {
    const whole = uploaded.find((each) => nameOf(each) === nameOf(key));
    if (whole === undefined) continue;
    const missing = (await sizeOf(sandbox.world.uploadBucket, whole)) - (await sizeOf(Bucket, key));
    if (missing !== 0) halves.push(key);
  }
  expect(halves).toHaveLength(1);

  const page = await client.send(new ListMultipartUploadsCommand({ Bucket, Prefix }));
  const [upload] = page.Uploads ?? [];
  expect(page.Uploads).toHaveLength(1);
  expect(staged).not.toContain(upload?.Key);
  const { Key, UploadId } = upload ?? {};
  await client.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId }));
  const after = await client.send(new ListMultipartUploadsCommand({ Bucket, Prefix }));
  expect(after.Uploads ?? []).toEqual([]);
  await expect(
    client.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId })),
  ).rejects.toMatchObject({ name: 'NoSuchUpload' });
});

it('leaves nothing half-written behind a transfer that goes on after all', async () => {
  await using sandbox = await startSandbox();
  const uuid = sandbox.uuidOf('LungTumourSim');
  await sandbox.submit('LungTumourSim');
  sandbox.world.controls.skip(300);
  const Bucket = sandbox.world.stagingBucket;
  const [first = ''] = await dataOf(sandbox, 'LungTumourSim');
  await clientOf(sandbox).send(new DeleteObjectCommand({ Bucket, Key: first }));
  sandbox.world.controls.scenario(uuid, 'stuck-transfer-recovers');
  sandbox.world.controls.skip(200);
  const page = await clientOf(sandbox).send(new ListMultipartUploadsCommand({ Bucket }));
  expect(page.Uploads ?? []).toEqual([]);
  const staged = await dataOf(sandbox, 'LungTumourSim');
  expect(staged).toHaveLength(63);
  expect(staged).not.toContain(first);
});

it('removes what is deleted, and a new export writes it anew, unless it can be had nowhere', async () => {
  await using sandbox = await startSandbox();
  const client = clientOf(sandbox);
  const Bucket = sandbox.world.stagingBucket;
  const Prefix = areaOf(sandbox, 'LungTumourSim');
  await sandbox.submit('LungTumourSim');
  sandbox.world.controls.skip(300);
  const { Versions } = await client.send(new ListObjectVersionsCommand({ Bucket, Prefix }));
  const Objects = (Versions ?? []).map(({ Key, VersionId }) => ({ Key, VersionId }));
  expect(Objects.map(({ Key }) => Key)).toEqual(await keysOf(sandbox, Prefix));
  const answer = await client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
  expect(answer.Deleted).toHaveLength(Objects.length);
  expect(await keysOf(sandbox, Prefix)).toEqual([]);

  const { controls } = sandbox.world;
  const uuid = sandbox.uuidOf('LungTumourSim');
  controls.scenario(uuid, 'reset-to-valid');
  controls.skip(10);
  controls.scenario(uuid, 'happy-10x');
  await sandbox.submit('LungTumourSim');
  controls.skip(120);
  const names = (await dataOf(sandbox, 'LungTumourSim')).map(nameOf);
  expect(names).toHaveLength(61);
  expect(names).not.toContain('LungTumour_S3_L001_R1_001.fastq.gz');
});

it('deletes by version only what is still that writing', async () => {
  await using sandbox = await startSandbox();
  const client = clientOf(sandbox);
  const Bucket = sandbox.world.stagingBucket;
  const Key = 'prod/a & <b>/note.txt';
  const put = (Body: string) => client.send(new PutObjectCommand({ Bucket, Key, Body }));
  const first = await put('one');
  sandbox.world.controls.skip(1);
  const second = await put('two');
  const remove = (VersionId: string | undefined) =>
    client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key, VersionId }] } }));
  await remove(first.VersionId);
  const got = await client.send(new GetObjectCommand({ Bucket, Key, Range: 'bytes=1-' }));
  expect(await got.Body?.transformToString()).toBe('wo');
  await remove(second.VersionId);
  expect(await keysOf(sandbox, 'prod/a')).toEqual([]);
});

it('pages versions like keys', async () => {
  await using sandbox = await startSandbox();
  const client = clientOf(sandbox);
  const Prefix = `${areaOf(sandbox, 'MarrowNicheSim')}links/`;
  const keys: (string | undefined)[] = [];
  let KeyMarker: string | undefined;
  do {
    const page = await client.send(
      new ListObjectVersionsCommand({
        Bucket: sandbox.world.stagingBucket,
        Prefix,
        MaxKeys: 4,
        KeyMarker,
      }),
    );
    keys.push(...(page.Versions ?? []).map(({ Key }) => Key));
    KeyMarker = page.NextKeyMarker;
  } while (KeyMarker !== undefined);
  expect(keys).toEqual(await keysOf(sandbox, Prefix));
});

it('keeps what is put, with its mark, and not over what is there when that is forbidden', async () => {
  await using sandbox = await startSandbox();
  const client = clientOf(sandbox);
  const Bucket = sandbox.world.stagingBucket;
  const Key = 'prod/probe';
  const Body = Uint8Array.from([0, 255, 128]);
  const Metadata = { export_completed: 'true' };
  await client.send(new PutObjectCommand({ Bucket, Key, Body, Metadata }));
  const got = await client.send(new GetObjectCommand({ Bucket, Key }));
  expect(await got.Body?.transformToByteArray()).toEqual(Body);
  expect(got.Metadata).toEqual(Metadata);
  await expect(
    client.send(new PutObjectCommand({ Bucket, Key, Body, IfNoneMatch: '*' })),
  ).rejects.toMatchObject({ name: 'PreconditionFailed' });
  await client.send(new DeleteObjectCommand({ Bucket, Key }));
  await expect(client.send(new GetObjectCommand({ Bucket, Key }))).rejects.toMatchObject({
    name: 'NoSuchKey',
  });
});

it('reads a range of a data file, and refuses what it does not play', async () => {
  await using sandbox = await startSandbox();
  const client = clientOf(sandbox);
  const Bucket = sandbox.world.stagingBucket;
  const [Key] = await dataOf(sandbox, 'MarrowNicheSim');
  const read = async (Range: string) => {
    const { Body, ContentRange } = await client.send(new GetObjectCommand({ Bucket, Key, Range }));
    return [await Body?.transformToString(), ContentRange] as const;
  };
  const [whole = ''] = await read('bytes=0-199');
  const [part, where] = await read('bytes=100-199');
  expect(part).toBe(whole.slice(100));
  expect(where).toMatch(/^bytes 100-199\/\d{10,}$/);
  await expect(read('bytes=99999999999-')).rejects.toMatchObject({ name: 'InvalidRange' });
  await expect(
    client.send(new CreateMultipartUploadCommand({ Bucket, Key: 'prod/large' })),
  ).rejects.toThrow();
});
