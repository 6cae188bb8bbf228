import { GetObjectCommand, PutBucketPolicyCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { beforeAll, describe, expect, test } from 'vitest';
import type { PushGrant } from '../../../src/buckets/grant/grant.ts';
import { type DeliveryNeeds, tryDelivery } from '../../../src/buckets/trial/delivery.ts';
import { systemRandom } from '../../../src/config/system.ts';
import { openDatabase } from '../../../src/storage/database.ts';
import { noCeph } from '../../support/ceph.ts';
import {
  CEPH_STARTS_WITHIN,
  type CephAccess,
  cephHands,
  cephUser,
} from '../../support/ceph-user.ts';
import { aDataFolder } from '../../support/data-folder.ts';
import { hurriedClock } from '../../support/hurried-clock.ts';
import { aField, everythingIn, type Field, move, nameless, storeFor } from '../mover/field.ts';

const SPEED = 20;

/** A test file, from the hub to what its target’s owner enforces. */
describe.skipIf(noCeph !== undefined)(noCeph ?? 'a test file of a push dataset', () => {
  let field: Field;
  let other: CephAccess;
  beforeAll(async () => {
    field = await aField({ versions: true });
    other = await cephUser(`owner${nameless()}`);
  }, CEPH_STARTS_WITHIN);

  const grantTo = (targetBucket: string, keepFiles = false): PushGrant => ({
    ...{ kind: 'push', name: `lung_${nameless().toLowerCase()}`, targetBucket, keepFiles },
    ...{ users: ['alpha_user_fay'], paperwork: ['DPIA 1 until 2027-01-31'] },
  });

  async function allow(target: string, ...actions: readonly string[]): Promise<void> {
    const Resource = [`arn:aws:s3:::${target}`, `arn:aws:s3:::${target}/*`];
    const Principal = { AWS: [`arn:aws:iam:::user/${field.uid}`] };
    const Statement = [{ Effect: 'Allow', Principal, Action: actions, Resource }];
    const Policy = JSON.stringify({ Version: '2012-10-17', Statement });
    await cephHands(other).client.send(new PutBucketPolicyCommand({ Bucket: target, Policy }));
  }

  /** With our own mover at work, or with nothing that moves. */
  async function tried(grant: PushGrant, mover: 'our mover' | 'no mover') {
    using data = aDataFolder();
    const store = storeFor(field.access);
    const hub = { bucket: field.hub, store };
    const needs = { clock: hurriedClock(SPEED), random: systemRandom, hub, storeOf: () => store };
    const { name: dataset, targetBucket: target, keepFiles: keep } = grant;
    if (mover === 'no mover') {
      const db = openDatabase(data.path);
      const trial = await tryDelivery({ ...needs, db }, grant);
      await db.destroy();
      return { trial, rows: [] };
    }
    await using running = move(field, [{ dataset, target, keep }], { folder: data, speed: SPEED });
    const { db, mover: ours } = running;
    const trial = await tryDelivery({ ...needs, db, wakeMover: ours.wake }, grant);
    return { trial, rows: await running.rows() };
  }

  const lyingIn = async (bucket: string, { name }: PushGrant, of = field.client) =>
    [...(await everythingIn(of, bucket)).keys()].filter((key) => key.startsWith(name));

  test.each([
    ['our mover', false, 'delivered'],
    ['our mover', true, 'delivered'],
    ['no mover', false, 'copied'],
  ] as const)(
    'arrives by %s (kept: %s), is read at the target, and is taken away on both sides',
    async (mover, keep, how) => {
      const target = await field.bucket({ versions: true });
      const grant = grantTo(target, keep);
      const { trial } = await tried(grant, mover);
      expect(trial).toMatchObject({ did: ['put', how, 'read', 'deleted'] });
      expect(trial.path).toMatch(new RegExp(`^s3://${target}/${grant.name}/handoff-test-`));
      expect(trial).not.toHaveProperty('failed');
      expect(await lyingIn(target, grant)).toEqual([]);
      expect(await lyingIn(field.hub, grant)).toEqual([]);
    },
  );

  test.each(['our mover', 'no mover'] as const)(
    'tells by %s that there is no target, and leaves nothing behind to be tried again',
    async (mover) => {
      const grant = grantTo(`absent-${nameless().toLowerCase()}`);
      const { trial, rows } = await tried(grant, mover);
      expect(trial).toMatchObject({ did: ['put', 'deleted'], missing: 'bucket' });
      expect(trial.failed).toContain('bucket does not exist');
      expect(await lyingIn(field.hub, grant)).toEqual([]);
      expect(rows.every(({ state }) => state === 'gone')).toBe(true);
    },
  );

  test.each(['our mover', 'no mover'] as const)(
    'tells by %s what a target’s owner has to add; once that is there, it arrives',
    async (mover) => {
      const target = await field.bucket({ of: other });
      const grant = grantTo(target);
      const refused = await tried(grant, mover);
      expect(refused.trial).toMatchObject({ did: ['put', 'deleted'], missing: 'grant' });
      expect(await lyingIn(field.hub, grant)).toEqual([]);

      await allow(target, 's3:PutObject', 's3:ListBucket', 's3:GetObject');
      const { trial } = await tried(grant, mover);
      expect(trial.did.slice(-1)).toEqual(['read']);
      expect(trial).not.toHaveProperty('failed');
      // What was granted takes nothing away: it is told of.
      expect(trial.stays).toBe(trial.path);
      expect(await lyingIn(field.hub, grant)).toEqual([]);
      const Key = trial.path.slice(`s3://${target}/`.length);
      const { Body } = await field.client.send(new GetObjectCommand({ Bucket: target, Key }));
      expect(await Body?.transformToString()).toContain('A test file of Handoff');
    },
  );

  describe('where something else moves what lands', () => {
    /** It does so once, as a function of the store: with these bytes, and with the object left in the hub or not. */
    async function movedOn(grant: PushGrant, how: { content?: string; leaves?: boolean } = {}) {
      const store = storeFor(field.access);
      using data = aDataFolder();
      const db = openDatabase(data.path);
      const clock = hurriedClock(SPEED);
      let moved = false;
      const needs: DeliveryNeeds = {
        ...{ db, random: systemRandom, storeOf: () => store },
        hub: { bucket: field.hub, store },
        clock: {
          now: clock.now,
          async sleep(milliseconds) {
            if (!moved) await moveOn();
            moved = true;
            return clock.sleep(milliseconds);
          },
        },
      };
      const trial = await tryDelivery(needs, grant);
      await db.destroy();
      return trial;

      async function moveOn() {
        const [Key = ''] = await lyingIn(field.hub, grant);
        const { Body, ETag = '' } = await field.client.send(
          new GetObjectCommand({ Bucket: field.hub, Key }),
        );
        const content = Buffer.from((await Body?.transformToByteArray()) ?? []);
        const put = { Bucket: grant.targetBucket, Key, Body: how.content ?? content };
        await field.client.send(new PutObjectCommand(put));
        if (how.leaves) return;
        await store.remove({ bucket: field.hub, key: Key }, ETag.replaceAll('"', ''));
      }
    }

    test('is seen to arrive', async () => {
      const trial = await movedOn(grantTo(await field.bucket()));
      expect(trial).toMatchObject({ did: ['put', 'delivered', 'read', 'deleted'] });
    });

    test('is seen to arrive, too, though what was copied is left in the hub', async () => {
      const grant = grantTo(await field.bucket(), true);
      const trial = await movedOn(grant, { leaves: true });
      expect(trial).toMatchObject({ did: ['put', 'delivered', 'read', 'deleted'] });
      expect(trial).not.toHaveProperty('failed');
      for (const bucket of [field.hub, grant.targetBucket])
        expect(await lyingIn(bucket, grant)).toEqual([]);
    });

    test('has not arrived where other bytes are there than were put', async () => {
      const grant = grantTo(await field.bucket());
      const trial = await movedOn(grant, { content: 'Something else.' });
      expect(trial).toMatchObject({
        did: ['put', 'delivered', 'deleted'],
        failed: `${grant.targetBucket}: Other bytes are there than were put.`,
      });
      expect(await lyingIn(grant.targetBucket, grant)).toEqual([]);
    });
  });
});
