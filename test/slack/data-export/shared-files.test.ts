import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import { createSharedFiles } from '../../../src/slack/connection/shared-files.ts';

const open: (() => void)[] = [];
afterEach(() => {
  for (const close of open.splice(0)) close();
});

async function serving(listener: RequestListener) {
  const server = createServer(listener).listen(0, '127.0.0.1');
  open.push(() => server.close());
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo; // it listens on a port
  return `http://127.0.0.1:${port}`;
}

describe('a file that was shared in Slack', () => {
  it('is read with the token, and only where Slack keeps its files', async () => {
    const asked: unknown[] = [];
    const home = await serving((request, response) => {
      asked.push(request.headers.authorization);
      response.end('a,b\n');
    });
    const read = createSharedFiles({ token: 'xoxb-1', apiUrl: `${home}/api/` });
    const file = { name: 'a.csv', size: 4, url_private_download: `${home}/files-pri/F1/a.csv` };
    const found = await read(file);
    expect(found.ok && (await buffer(found.content)).toString()).toBe('a,b\n');
    expect(asked).toEqual(['Bearer xoxb-1']);
    const foreign = ['https://evil.example.org/a.csv', 'http://169.254.169.254/', 'file:///x', ''];
    for (const url_private_download of foreign)
      expect(await read({ ...file, url_private_download })).toEqual({
        ok: false,
        why: 'elsewhere',
      });
    const real = createSharedFiles({ token: 'xoxb-1' });
    for (const url of [
      'http://files.slack.com/a',
      'https://files.slack.com.evil.org/a',
      'https://files.slack.com@evil.org/a',
      `${home}/a`,
    ])
      expect(await real({ ...file, url_private_download: url })).toEqual({
        ok: false,
        why: 'elsewhere',
      });
    expect(asked).toHaveLength(1);
  });

  it('is not the page to sign in, not longer than announced, and never a redirect', async () => {
    const home = await serving((request, response) => {
      if (request.url === '/sign-in') response.end('<!doctype html>Sign in');
      else if (request.url === '/away') response.writeHead(302, { location: '/x' }).end();
      else {
        response.write('ab'); // without a length
        response.end('cdef');
      }
    });
    const read = createSharedFiles({ token: 'xoxb-1', apiUrl: `${home}/api/` });
    const at = (path: string) => ({ name: 'a', size: 4, url_private_download: `${home}${path}` });
    expect(await read(at('/sign-in'))).toEqual({ ok: false, why: 'not let in' });
    await expect(read(at('/away'))).rejects.toThrow();
    const longer = await read(at('/longer'));
    await expect(longer.ok && buffer(longer.content)).rejects.toThrow('longer');
    expect(await read({ ...at('/x'), size: 2 * 1024 ** 3 })).toEqual({
      ok: false,
      why: 'too large',
    });
  });
});
