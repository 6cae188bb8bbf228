import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startClock } from '../../src/sandbox/clock.ts';
import { type Desk, startDesk } from '../../src/sandbox/desk/desk.ts';
import { sandboxWorkspace } from '../../src/sandbox/workspace.ts';
import { aDataFolder, type DataFolder } from '../support/data-folder.ts';
import { anInstallation, ask, freePort, Program, until } from './program.ts';

let folder: DataFolder;
let desk: Desk;
let environment: Record<string, string>;
let port: number;
beforeEach(async () => {
  folder = aDataFolder();
  desk = await startDesk({
    workspace: sandboxWorkspace,
    manifest: readFileSync(new URL('../../manifest.yml', import.meta.url), 'utf8'),
    clock: startClock(),
    delivery: { mode: 'socket' },
  });
  port = await freePort();
  environment = {
    ...anInstallation(folder.path, desk.slackApiUrl),
    SLACK_BOT_TOKEN: desk.botToken,
    SLACK_APP_TOKEN: desk.appToken,
    PORT: String(port),
  };
});
afterEach(async () => {
  await desk.stop();
  folder[Symbol.dispose]();
});

const ready = () =>
  until(
    async () => (await ask(port, '/readyz'))?.status === 200,
    () => 'never ready',
  );

it('a second start with the same PORT stands by without it, and takes over both', async () => {
  await using first = new Program(['start'], environment);
  await ready();
  await using second = new Program(['start'], environment);
  await second.says('standing by: another instance is active');
  expect(second.said).toContain(`${port} is taken: no /readyz until then`);
  expect((await ask(port, '/readyz'))?.status).toBe(200);
  await first.stop();
  await second.says('"msg":"started"');
  await ready();
  expect(await second.stop()).toBeLessThan(5000);
  expect(await second.code()).toBe(0);
});

it('stands by with a port of its own where that is free, and stops at once when told to', async () => {
  await using first = new Program(['start'], environment);
  await first.says('"msg":"started"');
  const other = await freePort();
  await using second = new Program(['start'], { ...environment, PORT: String(other) });
  await second.says('standing by');
  const answer = await ask(other, '/readyz');
  expect(answer).toMatchObject({ status: 503, text: expect.stringContaining('Standing by') });
  expect(await second.stop()).toBeLessThan(1000);
  expect(await second.code()).toBe(0);
});

it('says one sentence when another program has the port', async () => {
  const server = createServer().listen(port, '0.0.0.0');
  await once(server, 'listening');
  await using program = new Program(['start'], environment);
  expect(await program.code()).toBe(1);
  expect(program.said.trim()).toBe(
    `Port ${port} is taken by another program: stop that, or set PORT.`,
  );
  server.close();
});
