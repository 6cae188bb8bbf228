import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { request } from 'undici';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  isPublic,
  NotPublic,
  namedAgent,
  publicAgent,
  type Resolve,
} from '../../src/notifications/public-address.ts';
import { readWebhookAddress } from '../../src/notifications/webhook-address.ts';

/** Ways to write, or to hide, an address that is not of the internet. */
const HIDDEN = [
  ...['127.0.0.1', '127.1', '127.0.1', '127.255.255.254', '127.0.0.1.', '127.1.'],
  ...['2130706433', '0x7f000001', '0x7f.1', '0x7f.0.0.1', '0x7f.0x0.0x0.0x1', '0X7F.1'],
  ...['0177.0.0.1', '0177.1', '017700000001', '0177.0x0.0.1', '0', '0.0.0.0', '0x0', '0.1.2.3'],
  ...[
    '①②⑦.⓪.⓪.①',
    '127。0。0。1',
    '127．0．0．1',
    '127｡0｡0｡1',
    '１２７.０.０.１',
    '%31%32%37.0.0.1',
  ],
  ...['[::1]', '[::]', '[0:0:0:0:0:0:0:1]', '[::127.0.0.1]', '[::7f00:1]'],
  ...['[::ffff:127.0.0.1]', '[::ffff:7f00:1]', '[0:0:0:0:0:ffff:7f00:1]', '[::ffff:0:127.0.0.1]'],
  ...['[64:ff9b::127.0.0.1]', '[64:ff9b::7f00:1]', '[64:ff9b:1::7f00:1]', '[64:ff9b::a9fe:a9fe]'],
  ...['[2002:7f00:1::]', '[2002:a9fe:a9fe::1]', '[2001:0:7f00:1::]', '[2001:db8::1]'],
  ...['[fe80::1]', '[fec0::1]', '[fc00::1]', '[fd00:ec2::254]', '[ff02::1]', '[100::1]'],
  ...['169.254.169.254', '0xa9fea9fe', '2852039166', '0251.0376.0251.0376', '169.254.43518'],
  ...['[::ffff:169.254.169.254]', '168.63.129.16', '100.100.100.200', '192.0.0.192'],
  ...['10.0.0.1', '10.1', '172.16.0.1', '172.31.255.255', '192.168.0.1', '192.168.257'],
  ...['100.64.0.1', '100.127.255.255', '192.0.0.1', '198.18.0.1', '198.19.255.255'],
  ...['192.0.2.1', '198.51.100.1', '203.0.113.1', '224.0.0.1', '239.255.255.255'],
  ...['240.0.0.1', '255.255.255.255', 'localhost', 'LOCALHOST', 'loc\u00adalhost', 'ⓛocalhost'],
];

const PUBLIC_NEIGHBOURS = [
  ...['126.255.255.255', '128.0.0.1', '9.255.255.255', '11.0.0.1', '172.15.255.255', '172.32.0.1'],
  ...['192.167.255.255', '192.169.0.1', '100.63.255.255', '100.128.0.1', '169.253.255.255'],
  ...['169.255.0.1', '198.17.255.255', '198.20.0.1', '223.255.255.255', '168.63.129.15', '1.1.1.1'],
  ...['2606:4700::1111', '2001:4860:4860::8888', '2a00:1450::1', '2003::1'],
];

/** Public, and nothing that a test should wait for. */
const NOBODYS = '203.1.113.1';

let listener: Server;
let port: number;
let connections = 0;
beforeAll(async () => {
  listener = createServer((_, response) => response.end()).listen(0, '::');
  listener.on('connection', () => {
    connections += 1;
  });
  await once(listener, 'listening');
  ({ port } = listener.address() as AddressInfo); // listening on a port, so it is no pipe
});
afterAll(() => void listener.close());
beforeEach(() => {
  connections = 0;
});

const ask = (host: string, resolve?: Resolve) =>
  request(`http://${host}:${port}/`, {
    dispatcher: publicAgent(resolve),
    signal: AbortSignal.timeout(500),
  }).then(
    ({ statusCode }) => statusCode,
    (error: unknown) => error,
  );

