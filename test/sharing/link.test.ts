import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/config/system.ts';
import { hours, minutes } from '../../src/domain/duration.ts';
import { revokeKey } from '../../src/operations/keys.ts';
import { aVisitor, openRoom, type Room } from './room.ts';

/** Of tests that change neither the time nor the export. */
let room: Room;
beforeAll(async () => {
  room = await openRoom({ ttl_hours: 48 });
});
afterAll(() => room[Symbol.asyncDispose]());

describe('what counts as a download', () => {
  it('a press counts, and gives the package', async () => {
    const share = await room.share();
    const visitor = aVisitor('Firefox');
    await visitor.look(share.link);
    const response = await visitor.press(share.link);
    expect(response.headers.get('content-type')).toBe('application/zip');
    expect((await response.arrayBuffer()).byteLength).toBeGreaterThan(100);
    expect(await room.record(share)).toMatchObject({ downloads: 1 });
    const path = `/api/data-export/shares/${share.id}/downloads`;
    const { json } = await room.bench.ask('GET', path, room.key);
    expect(json).toEqual([
      { at: expect.any(String), from: '127.0.0.x', agent: 'Firefox', file: null },
    ]);
    const report = await room.bench.ask('GET', `/api/data-export/jobs/${room.id}`, room.key);
    expect(report.json.downloads).toBeGreaterThanOrEqual(1);
  });

  it('previews, prefetchers and looks at the headers never do, also of what a press leads to', async () => {
    const share = await room.share({ single_use: true });
    const agents = [
      'Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)',
      'Mozilla/5.0 (compatible; Microsoft SkypeUriPreview; Microsoft Teams)',
      'Mozilla/5.0 (compatible; Discordbot/2.0)',
    ];
    for (const agent of agents) {
      const bot = aVisitor(agent);
      expect((await bot.look(share.link)).status).toBe(200);
      expect((await bot.ask(share.link, { method: 'HEAD' })).status).toBe(200);
      expect((await bot.ask(`${share.link}/download`)).status).toBe(404); // no GET
      expect((await bot.ask(`${share.link}/file`)).status).toBe(404); // it has not pressed
    }
    const prefetch = { headers: { 'sec-purpose': 'prefetch' } };
    expect((await aVisitor().ask(share.link, prefetch)).status).toBe(200);
    expect(await room.record(share)).toMatchObject({ downloads: 0 });
    expect((await aVisitor().press(share.link)).status).toBe(200);
  });
});

describe('a link for one download', () => {
  it('gives one to fifty who press at once; the others are told', async () => {
    const share = await room.share({ single_use: true });
    const all = await Promise.all(Array.from({ length: 50 }, () => aVisitor().press(share.link)));
    const given = all.filter(({ status }) => status === 200);
    const late = all.filter(({ status }) => status === 410);
    expect([given.length, late.length]).toEqual([1, 49]);
    expect(await late[0]?.text()).toContain('It was good for one download');
    expect(await room.record(share)).toMatchObject({ downloads: 1 });
  });

  it('counts one for a browser that presses fifty times', async () => {
    const share = await room.share({ single_use: true });
    const visitor = aVisitor();
    await visitor.look(share.link);
    const all = await Promise.all(Array.from({ length: 50 }, () => visitor.press(share.link)));
    expect(new Set(all.map(({ status }) => status))).toEqual(new Set([200]));
    expect(await room.record(share)).toMatchObject({ downloads: 1 });
  });

  it('is not spent by a press without a cookie, which is told what to do', async () => {
    const share = await room.share({ single_use: true });
    const press = { method: 'POST', redirect: 'manual' } as const;
    const sentBack = await fetch(`${share.link}/download`, press);
    expect(sentBack.status).toBe(307);
    const back = new URL(sentBack.headers.get('location') ?? '', share.link);
    const refused = await fetch(back, press);
    expect([refused.status, await refused.text()]).toEqual([
      403,
      expect.stringContaining('nothing is used up'),
    ]);
    expect(await room.record(share)).toMatchObject({ downloads: 0 });

    // Who keeps the cookie is let through.
    const [cookie = ''] = sentBack.headers.get('set-cookie')?.split(';') ?? [];
    const again = await fetch(back, { ...press, headers: { cookie } });
    expect(again.status).toBe(303);
    expect((await fetch(`${share.link}/file`, { headers: { cookie } })).status).toBe(200);
    expect(await room.record(share)).toMatchObject({ downloads: 1 });
    const late = await fetch(`${share.link}/download`, press);
    expect([late.status, await late.text()]).toEqual([
      410,
      expect.stringContaining('one download'),
    ]);
  });

  it('goes on after a connection that broke in the middle of the file', async () => {
    const large = `a,b\n${'1,2\n'.repeat(200_000)}`;
    await using room = await openRoom({ compress: false, export_format: 'tsv' }, [large]);
    const share = await room.share({ single_use: true });
    const visitor = aVisitor();
    const [file] = (await room.bench.ask('GET', `/api/data-export/jobs/${room.id}`, room.key)).json
      .files;
    const begun = await visitor.press(share.link, `/${file.id}`);
    const whole = Number(begun.headers.get('content-length'));
    const reader = begun.body?.getReader();
    const { length = 0 } = (await reader?.read())?.value ?? {};
    await reader?.cancel();
    expect(length).toBeLessThan(whole);
    expect((await aVisitor().press(share.link, `/${file.id}`)).status).toBe(410);
    const headers = { range: `bytes=${length}-` };
    const rest = await visitor.ask(`${share.link}/file/${file.id}`, { headers });
    expect([rest.status, (await rest.arrayBuffer()).byteLength]).toEqual([206, whole - length]);
    expect(await room.record(share)).toMatchObject({ downloads: 1 });
  });

  it('lets the browser that began go on with what broke off, and nobody else', async () => {
    await using room = await openRoom({ ttl_hours: 48 });
    const share = await room.share({ single_use: true });
    const visitor = aVisitor();
    const whole = Buffer.from(await (await visitor.press(share.link)).arrayBuffer());
    const rest = await visitor.ask(`${share.link}/file`, { headers: { range: 'bytes=10-' } });
    expect(rest.status).toBe(206);
    expect(Buffer.from(await rest.arrayBuffer())).toEqual(whole.subarray(10));
    expect((await aVisitor().ask(`${share.link}/file`)).status).toBe(404);
    room.bench.skip(hours(13));
    expect((await visitor.ask(`${share.link}/file`)).status).toBe(404);
    expect((await visitor.look(share.link)).status).toBe(410);
  });
});

