import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { aDataFolder, type DataFolder } from '../support/data-folder.ts';
import { ask, freePort, Program } from './program.ts';

let folder: DataFolder;
beforeEach(() => {
  folder = aDataFolder();
});
afterEach(() => folder[Symbol.dispose]());

it('a second sandbox in the same folder leaves the first whole, and says why', async () => {
  const port = await freePort();
  await using first = new Program(['sandbox'], { DATA_DIR: folder.path, PORT: String(port) });
  await first.says('is open at');
  for (const other of [port, await freePort()]) {
    await using second = new Program(['sandbox'], { DATA_DIR: folder.path, PORT: String(other) });
    expect(await second.code()).toBe(1);
    expect(second.said.trim()).toBe(
      `Another sandbox uses the folder ${folder.path}: stop it, or set DATA_DIR and PORT for this one.`,
    );
  }
  expect(existsSync(join(folder.path, 'sandbox', 'handoff.db'))).toBe(true);
  expect((await ask(port, '/'))?.status).toBe(200);
  await first.stop();
  expect(await first.code()).toBe(0);
  await using third = new Program(['sandbox'], { DATA_DIR: folder.path, PORT: String(port) });
  await third.says('is open at');
});

it('a port that is taken is said in one sentence, and the folder is left as it was', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  await using program = new Program(['sandbox'], { DATA_DIR: folder.path, PORT: String(port) });
  expect(await program.code()).toBe(1);
  expect(program.said.trim()).toBe(
    `Port ${port} is taken, perhaps by another sandbox: stop that, or set PORT.`,
  );
  expect(existsSync(join(folder.path, 'sandbox'))).toBe(false);
  server.close();
});
