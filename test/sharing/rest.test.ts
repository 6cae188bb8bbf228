import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openRoom, type Room } from './room.ts';

let room: Room;
beforeAll(async () => {
  room = await openRoom();
});
afterAll(() => room[Symbol.asyncDispose]());

const shares = () => `/api/data-export/jobs/${room.id}/shares`;
const ANYONE = { with: { kind: 'anyone with the link' } };

it('a share is made, told with its link this once, listed without it, and revoked', async () => {
  const asked = { ...ANYONE, hours: 5, single_use: true, note: 'For the review' };
  const made = await room.bench.ask('POST', shares(), room.key, asked);
  expect(made.status).toBe(201);
  expect(made.json).toMatchObject({ note: 'For the review', single_use: true, downloads: 0 });
  expect(made.json.link).toMatch(/\/share\/[\w-]{43}$/);
  const { link: _, ...rest } = made.json;
  const list = (await room.bench.ask('GET', shares(), room.key)).json;
  expect(list).toContainEqual(rest);
  const path = `/api/data-export/shares/${made.json.id}/revoke`;
  const revoked = await room.bench.ask('POST', path, room.key);
  expect(revoked.json.revoked_at).not.toBeNull();
  expect((await room.bench.ask('POST', path, room.key)).json).toEqual(revoked.json);
});

it('a repetition under its Idempotency-Key is answered with the same link, which is kept nowhere', async () => {
  const ask = () =>
    fetch(room.bench.url + shares(), {
      method: 'POST',
      headers: {
        authorization: `Bearer ${room.key}`,
        'content-type': 'application/json',
        'idempotency-key': 'share-1',
      },
      body: JSON.stringify(ANYONE),
    });
  const before = (await room.bench.ask('GET', shares(), room.key)).json.length;
  const first = await (await ask()).json();
  const second = await (await ask()).json();
  expect(second).toEqual(first);
  expect((await room.bench.ask('GET', shares(), room.key)).json).toHaveLength(before + 1);
  const kept = await room.bench.station.db.selectFrom('answer').selectAll().execute();
  expect(JSON.stringify(kept)).not.toContain('/share/');
});

describe('what is refused', () => {
  it.each([
    [{ with: { kind: 'person', slack_user: 'ana' } }, 'with.slack_user'],
    [{ with: { kind: 'everybody' } }, 'with.kind'],
    [{ ...ANYONE, hours: 0 }, 'hours'],
    [{ ...ANYONE, hours: 169 }, 'hours'],
    [{ ...ANYONE, password: 'x' }, 'password'],
  ])('%j, by its field', async (given, field) => {
    const { status, json } = await room.bench.ask('POST', shares(), room.key, given);
    expect([status, Object.keys(json.errors)]).toEqual([422, [field]]);
  });

  it('what belongs to another is as if it were not there', async () => {
    const { id } = await room.share();
    const other = await room.bench.key();
    const asked = [
      ['POST', shares(), ANYONE],
      ['GET', shares()],
      ['POST', `/api/data-export/shares/${id}/revoke`],
      ['GET', `/api/data-export/shares/${id}/downloads`],
      ['GET', '/api/data-export/shares/nothing/downloads'],
    ] as const;
    for (const [method, path, body] of asked) {
      expect((await room.bench.ask(method, path, other, body)).status, path).toBe(404);
    }
  });

  it('without the scope', async () => {
    const reading = await room.bench.key({ scopes: ['exports:read'] });
    expect((await room.bench.ask('POST', shares(), reading, ANYONE)).status).toBe(403);
    expect((await room.bench.ask('POST', shares(), undefined, ANYONE)).status).toBe(401);
  });

  it('what has not completed', async () => {
    const file = await room.bench.upload(room.key, 'slow.csv', 'slow\n');
    const id = await room.bench.start(room.key, { file_ids: [file] });
    await room.bench.ask('POST', `/api/data-export/jobs/${id}/cancel`, room.key);
    const path = `/api/data-export/jobs/${id}/shares`;
    expect((await room.bench.ask('POST', path, room.key, ANYONE)).status).toBe(409);
  });
});
