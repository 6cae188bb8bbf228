import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo, LookupFunction } from 'node:net';
import { Agent, request } from 'undici';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { byNameServers, NotPublic, publicAgent } from '../../src/notifications/public-address.ts';
import { createPostJson } from '../../src/notifications/webhook.ts';
import { type NameServer, openNameServer, type Zone } from './name-server.ts';

/** Public, and nothing that a test should wait for. */
const NOBODYS = '203.1.113.1';
const INSIDE = '127.0.0.1';
const TIMES = 6;

const a = (data: string, name?: string) => ({ type: 'A' as const, data, ...(name && { name }) });
const aaaa = (data: string) => ({ type: 'AAAA' as const, data });
const four =
  (answers: (asked: number) => ReturnType<Zone>): Zone =>
  (type, asked) =>
    type === 'A' ? answers(asked) : [];

const NEVER: Readonly<Record<string, Zone>> = {
  'always.example.org': four(() => [a(INSIDE)]),
  'mixed.example.org': four(() => [a(NOBODYS), a(INSIDE)]),
  'mixed-inside-first.example.org': four(() => [a(INSIDE), a(NOBODYS)]),
  'by-family.example.org': (type) => (type === 'A' ? [a(NOBODYS)] : [aaaa('::1')]),
  'six-alone.example.org': (type) => (type === 'A' ? [] : [aaaa('::1')]),
  'mapped.example.org': (type) => (type === 'A' ? [] : [aaaa('::ffff:127.0.0.1')]),
  'nat64.example.org': (type) => (type === 'A' ? [] : [aaaa('64:ff9b::7f00:1')]),
  'metadata.example.org': four(() => [a('169.254.169.254')]),
  'alias.example.org': four(() => [
    { type: 'CNAME', data: 'inside.example.org' },
    a(INSIDE, 'inside.example.org'),
  ]),
  'alias-of-localhost.example.org': four(() => [
    { type: 'CNAME', data: 'localhost' },
    a(INSIDE, 'localhost'),
  ]),
};

/** One answer to whoever looks, another to whoever connects. */
const REBINDING: Readonly<Record<string, Zone>> = {
  'rebind.example.org': four((asked) => [a(asked % 2 === 0 ? NOBODYS : INSIDE)]),
  'rebind-inside-first.example.org': four((asked) => [a(asked % 2 === 0 ? INSIDE : NOBODYS)]),
  'rebind-alias.example.org': four((asked) => [
    { type: 'CNAME', data: 'target.example.org' },
    a(asked % 2 === 0 ? NOBODYS : INSIDE, 'target.example.org'),
  ]),
  'rebind-six.example.org': (type, asked) =>
    type === 'A' ? [a(NOBODYS)] : asked % 2 === 0 ? [] : [aaaa('::1')],
};

const TAKEN: Readonly<Record<string, Zone>> = {
  'hooks.example.org': four(() => [a(NOBODYS)]),
  'hooks-alias.example.org': four(() => [
    { type: 'CNAME', data: 'target.example.org' },
    a(NOBODYS, 'target.example.org'),
  ]),
};

let names: NameServer;
let listener: Server;
let port: number;
let connections = 0;
beforeAll(async () => {
  names = await openNameServer({ ...NEVER, ...REBINDING, ...TAKEN });
  listener = createServer((_, response) => response.end()).listen(0, '::');
  listener.on('connection', () => {
    connections += 1;
  });
  await once(listener, 'listening');
  ({ port } = listener.address() as AddressInfo); // listening on a port, so it is no pipe
});
afterAll(async () => {
  listener.close();
  await names[Symbol.asyncDispose]();
});
beforeEach(() => {
  connections = 0;
});

const resolve = () => byNameServers([names.address]);
const ask = (host: string, dispatcher = publicAgent(resolve())) =>
  request(`http://${host}:${port}/`, { dispatcher, signal: AbortSignal.timeout(400) }).then(
    ({ statusCode }) => statusCode,
    (error: unknown) => error,
  );

describe('a name server that leads inside', () => {
  it.each(Object.keys(NEVER))('is not followed: %s', async (name) => {
    const before = names.questions();
    for (let times = 0; times < TIMES; times += 1)
      expect(await ask(name)).toBeInstanceOf(NotPublic);
    expect(names.questions() - before).toBeGreaterThanOrEqual(TIMES); // it was asked, and each time
    expect(connections).toBe(0);
  });

  it.each(Object.keys(REBINDING))(
    'gains nothing by changing its mind: %s',
    async (name) => {
      const told: unknown[] = [];
      for (let times = 0; times < TIMES; times += 1) told.push(await ask(name));
      expect(told.filter((one) => one instanceof NotPublic)).toHaveLength(TIMES / 2);
      expect(connections).toBe(0);
    },
    20_000,
  );

  it('would have its way if what is looked at were not what is connected to', async () => {
    const lookup: LookupFunction = (name, _options, done) => {
      const found = resolve()(name);
      // Looked at, and asked anew.
      void found.then(async () => done(null, [...(await resolve()(name))]));
    };
    const careless = new Agent({ connect: { lookup } });
    expect(await ask('rebind.example.org', careless)).toBe(200);
    expect(connections).toBe(1);
  });

  it('is told apart from one that is out of reach: a webhook there is given up at once', async () => {
    const policy = { hosts: ['*.example.org'], inside: [] };
    const post = createPostJson({ policy, resolve: resolve() });
    const why = (name: string) =>
      post(`https://${name}/hook`, '{}').catch((error) => error.outcome);
    expect(await why('mixed.example.org')).toBe('refused');
    expect(await why('no-such-name.example.org')).toBe('retry');
  });
});

it.each(Object.keys(TAKEN))('a name of the internet is taken, next door: %s', async (name) => {
  expect(await ask(name)).not.toBeInstanceOf(NotPublic);
  expect(connections).toBe(0);
});
