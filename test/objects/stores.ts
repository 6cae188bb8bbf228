import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { CreateMultipartUploadCommand } from '@aws-sdk/client-s3';
import { systemClock, systemRandom } from '../../src/config/system.ts';
import { contentDisposition } from '../../src/objects/download-name.ts';
import { createLocalStore } from '../../src/objects/local/local-store.ts';
import type { ObjectStore } from '../../src/objects/object-store.ts';
import { createS3Store, type S3Needs } from '../../src/objects/s3/s3-store.ts';
import { createSignedLinks } from '../../src/objects/signed-link.ts';
import { within } from '../../src/objects/within.ts';
import { type CephAccess, cephHands, cephUser } from '../support/ceph-user.ts';
import { aDataFolder } from '../support/data-folder.ts';

export const MIB = 1024 ** 2;
export const PART_BYTES = 5 * MIB; // the least that S3 allows

/** A store, and what happens to it from outside. */
export interface Trial extends AsyncDisposable {
  readonly store: ObjectStore;
  /** Leaves an upload unfinished, as a crash does. */
  leaveUnfinished(key: string): Promise<void>;
  /** What whoever has the link gets. */
  follow(link: string): Promise<{ readonly text: string; readonly savedAs: string } | 'refused'>;
}

export interface Folder extends Trial {
  readonly folder: string;
}

export async function aFolder(): Promise<Folder> {
  const data = aDataFolder();
  const folder = data.path;
  const links = createSignedLinks({
    address: 'https://handoff.example.org/objects',
    keys: [{ id: 'k1', secret: 's'.repeat(32) }],
    clock: systemClock,
  });
  const store = createLocalStore({
    system: 'The store',
    folder,
    links,
    clock: systemClock,
    random: systemRandom,
  });
  return {
    store,
    folder,
    async leaveUnfinished(key) {
      mkdirSync(join(folder, 'unfinished'), { recursive: true });
      const draft = join(folder, 'unfinished', systemRandom.id());
      writeFileSync(`${draft}.json`, JSON.stringify({ key }));
      writeFileSync(draft, 'half of');
    },
    async follow(link) {
      const permitted = links.readSigned('GET', link);
      if (permitted === 'altered' || permitted === 'expired') return 'refused';
      const content = await store.read(permitted.key);
      if (content === undefined) return 'refused';
      return { text: await text(content), savedAs: contentDisposition(permitted.fileName) };
    },
    async [Symbol.asyncDispose]() {
      data[Symbol.dispose]();
    },
  };
}

/** The same below a prefix, beside what is none of its business. */
export async function below(opened: Promise<Trial>): Promise<Trial> {
  const trial = await opened;
  const prefix = 'handoff/files/';
  for (const key of ['handoff/other', 'handoff/files-too', 'swept/a'])
    await trial.store.write(key, Buffer.from('of somebody else'));
  await trial.leaveUnfinished('swept/c');
  return {
    ...trial,
    store: within(trial.store, '/handoff/files'),
    leaveUnfinished: (key) => trial.leaveUnfinished(prefix + key),
    [Symbol.asyncDispose]: () => trial[Symbol.asyncDispose](),
  };
}

export interface BucketTrial extends Trial {
  readonly access: CephAccess;
  readonly bucket: string;
}

let users: Promise<CephAccess> | undefined;
let buckets = 0;

/** A fresh bucket of a user that this file has for itself. */
export async function aBucket(
  more: Partial<S3Needs> & { readonly versions?: boolean } = {},
): Promise<BucketTrial> {
  users ??= cephUser(`objects-${systemRandom.id()}`);
  const access = await users;
  const hands = cephHands(access);
  buckets += 1;
  const bucket = `trial-${process.pid}-${buckets}`;
  await hands.makeBucket(bucket, more);
  const store = createS3Store({ ...bucketNeeds(access, bucket), ...more });
  return {
    store,
    access,
    bucket,
    async leaveUnfinished(Key) {
      await hands.client.send(new CreateMultipartUploadCommand({ Bucket: bucket, Key }));
    },
    async follow(link) {
      const answer = await fetch(link);
      const content = await answer.text();
      if (answer.status !== 200) return 'refused';
      return { text: content, savedAs: answer.headers.get('content-disposition') ?? '' };
    },
    async [Symbol.asyncDispose]() {
      hands.client.destroy();
      // Its memory is small, and shared by all tests of the run.
      await store.remove(store.listVersions(''));
    },
  };
}

export function bucketNeeds(access: CephAccess, bucket: string): S3Needs {
  return {
    system: 'The store',
    ...access,
    bucket,
    region: 'us-east-1',
    checksums: 'when required',
    random: systemRandom,
    partBytes: PART_BYTES,
    mostCopiedAtOnce: PART_BYTES,
  };
}
