import { statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { systemClock, systemRandom } from '../../src/config/system.ts';
import { linkKeysIn } from '../../src/objects/local/link-keys.ts';
import { openOwnStore } from '../../src/objects/own-store.ts';
import { createSignedLinks } from '../../src/objects/signed-link.ts';
import { openWorkspace } from '../support/workspace.ts';

it('a running bot serves the files of its folder to whoever has a link, and nobody else', async () => {
  await using workspace = await openWorkspace();
  const { app, config, secrets } = workspace.sandbox;
  const { port } = app.http;
  expect(statSync(join(config.dataDir, 'link-keys.json')).mode & 0o777).toBe(0o600);
  const links = createSignedLinks({
    address: `http://127.0.0.1:${port}/objects`,
    keys: linkKeysIn(config.dataDir, systemRandom),
    clock: systemClock,
  });
  const needs = { config, secrets, clock: systemClock, random: systemRandom };
  const store = openOwnStore(needs, links);
  await store.write('exports/lung.csv', Buffer.from('x;y'));
  const link = await store.link('exports/lung.csv', { expiresIn: 60_000, fileName: 'lung.csv' });
  expect(await (await fetch(link)).text()).toBe('x;y');
  expect((await fetch(link.replace('lung', 'gut'))).status).toBe(403);
  expect((await fetch(`http://127.0.0.1:${port}/objects/exports/lung.csv`)).status).toBe(403);
});
