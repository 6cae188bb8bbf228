import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { systemRandom } from '../../src/config/system.ts';
import type { Role } from '../../src/domain/role.ts';
import type { Scope } from '../../src/domain/scope.ts';
import { createKey } from '../../src/operations/keys.ts';
import { openBeside } from '../../src/storage/database.ts';
import { eventually, openWorkspace, type TestWorkspace } from '../support/workspace.ts';

const BOTH = ['buckets:read', 'buckets:write'] as const;
const LUNG = {
  kind: 'push',
  name: 'lung',
  target_bucket: 'their-landing',
  users: ['alpha_user_fay'],
  paperwork: 'DPIA 204',
  until: '2027-01-31',
};
const answered = z.record(z.string(), z.unknown());

/** Buckets over REST beside the real bot: what a key asks for, Ben approves in Slack. */
describe('buckets over REST', () => {
  let workspace: TestWorkspace;
  let url: string;
  let asker: string;
  let reviewer: string;
  let reader: string;
  let names = 0;
  beforeAll(async () => {
    workspace = await openWorkspace({
      buckets: { file: { graceDays: 1, store: undefined, mover: undefined } },
    });
    url = `http://127.0.0.1:${workspace.sandbox.app.http.port}`;
    asker = await key('asker', BOTH);
    reviewer = await key('reviewer', BOTH, ['data-engineering']);
    reader = await key('reader', ['buckets:read']);
  });
  afterAll(() => workspace[Symbol.asyncDispose]());

  async function key(name: string, scopes: readonly Scope[], roles: readonly Role[] = []) {
    const db = openBeside(workspace.sandbox.config.dataDir);
    const { clock } = workspace.sandbox;
    const wanted = { name, scopes: [...scopes], roles: [...roles] };
    const made = await createKey({ db, clock, random: systemRandom }, wanted);
    await db.destroy();
    if ('refused' in made) throw new Error(made.refused);
    return made.key;
  }

  async function ask(method: string, path: string, who: string, body?: object, name?: string) {
    names += 1;
    const response = await fetch(`${url}/api/buckets${path}`, {
      method,
      headers: {
        authorization: `Bearer ${who}`,
        'idempotency-key': name ?? `n${names}`,
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: answered.parse(await response.json()) };
  }

  it('asks, is told at its field what is wrong, and once for a key of its own', async () => {
    const { target_bucket: bucket, ...others } = LUNG;
    expect(await ask('POST', '/requests', asker, { ...others, bucket })).toMatchObject({
      status: 422,
      body: { errors: { bucket: 'is not taken here: write target_bucket' } },
    });
    const wrong = await ask('POST', '/requests', asker, {
      ...LUNG,
      target_bucket: 'arn:aws:s3:::landing',
      paperwork: 'TBD',
    });
    expect(wrong).toMatchObject({
      status: 422,
      body: {
        errors: {
          target_bucket: expect.stringContaining('`landing`'),
          paperwork: expect.stringContaining('no paperwork'),
        },
      },
    });
    expect(await ask('POST', '/requests', asker, { ...LUNG, until: '' })).toMatchObject({
      status: 422,
      body: { errors: { until: expect.stringContaining('until when the paperwork holds') } },
    });
    const first = await ask('POST', '/requests', asker, LUNG, 'once');
    const again = await ask('POST', '/requests', asker, LUNG, 'once');
    expect(first).toMatchObject({
      status: 201,
      body: { status: 'to be reviewed', by: 'key:asker', round: 1 },
    });
    expect(again.body).toEqual(first.body);
    const other = await ask('POST', '/requests', asker, LUNG);
    expect(other).toMatchObject({ status: 409, body: { type: 'urn:handoff:under-way' } });
  });

  it('reads the review; a key with the role returns it, whoever asked mends it, people approve', async () => {
    const list = await ask('GET', '/requests', reader);
    const [{ id } = { id: 0 }] = z
      .object({ requests: z.array(z.object({ id: z.int() })) })
      .parse(list.body).requests;
    const self = `/requests/${id}`;
    const card = await ask('GET', self, reader);
    expect(card.body).toMatchObject({
      review: {
        people: 1,
        reasons: ['new dataset'],
        gained: expect.arrayContaining([
          'alpha_user_fay: list, write s3://mojap-hub-exports/lung/',
        ]),
        access: expect.arrayContaining([
          expect.objectContaining({ who: 'anyone, without keys', read: false }),
        ]),
      },
    });
    const returned = { round: 1, reason: 'Name Hal, too.' };
    expect(await ask('POST', `${self}/return`, asker, returned)).toMatchObject({ status: 403 });
    expect(await ask('POST', `${self}/return`, reader, returned)).toMatchObject({ status: 403 });
    expect(await ask('POST', `${self}/return`, reviewer, { ...returned, round: 2 })).toMatchObject({
      status: 409,
      body: { type: 'urn:handoff:changed' },
    });
    expect(await ask('POST', `${self}/return`, reviewer, returned)).toMatchObject({
      status: 200,
      body: { status: 'returned', decisions: [{ by: 'key:reviewer', reason: 'Name Hal, too.' }] },
    });
    const mended = {
      round: 1,
      request: { ...LUNG, users: ['alpha_user_fay', 'alpha_user_hal'] },
    };
    expect(await ask('PUT', self, reviewer, mended)).toMatchObject({ status: 422 });
    expect(await ask('PUT', self, asker, mended)).toMatchObject({
      status: 200,
      body: { round: 2 },
    });
    const ben = workspace.person('ben');
    await ben.sees('*lung*', 'round 2', 'approves it');
    await ben.press('Approve', '*lung*', 'approves it');
    await eventually(async () =>
      expect((await ask('GET', self, reader)).body).toMatchObject({ status: 'applied' }),
    );
  });

  it('lists datasets, shows one with who can do what, and has the plan', async () => {
    const { body } = await ask('GET', '/datasets', reader);
    expect(body['datasets']).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ name: 'lung', expires: '2027-01-31', due: false, leavers: [] }),
      ]),
    );
    const one = await ask('GET', '/datasets/lung', reader);
    expect(one.body).toMatchObject({
      path: 's3://mojap-hub-exports/lung/',
      asked_for_by: 'key:asker',
      target: { bucket: 'their-landing', statements: expect.stringContaining('s3:ListBucket') },
    });
    expect(await ask('GET', '/datasets/nothing', reader)).toMatchObject({ status: 404 });
    const plan = await ask('GET', '/plan', reader);
    expect(JSON.stringify(plan.body)).toContain('identities/alpha_user_hal/hub_exports.json');
  });

  it.each([
    [{ verb: 'add-user', user: 'hal' }, 422, 'refused'],
    [{ verb: 'renew', until: '2020-01-01' }, 422, 'refused'],
    [{ verb: 'destroy' }, 422, 'form'],
  ])('refuses %j', async (change, status, type) => {
    const answer = await ask('POST', '/datasets/lung/changes', asker, change);
    expect(answer).toMatchObject({ status, body: { type: `urn:handoff:${type}` } });
  });

  it('changes in one line: at once what only takes away, reviewed what gives, and takes it back', async () => {
    const removed = { verb: 'remove-user', user: 'alpha_user_hal' };
    const taken = await ask('POST', '/datasets/lung/changes', asker, removed);
    expect(taken).toMatchObject({ status: 201, body: { status: 'approved' } });
    const self = `/requests/${taken.body['id']}`;
    await eventually(async () =>
      expect((await ask('GET', self, reader)).body).toMatchObject({ status: 'applied' }),
    );
    const given = await ask('POST', '/datasets/lung/changes', asker, {
      ...{ verb: 'add-user', user: 'alpha_user_ida' },
    });
    expect(given).toMatchObject({ status: 201, body: { status: 'to be reviewed' } });
    const back = `/requests/${given.body['id']}/withdrawal`;
    expect(await ask('POST', back, asker, { round: 1 })).toMatchObject({
      status: 200,
      body: { status: 'withdrawn' },
    });
    expect(await ask('POST', back, asker, { round: 1 })).toMatchObject({ status: 409 });
  });

  it('says what is not there: no store for a test file, no mover for transfers', async () => {
    expect(await ask('POST', '/datasets/lung/test-file', asker)).toMatchObject({
      status: 409,
      body: { type: 'urn:handoff:no-store' },
    });
    expect(await ask('POST', '/datasets/lung/test-file', reviewer)).toMatchObject({ status: 409 });
    expect(await ask('GET', '/transfers', reader)).toMatchObject({ status: 404 });
    expect(await ask('GET', '/datasets/lung/transfers', reader)).toMatchObject({ status: 404 });
    expect(await ask('POST', '/datasets/lung/release', reviewer)).toMatchObject({ status: 404 });
  });
});
