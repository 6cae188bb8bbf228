import {
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openReadOnly } from '../../src/storage/database.ts';
import { readJournal, verifyJournal } from '../../src/storage/journal.ts';
import { type Arena, openArena } from '../proof/bot/arena.ts';
import { BotProcess } from '../proof/bot/bot-process.ts';
import { town } from '../proof/bot/town.ts';
import { noCeph } from '../support/ceph.ts';
import { CEPH_STARTS_WITHIN, cephHands } from '../support/ceph-user.ts';
import { eventually, Someone } from '../support/workspace.ts';
import { all } from './content.ts';
import { aBucket, type BucketTrial } from './stores.ts';

/** `HANDOFF_STAGED=10000` for as many as a large dataset leaves; a bucket of Ceph is slow to fill. */
const STAGED = Number(process.env['HANDOFF_STAGED'] ?? 2000);
const AT_ONCE = 24;
const MINUTES = 60_000;

/** Step 7 as an installation has it: the bot in a process of its own, its data on the disk, its staging area on Ceph. */
let arena: Arena;
let bot: BotProcess;
let trial: BucketTrial;
let hands: ReturnType<typeof cephHands>['client'];
let ana: Someone;
let eli: Someone;

async function setUp(): Promise<void> {
  trial = await aBucket();
  hands = cephHands(trial.access).client;
  arena = await openArena({
    transport: 'socket',
    projects: 2,
    exportingHours: 0.001,
    staging: { ...trial.access, bucket: trial.bucket },
  });
  const someone = (name: string): Someone => {
    const id = town.people.find((person) => person.name === name)?.id ?? '';
    return new Someone(arena, id, bot.errors);
  };
  bot = new BotProcess(arena.botPort, arena.environment);
  [ana, eli] = [someone('w0'), someone('o0')];
  bot.start();
  await bot.ready();
}

const folderOf = (nth: number, more = ''): string => `prod/${projectOf(nth).uuid}${more}/`;
function projectOf(nth: number) {
  const project = arena.projects[nth];
  if (project === undefined) throw new Error('The arena has too few projects.');
  return project;
}
const put = async (Key: string, Body: string): Promise<void> =>
  void (await hands.send(new PutObjectCommand({ Bucket: trial.bucket, Key, Body })));
const rid = async (Key: string): Promise<void> =>
  void (await hands.send(new DeleteObjectCommand({ Bucket: trial.bucket, Key })));

async function leaveHalfWritten(Key: string): Promise<void> {
  const where = { Bucket: trial.bucket, Key };
  const { UploadId } = await hands.send(new CreateMultipartUploadCommand(where));
  await hands.send(new UploadPartCommand({ ...where, UploadId, PartNumber: 1, Body: 'half of' }));
}

async function keepVersions(): Promise<void> {
  const VersioningConfiguration = { Status: 'Enabled' } as const;
  await hands.send(
    new PutBucketVersioningCommand({ Bucket: trial.bucket, VersioningConfiguration }),
  );
}

