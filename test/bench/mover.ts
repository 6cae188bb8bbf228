import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput,
  type ObjectVersion,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import { type Database, openDatabase } from '../../src/storage/database.ts';
import { type Field, fieldOf, nameless } from '../buckets/mover/field.ts';
import { startKillable } from '../buckets/mover/killing.ts';
import { putManyParts } from '../buckets/mover/large.ts';
import { startCeph } from '../support/ceph.ts';
import { ascending, markdown, quantile } from './table.ts';

const SMALL_BYTES = 100_000;
const PART = 64 * 1024 ** 2;
const AT_ONCE = 8;
/** So many small objects the mover has under way with that. */
const SMALL_AT_ONCE = 32;
const PARTS_AT_ONCE = 4;
/** What goes first: the loop runs in a process that has spoken to the store for long, the mover in one that begins. */
const WARM_UP = 200; // objects

interface Load {
  readonly name: string;
  readonly objects: number;
  readonly bytes: number;
  /** Of each loop that the mover is compared with, how many objects it has under way. */
  readonly loops: readonly number[];
  put(field: Field, dataset: string): Promise<void>;
}

const small = (objects: number): Load => ({
  name: `${objects.toLocaleString('en')} objects of 100 kB`,
  objects,
  bytes: objects * SMALL_BYTES,
  loops: [AT_ONCE, SMALL_AT_ONCE],
  async put(field, dataset) {
    const numbers = Array.from({ length: objects }, (_, n) => n);
    await atOnce(16, numbers, (n) => field.put(`${dataset}/${n}`, Buffer.alloc(SMALL_BYTES, n)));
  },
});
const large = (parts: number): Load => ({
  name: `one object of ${(parts / 16).toFixed(1)} GiB, in parts of 64 MiB`,
  objects: 1,
  bytes: parts * PART,
  loops: [1],
  put: async (field, dataset) => {
    await putManyParts(field, `${dataset}/large`, parts, PART);
  },
});
const both = (objects: number, parts: number): Load => {
  const loads = [small(objects), large(parts)];
  return {
    name: loads.map(({ name }) => name).join(', and '),
    objects: objects + 1,
    bytes: objects * SMALL_BYTES + parts * PART,
    loops: [],
    async put(field, dataset) {
      for (const load of loads) await load.put(field, dataset);
    },
  };
};

/** The mover, which verifies and keeps a record, beside a loop that copies and deletes and does neither. */
export async function mover({
  rounds,
  objects,
  parts,
}: {
  readonly rounds: number;
  readonly objects: number;
  readonly parts: number;
}): Promise<string> {
  return onCeph(16 * 1024 ** 3, async (field) => {
    const rows: string[][] = [];
    for (const load of [small(objects), large(parts)]) {
      const theirs = load.loops.map((most) => ({ most, took: [] as number[] }));
      const [ours, memory]: [number[], number[]] = [[], []];
      for (let round = 0; round < rounds; round += 1) {
        for (const { most, took } of theirs) took.push(await loop(field, load, most));
        const moved = await move(field, load);
        ours.push(moved.seconds);
        memory.push(moved.memory);
      }
      const median = (values: readonly number[]) => quantile(ascending(values), 0.5);
      const rate = (seconds: number) =>
        `${seconds.toFixed(2)} s, ${(load.bytes / seconds / 1e6).toFixed(0)} MB/s`;
      for (const { most, took } of theirs)
        rows.push([
          load.name,
          `${most}`,
          rate(median(took)),
          rate(median(ours)),
          (median(took) / median(ours)).toFixed(2),
          `${Math.max(...memory)} MB`,
        ]);
    }
    return markdown(
      'The mover and a plain copy loop',
      [
        [
          ...['', 'objects that the loop has under way', 'copy and delete', 'the mover'],
          ...['of the loop’s throughput', 'the mover’s memory at most'],
        ],
        ...rows,
      ],
      `Medians of ${rounds} in turns. The mover may have ${AT_ONCE} objects under way, of small ones ${SMALL_AT_ONCE}; both have ${PARTS_AT_ONCE} parts of one. All within one store, a Ceph of one node on the same two cores, from a hub that keeps versions. The loop takes its objects from a listing, copies each in one call (a large one in parts), and deletes that version of it in another; it neither looks whether something is at the target nor whether what arrived is the same, and keeps no record. The mover’s process has moved ${WARM_UP} small objects before.`,
    );
  });
}

/** Ten times as much at once, by number and by size, in as much memory. */
export async function moverMemory(): Promise<string> {
  return onCeph(32 * 1024 ** 3, async (field) => {
    const rows: string[][] = [];
    for (const load of [both(1000, 10), both(10_000, 96)]) {
      const { seconds, memory } = await move(field, load);
      rows.push([load.name, `${seconds.toFixed(0)} s`, `${memory} MB`]);
    }
    return markdown(
      'The memory of the mover',
      [['', 'took', 'memory at most'], ...rows],
      'The most that the mover’s process had resident (`VmHWM`), with the SDK and its database; all of it moved, verified and removed from the hub.',
    );
  });
}

