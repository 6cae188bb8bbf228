import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import {
  GetObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  type S3Client,
} from '@aws-sdk/client-s3';
import { createMover, type Mover, type MoverNeeds } from '../../../src/buckets/mover/mover.ts';
import type { MoverStore } from '../../../src/buckets/mover/ports.ts';
import type { Route } from '../../../src/buckets/mover/route.ts';
import { createS3Mover } from '../../../src/buckets/mover/store/s3-store.ts';
import { systemRandom } from '../../../src/config/system.ts';
import type { MoverAlert } from '../../../src/domain/mover-alert.ts';
import { type Database, openDatabase } from '../../../src/storage/database.ts';
import { type CephAccess, cephHands, cephUser } from '../../support/ceph-user.ts';
import { aDataFolder, type DataFolder } from '../../support/data-folder.ts';
import { hurriedClock } from '../../support/hurried-clock.ts';

const PATIENCE = 40_000; // milliseconds

/** A hub and targets on a real store, and whoever puts something there. */
export interface Field {
  readonly hub: string;
  readonly uid: string; // of the mover, as policies name it
  readonly access: CephAccess;
  readonly client: S3Client;
  /** Another bucket of the same owner, or of another one. */
  bucket(options?: { versions?: boolean; of?: CephAccess }): Promise<string>;
  put(key: string, Body: string | Buffer, more?: Partial<PutObjectCommandInput>): Promise<void>;
}

export async function aField(options: { readonly versions?: boolean } = {}): Promise<Field> {
  const uid = `mover${nameless()}`;
  return fieldOf(await cephUser(uid), uid, options);
}

export async function fieldOf(
  access: CephAccess,
  uid: string,
  { versions = true }: { readonly versions?: boolean } = {},
): Promise<Field> {
  const hands = cephHands(access);
  const hub = `hub-${nameless()}`;
  await hands.makeBucket(hub, { versions });
  return {
    hub,
    uid,
    access,
    client: hands.client,
    async bucket({ versions: kept = false, of = access } = {}) {
      const name = `target-${nameless()}`;
      await cephHands(of).makeBucket(name, { versions: kept });
      return name;
    },
    async put(Key, Body, more = {}) {
      await hands.client.send(
        new PutObjectCommand({ Bucket: hub, Key, Body: Buffer.from(Body), ...more }),
      );
    },
  };
}

export const nameless = (): string => systemRandom.id().slice(0, 10);

export function storeFor(
  { endpoint, accessKey, secretKey }: CephAccess,
  more: {
    readonly endpoint?: string;
    readonly partBytes?: number;
    readonly accounts?: boolean;
  } = {},
): MoverStore {
  return createS3Mover({
    system: 'The store',
    endpoint,
    accessKey,
    secretKey,
    region: 'us-east-1',
    checksums: 'when required',
    accounts: false,
    ...more,
  });
}

export interface Running extends AsyncDisposable {
  readonly mover: Mover;
  readonly db: Database;
  readonly alerts: MoverAlert[];
  /** Rows by key, in the order in which they landed. */
  rows(): Promise<readonly Row[]>;
  /** Until nothing waits and nothing is under way. */
  settled(): Promise<void>;
  stop(): Promise<void>;
}

type Row = Awaited<ReturnType<typeof rowsOf>>[number];
const rowsOf = (db: Database) =>
  db.selectFrom('transfer').selectAll().orderBy('key').orderBy('landed_at').orderBy('id').execute();

/** A mover at work, in time that passes faster. */
export function move(
  field: Field,
  routes: readonly Route[] | (() => readonly Route[]),
  more: Partial<MoverNeeds> & { readonly folder?: DataFolder; readonly speed?: number } = {},
): Running {
  const own = more.folder === undefined ? aDataFolder() : undefined;
  const db = openDatabase((more.folder ?? own)?.path ?? '');
  const alerts: MoverAlert[] = [];
  const store = storeFor(field.access);
  const logged: unknown[] = [];
  const note = (event: string, details: unknown) => void logged.push([event, details]);
  const mover = createMover({
    db,
    clock: hurriedClock(more.speed ?? 20),
    log: { info: note, warn: note, error: note },
    hub: { bucket: field.hub, store },
    storeOf: () => store,
    readRoutes: async () => (typeof routes === 'function' ? routes() : routes),
    tell: async (alert) => void alerts.push(alert),
    interval: 5000,
    atOnce: 4,
    ...more,
  });
  const stopping = new AbortController();
  const running = mover.run(stopping.signal);
  const stop = async () => {
    stopping.abort();
    await running;
  };
  return {
    mover,
    db,
    alerts,
    stop,
    rows: () => rowsOf(db),
    settled: () =>
      until(async () => {
        const rows = await rowsOf(db);
        return rows.length > 0 && rows.every(({ state }) => !['waiting', 'leased'].includes(state));
      }, logged),
    async [Symbol.asyncDispose]() {
      await stop();
      await db.destroy();
      own?.[Symbol.dispose]();
    },
  };
}

export async function until(
  holds: () => boolean | Promise<boolean>,
  told: readonly unknown[] = [],
  patience = PATIENCE,
): Promise<void> {
  const end = performance.now() + patience;
  while (!(await holds())) {
    if (performance.now() > end)
      throw new Error(`It did not come to that. ${JSON.stringify(told.slice(-8))}`);
    await delay(20);
  }
}

/** Everything in a bucket, by key: of each the versions, the oldest first. */
export async function everythingIn(
  client: S3Client,
  Bucket: string,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const found = new Map<string, string[]>();
  let marks: { KeyMarker?: string | undefined; VersionIdMarker?: string | undefined } = {};
  do {
    const page = await client.send(new ListObjectVersionsCommand({ Bucket, ...marks }));
    for (const { Key = '', ETag = '' } of page.Versions ?? [])
      found.set(Key, [ETag.replaceAll('"', ''), ...(found.get(Key) ?? [])]);
    marks = page.IsTruncated
      ? { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker }
      : {};
  } while (marks.KeyMarker !== undefined);
  return found;
}

export async function unfinishedIn(client: S3Client, Bucket: string): Promise<number> {
  const { Uploads = [] } = await client.send(new ListMultipartUploadsCommand({ Bucket }));
  return Uploads.length;
}

export async function contentOf(client: S3Client, Bucket: string, Key: string): Promise<Buffer> {
  const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }));
  return Buffer.from((await Body?.transformToByteArray()) ?? []);
}

export const md5 = (content: string | Buffer): string =>
  createHash('md5').update(content).digest('hex');