describe('when it ends', () => {
  it('at its time, also for whoever has begun', async () => {
    await using room = await openRoom({ ttl_hours: 48 });
    const share = await room.share({ hours: 1 });
    const visitor = aVisitor();
    await visitor.press(share.link);
    room.bench.skip(minutes(59));
    expect((await visitor.ask(`${share.link}/file`)).status).toBe(200);
    room.bench.skip(minutes(1));
    expect((await visitor.ask(`${share.link}/file`)).status).toBe(404);
    const page = await aVisitor().look(share.link);
    expect([page.status, await page.text()]).toEqual([
      410,
      expect.stringContaining('The time of this link is over'),
    ]);
  });

  it('never after the export itself', async () => {
    const { json } = await room.share({ hours: 168 });
    const report = await room.bench.ask('GET', `/api/data-export/jobs/${room.id}`, room.key);
    expect(json['expires_at']).toBe(report.json.expires_at);
  });

  it.each([
    ['the share is revoked', 'POST', (share: string) => `shares/${share}/revoke`],
    ['all links of the export are', 'POST', () => 'jobs/1/revoke-links'],
    ['the export is deleted', 'DELETE', () => 'jobs/1'],
  ])('when %s', async (_what, method, path) => {
    await using room = await openRoom({ ttl_hours: 48 });
    const share = await room.share();
    const visitor = aVisitor();
    await visitor.press(share.link);
    await room.bench.ask(method, `/api/data-export/${path(share.id)}`, room.key);
    const page = await visitor.look(share.link);
    expect([page.status, await page.text()]).toEqual([
      410,
      expect.stringContaining('This link was withdrawn'),
    ]);
    expect((await visitor.ask(`${share.link}/file`)).status).toBe(404);
  });

  it('with the key that shared it', async () => {
    await using room = await openRoom({ ttl_hours: 48 });
    const share = await room.share();
    const { db } = room.bench.station;
    await revokeKey({ db, clock: systemClock }, { key: 'program-1' });
    expect((await aVisitor().look(share.link)).status).toBe(410);
    expect((await aVisitor().press(share.link)).status).toBe(410);
  });
});

it('whoever it is for is told nothing of a share that was revoked before they were', async () => {
  const share = await room.share({ with: { kind: 'person', slack_user: 'U0000000BEN' } });
  const told = () => room.bench.exports.news.invitation(share.id);
  expect(await told()).toMatchObject({ name: 'An export', files: 1, link: share.link });
  await room.bench.ask('POST', `/api/data-export/shares/${share.id}/revoke`, room.key);
  expect(await told()).toBeUndefined();
});

it('what was never a link, and what is short of its end, say the same and nothing of any share', async () => {
  const { link } = await room.share();
  const base = link.slice(0, link.lastIndexOf('/') + 1);
  const wrong = [link.slice(0, -1), `${base}${'A'.repeat(43)}`, `${base}%3Cscript%3E`, `${base}x`];
  const pages = await Promise.all(wrong.map((one) => aVisitor().look(one)));
  expect(pages.map(({ status }) => status)).toEqual([404, 404, 404, 404]);
  const [first, ...others] = await Promise.all(pages.map((page) => page.text()));
  for (const other of others) expect(other).toBe(first);
  expect(pages[0]?.headers.get('set-cookie')).toBeNull();
});

it('the database holds no link, and neither does the log', async () => {
  const share = await room.share({ with: { kind: 'person', slack_user: 'U0000000BEN' } });
  const token = share.link.slice(share.link.lastIndexOf('/') + 1);
  await aVisitor().press(share.link);
  const kept: string[] = [];
  const { db } = room.bench.station;
  for (const table of ['share', 'download', 'outbox', 'journal', 'answer'] as const) {
    kept.push(JSON.stringify(await db.selectFrom(table).selectAll().execute()));
  }
  expect(kept.join()).toContain(share.id);
  expect(kept.join()).not.toContain(token);
  expect(room.bench.logged.join()).not.toContain(token);
});