async function fill(folder: string, count: number): Promise<void> {
  const numbers = Array.from({ length: count }, (_, n) => n).values();
  const worker = async (): Promise<void> => {
    for (const n of numbers)
      await put(`${folder}data/R${String(n).padStart(5, '0')}.fastq.gz`, `reads ${n}`);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

/** Everything below a prefix that costs room: versions, marks of removals, unfinished uploads. */
async function holdings(prefix: string): Promise<readonly unknown[]> {
  const { store } = trial;
  return [...(await all(store.listVersions(prefix))), ...(await all(store.listUnfinished(prefix)))];
}

/** A failed export that ingest operations have reset: ready to be cleaned up. */
async function failExport(nth: number): Promise<void> {
  const { uuid, shortName } = projectOf(nth);
  await ana.say(`/export ${shortName}`);
  await ana.press('Export metadata and data', shortName);
  await eventually(() =>
    expect(JSON.stringify(arena.world.submits)).toContain(projectOf(nth).submissions[0]?.uuid),
  );
  arena.world.controls.skip(20);
  await ana.sees(shortName, 'Transfer running');
  await ana.press('Start recovery', shortName, 'has been exporting');
  await ana.submit('Start recovery', { 'What is wrong?': 'The transfer failed silently.' });
  await ana.sees('started the recovery of', shortName);
  arena.world.controls.scenario(uuid, 'reset-to-valid');
  arena.world.controls.skip(5);
  await eli.press('I reset it to valid', 'started the recovery of', shortName);
  await ana.sees('calls', shortName, 'valid again');
}

async function propose(nth: number): Promise<void> {
  const { shortName } = projectOf(nth);
  const before = ana.count('recovery of', shortName);
  await eli.press('Start recovery', shortName, 'Ready to re-export');
  await eventually(() => expect(ana.count('recovery of', shortName)).toBeGreaterThan(before));
  await ana.sees('from the staging area of', shortName, 'Confirm deletion of');
}

async function confirm(who: Someone, nth: number): Promise<void> {
  const words = ['from the staging area of', projectOf(nth).shortName, 'Confirm deletion of'];
  const proposal = await who.sees(...words);
  const [label = ''] =
    /Confirm deletion of [\d,]+ objects?/.exec(JSON.stringify(proposal.blocks)) ?? [];
  await who.press(label, ...words);
}

const journalOf = async (nth: number) => {
  const db = openReadOnly(arena.dataDir);
  try {
    expect((await verifyJournal(db)).ok).toBe(true);
    return await readJournal(db, projectOf(nth).uuid);
  } finally {
    await db.destroy();
  }
};

describe.skipIf(noCeph !== undefined)(
  noCeph ?? 'a clean-up on Ceph',
  { timeout: 10 * MINUTES },
  () => {
    beforeAll(setUp, CEPH_STARTS_WITHIN + MINUTES);
    afterAll(async () => {
      await bot?.kill();
      await arena?.[Symbol.asyncDispose]();
      hands?.destroy();
      await trial?.[Symbol.asyncDispose]();
    }, 5 * MINUTES);

    it('was asked for after an export that failed', async () => {
      await failExport(0);
      await failExport(1);
    });

    it.each<[string, (folder: string) => Promise<void>, string]>([
      ['was added', (folder) => put(`${folder}links/new.json`, '{}'), 'links/new.json'],
      [
        'changed, and is as long as before',
        (folder) => put(`${folder}data/R00007.fastq.gz`, 'READS 7'),
        'data/R00007.fastq.gz',
      ],
      ['has gone', (folder) => rid(`${folder}data/R00003.fastq.gz`), 'data/R00003.fastq.gz'],
    ])(
      'deletes nothing, and names it, where something %s after the approval',
      async (_what, change, name) => {
        const folder = folderOf(1);
        await trial.store.remove(trial.store.list(folder));
        await fill(folder, 30);
        await propose(1);
        await confirm(ana, 1);
        await change(folder);
        const before = await holdings(folder);
        await confirm(eli, 1);
        const told = await ana.sees('was stopped', projectOf(1).shortName, name);
        expect(told.text).toContain(`${folder}${name}`);
        expect(await holdings(folder)).toEqual(before);
      },
    );

    it(`of ${STAGED} objects, killed in the middle and started again, ends right`, async () => {
      const [folder, neighbour] = [folderOf(0), folderOf(0, '_2')];
      await fill(folder, STAGED);
      await fill(neighbour, 20);
      // What was there before versions were kept has none; then all that a bucket can hold.
      await keepVersions();
      for (const where of [folder, neighbour]) {
        await put(`${where}data/R00001.fastq.gz`, 'written again');
        await put(`${where}data/R00001.fastq.gz`, 'and again');
        await rid(`${where}data/R00002.fastq.gz`);
        await put(`${where}links/once.json`, 'one');
        await rid(`${where}links/once.json`);
        await leaveHalfWritten(`${where}data/R00003.fastq.gz`);
      }
      const there = await holdings(folder);
      const beside = await holdings(neighbour);
      expect(there.length).toBe(STAGED + 6);

      await propose(0);
      await confirm(ana, 0);
      await confirm(eli, 0);
      for (const share of [0.2, 0.5]) {
        await eventually(async () => {
          const left = await all(trial.store.listVersions(folder));
          expect(left.length).toBeLessThan(there.length * (1 - share));
        }, 5 * MINUTES);
        await bot.kill();
        expect((await holdings(folder)).length).toBeGreaterThan(0);
        bot.start();
        await bot.ready();
      }
      const { shortName } = projectOf(0);
      await eventually(
        () =>
          expect(ana.count('the staging area of', shortName, 'is empty', 'Export again')).toBe(1),
        5 * MINUTES,
      );

      expect(await holdings(folder)).toEqual([]);
      expect(await holdings(neighbour)).toEqual(beside);
      const done = (await journalOf(0)).filter(({ event }) => event === 'clean-up done');
      expect(done.map(({ detail }) => JSON.parse(detail))).toEqual([
        expect.objectContaining({ removed: STAGED + 6 }),
      ]);
    });
  },
);
