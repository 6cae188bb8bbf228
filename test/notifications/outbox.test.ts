import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { systemClock } from '../../src/config/system.ts';
import { hours } from '../../src/domain/duration.ts';
import { createCourier } from '../../src/notifications/courier.ts';
import { type ExportBench, openExportBench } from '../exports/bench.ts';
import { eventually } from '../support/workspace.ts';

interface News {
  readonly id: string;
  readonly type: string;
  readonly export: { readonly id: number; readonly name: string };
}

let bench: ExportBench;
let key: string;
let file: number;
let news: News[];
let status: number;
let hook: string;
let close: () => void;
beforeEach(async () => {
  news = [];
  status = 204;
  const server = createServer(async (request, response) => {
    news.push(JSON.parse(await text(request)));
    response.writeHead(status).end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // listening on a port, so it is no pipe
  const origin = `http://127.0.0.1:${port}`;
  hook = `${origin}/hook?secret=s3cr3t`;
  close = () => server.close();
  const courier = createCourier({
    clock: systemClock,
    timeZone: 'UTC',
    webhooks: { hosts: [], inside: [origin] },
  });
  bench = await openExportBench({ courier });
  key = await bench.key();
  file = await bench.upload(key, 'table.csv', 'a,b\n1,2\n');
});
afterEach(async () => {
  await bench[Symbol.asyncDispose]();
  close();
});

const target = (more = {}) => ({ kind: 'webhook', to: hook, ...more });
const sent = async (id: number) =>
  (await bench.ask('GET', `/api/data-export/jobs/${id}/notifications`, key)).json.sent;
const exported = async (wanted: object = {}): Promise<number> => {
  const id = await bench.start(key, { file_ids: [file], ...wanted });
  await bench.ended(key, id);
  return id;
};
/** What came, once time for it has passed. */
const told = (many: number) =>
  eventually(async () => {
    await bench.pass();
    if (news.length < many) throw new Error(`${news.length} of ${many} came`);
    return news.map(({ type, export: { id } }) => `${type} ${id}`);
  });

it('an export tells the targets that it names, once, that it completed', async () => {
  const id = await exported({ notify: [target()] });
  expect(await told(1)).toEqual([`export.completed ${id}`]);
  await bench.pass();
  expect(news).toHaveLength(1);
  await eventually(async () =>
    expect(await sent(id)).toMatchObject([{ about: 'completed', status: 'sent', fault: null }]),
  );
});

it('a preference holds for each export that names no targets of its own', async () => {
  const path = '/api/data-export/notifications';
  const kept = await bench.ask('PUT', path, key, { notify: [target({ about: ['failed'] })] });
  const shown = { kind: 'webhook', to: `${new URL(hook).host}/hook…`, about: ['failed'] };
  expect(kept.json).toEqual({ notify: [shown] });
  expect((await bench.ask('GET', path, key)).json).toEqual({ notify: [shown] });
  await exported();
  const crashing = await bench.upload(key, 'bad.csv', 'bad\n');
  const failed = await bench.start(key, { file_ids: [crashing] });
  expect((await bench.ended(key, failed)).status).toBe('failed');
  const own = await exported({ notify: [target({ about: ['completed'] })] });
  expect((await told(2)).toSorted()).toEqual(
    [`export.failed ${failed}`, `export.completed ${own}`].toSorted(),
  );
});

it('what could not be taken is tried again under the same id, and given up where that is of no use', async () => {
  status = 503;
  const id = await exported({ notify: [target()] });
  await told(3);
  expect(new Set(news.map((one) => one.id)).size).toBe(1);
  expect(await sent(id)).toMatchObject([{ status: 'waiting', fault: 'It answered 503.' }]);
  status = 404;
  await eventually(async () => {
    await bench.pass();
    expect(await sent(id)).toMatchObject([{ status: 'given up', fault: 'It answered 404.' }]);
  });
});

it('is given up after a day that nobody took it', async () => {
  status = 500;
  const id = await exported({ notify: [target({ about: ['completed'] })] });
  await told(1);
  bench.skip(hours(25));
  await eventually(async () => {
    await bench.pass();
    const [one] = await sent(id);
    expect(one).toMatchObject({ status: 'given up' });
    expect(one.fault).toContain('Not taken for a day');
  });
});

it('an export that ends soon is told of once, also one that named its targets later', async () => {
  const id = await exported({ ttl_hours: 48 });
  const path = `/api/data-export/jobs/${id}`;
  const kept = await bench.ask('PATCH', path, key, { notify: [target({ about: ['expiring'] })] });
  expect(kept.status).toBe(200);
  bench.skip(hours(23));
  await bench.exports.notifications.tellExpiring();
  await bench.pass();
  expect(news).toEqual([]);
  bench.skip(hours(2));
  for (let times = 0; times < 3; times += 1) await bench.exports.notifications.tellExpiring();
  expect(await told(1)).toEqual([`export.expiring ${id}`]);
  await bench.exports.notifications.tellExpiring();
  await bench.pass();
  expect(news).toHaveLength(1);
});

it('a target that nothing may be sent to is refused by its place, and nothing is made', async () => {
  const notify = [
    target(),
    { kind: 'e-mail', to: 'ana@example.org' },
    target({ to: 'https://x.y' }),
  ];
  const asked = { name: 'x', file_ids: [file], notify };
  const { status: refused, json } = await bench.ask('POST', '/api/data-export/jobs', key, asked);
  expect([refused, Object.keys(json.errors)]).toEqual([422, ['notify.1.to', 'notify.2.to']]);
  expect((await bench.ask('GET', '/api/data-export/jobs', key)).json).toEqual([]);
});

it('addresses are in the database sealed, and another’s are as none', async () => {
  const id = await exported({ notify: [target()] });
  await told(1);
  const { db } = bench.station;
  for (const table of ['notification_target', 'outbox', 'journal', 'export_job'] as const) {
    const kept = JSON.stringify(await db.selectFrom(table).selectAll().execute());
    expect(kept).not.toContain('s3cr3t');
  }
  expect(bench.logged.join()).not.toContain('s3cr3t');
  const other = await bench.key();
  const path = `/api/data-export/jobs/${id}`;
  expect((await bench.ask('GET', `${path}/notifications`, other)).status).toBe(404);
  expect((await bench.ask('PATCH', path, other, { notify: [] })).status).toBe(404);
  const secret = (of: string) => bench.ask('GET', '/api/data-export/notifications/secret', of);
  expect((await secret(key)).json).not.toEqual((await secret(other)).json);
});