async function onCeph(disk: number, run: (field: Field) => Promise<string>): Promise<string> {
  const ceph = await startCeph({ disk });
  try {
    const access = { endpoint: ceph.endpoint, ...(await ceph.addUser('mover')) };
    return await run(await fieldOf(access, 'mover'));
  } finally {
    await ceph.stop();
  }
}

async function loop(field: Field, load: Load, most: number): Promise<number> {
  const { client, hub } = field;
  const [dataset, target] = [`d${nameless()}`, await field.bucket()];
  await load.put(field, dataset);
  const begun = performance.now();
  const objects: ObjectVersion[] = [];
  let marks: { KeyMarker?: string | undefined; VersionIdMarker?: string | undefined } | undefined =
    {};
  while (marks !== undefined) {
    const page: ListObjectVersionsCommandOutput = await client.send(
      new ListObjectVersionsCommand({ Bucket: hub, Prefix: `${dataset}/`, ...marks }),
    );
    objects.push(...(page.Versions ?? []));
    marks = page.IsTruncated
      ? { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker }
      : undefined;
  }
  await atOnce(most, objects, async ({ Key = '', Size = 0, VersionId }) => {
    const CopySource = `${hub}/${Key}?versionId=${VersionId}`;
    if (Size > PART) await copyInParts(field, CopySource, target, Key, Size);
    else await client.send(new CopyObjectCommand({ Bucket: target, Key, CopySource }));
    await client.send(new DeleteObjectCommand({ Bucket: hub, Key, VersionId }));
  });
  return (performance.now() - begun) / 1000;
}

async function copyInParts(
  { client }: Field,
  CopySource: string,
  Bucket: string,
  Key: string,
  bytes: number,
) {
  const { UploadId } = await client.send(new CreateMultipartUploadCommand({ Bucket, Key }));
  const numbers = Array.from({ length: Math.ceil(bytes / PART) }, (_, n) => n);
  const parts: { PartNumber: number; ETag: string | undefined }[] = [];
  await atOnce(PARTS_AT_ONCE, numbers, async (n) => {
    const { CopyPartResult } = await client.send(
      new UploadPartCopyCommand({
        Bucket,
        Key,
        UploadId,
        PartNumber: n + 1,
        CopySource,
        CopySourceRange: `bytes=${n * PART}-${Math.min((n + 1) * PART, bytes) - 1}`,
      }),
    );
    parts.push({ PartNumber: n + 1, ETag: CopyPartResult?.ETag });
  });
  const Parts = parts.sort((a, b) => a.PartNumber - b.PartNumber);
  await client.send(
    new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts } }),
  );
}

/** In a process of its own that has warmed up: from the moment that it looks until everything is in its record. */
async function move(field: Field, load: Load): Promise<{ seconds: number; memory: number }> {
  const folder = mkdtempSync(join(tmpdir(), 'handoff-bench-'));
  const [dataset, target] = [`d${nameless()}`, await field.bucket()];
  const first = Array.from({ length: WARM_UP }, (_, n) => n);
  await atOnce(16, first, (n) => field.put(`${dataset}/first/${n}`, 'the first'));
  const db = openDatabase(folder);
  try {
    const killable = await startKillable({
      folder,
      hub: field.hub,
      access: field.access,
      routes: [{ dataset, target, keep: false }],
      atOnce: AT_ONCE,
      speed: 1,
      interval: 3_600_000, // it looks when it is told to
    });
    await untilDone(db, WARM_UP);
    await load.put(field, dataset);
    const begun = performance.now();
    killable.wake();
    await untilDone(db, WARM_UP + load.objects);
    const seconds = (performance.now() - begun) / 1000;
    const memory = peakOf(killable.pid);
    await killable.kill();
    return { seconds, memory };
  } finally {
    await db.destroy();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function untilDone(db: Database, objects: number): Promise<void> {
  for (;;) {
    const { done } = await db
      .selectFrom('transfer')
      .select(({ fn }) => fn.countAll<number>().as('done'))
      .where('state', '=', 'done')
      .executeTakeFirstOrThrow();
    if (done === objects) return;
    await delay(20);
  }
}

/** The most that a process had resident, MB. */
function peakOf(pid: number): number {
  const [, kilobytes] = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Math.round(Number(kilobytes) / 1000);
}

async function atOnce<T>(most: number, all: readonly T[], run: (one: T) => Promise<unknown>) {
  const left = all.values();
  const worker = async () => {
    for (const one of left) await run(one);
  };
  await Promise.all(Array.from({ length: most }, worker));
}