describe('an address that is not of the internet', () => {
  it(`is never connected to, however it is written (${HIDDEN.length} ways)`, async () => {
    expect(HIDDEN.length).toBeGreaterThanOrEqual(60);
    const told = await Promise.all(HIDDEN.map(async (host) => [host, await ask(host)] as const));
    const others = told.filter(([, outcome]) => !(outcome instanceof NotPublic));
    expect(others).toEqual([]);
    expect(connections).toBe(0);
  });

  it('would be connected to without the look at it', async () => {
    const written = ['127.0.0.1', '0x7f.1', '2130706433', '[::1]', '[::ffff:7f00:1]', 'localhost'];
    for (const host of written) {
      await request(`http://${host}:${port}/`, { dispatcher: namedAgent() });
    }
    expect(connections).toBe(written.length);
  });

  it.each([
    ['alone', [{ address: '127.0.0.1', family: 4 }]],
    ['mapped', [{ address: '::ffff:127.0.0.1', family: 6 }]],
    ['behind NAT64', [{ address: '64:ff9b::7f00:1', family: 6 }]],
    [
      'beside a public one',
      [
        { address: '1.1.1.1', family: 4 },
        { address: '127.0.0.1', family: 4 },
      ],
    ],
    ['as none', []],
  ])('is not connected to as what a name resolves to: %s', async (_how, found) => {
    expect(await ask('hooks.example.org', async () => found)).toBeInstanceOf(NotPublic);
    expect(connections).toBe(0);
  });

  it('gains nothing by a name server that changes its mind', async () => {
    let asked = 0;
    const rebinding: Resolve = async () => {
      asked += 1;
      return [{ address: asked % 2 === 1 ? NOBODYS : '127.0.0.1', family: 4 }];
    };
    for (let times = 0; times < 10; times += 1) await ask('rebind.example.org', rebinding);
    expect(asked).toBe(10); // once for each connection: what is looked at is what is connected to
    expect(connections).toBe(0);
  }, 20_000);
});

describe('an address of the internet', () => {
  it.each(PUBLIC_NEIGHBOURS)('is taken, next door to one that is not: %s', (address) => {
    expect(isPublic(address)).toBe(true);
  });

  it('is connected to', async () => {
    const outcome = await ask('hooks.example.org', async () => [{ address: NOBODYS, family: 4 }]);
    expect(outcome).not.toBeInstanceOf(NotPublic);
  });
});

describe('a webhook', () => {
  const policy = {
    hosts: ['*.example.org', 'hooks.example.com'],
    inside: ['http://builds.lan:8080'],
  };
  const taken = (text: string) => readWebhookAddress(text, policy).ok;

  it.each([
    'https://hooks.example.org/a?b=c',
    'https://HOOKS.example.ORG/a',
    'https://hooks.example.com',
    'https://hooks.example.com:443/',
    'http://builds.lan:8080/hook',
  ])('may lead to %s', (text) => {
    expect(taken(text)).toBe(true);
  });

  it.each([
    'http://hooks.example.org/a',
    'https://hooks.example.org:8443/',
    'https://hooks.example.org./',
    'https://example.org/',
    'https://evilexample.org/',
    'https://hooks.example.com.evil.net/',
    'https://hooks.example.com@evil.net/',
    'https://ana:secret@hooks.example.org/',
    'https://hooks.example.org。evil.net/',
    'http://builds.lan/hook',
    'https://builds.lan:8080/hook',
    'https://127.0.0.1/',
    'https://1.1.1.1/',
    'https://intranet/',
    'ftp://hooks.example.org/',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'hooks.example.org',
    '',
  ])('may not lead to %s', (text) => {
    expect(taken(text)).toBe(false);
  });

  it('may lead anywhere on the internet where the configuration says so, and nowhere else', async () => {
    const anywhere = { hosts: ['*'], inside: [] };
    expect(readWebhookAddress('https://hooks.example.net/', anywhere).ok).toBe(true);
    expect(readWebhookAddress('https://intranet/', anywhere).ok).toBe(false);
  });
});
