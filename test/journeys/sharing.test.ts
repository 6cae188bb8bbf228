import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { systemClock, systemRandom } from '../../src/config/system.ts';
import { createKey } from '../../src/operations/keys.ts';
import { openBeside } from '../../src/storage/database.ts';
import { noBrowser, openBrowser } from '../sandbox/desk-page/browser.ts';
import { eventually, openWorkspace, type TestWorkspace } from '../support/workspace.ts';
import { journey, where } from './stage.ts';

/** `HANDOFF_SHOTS` names a folder for pictures of the page, to be looked at. */
const shots = process.env['HANDOFF_SHOTS'];
const PHONE = { width: 390, height: 844 };

let browser: Browser;
let workspace: TestWorkspace;
let key: string;
beforeAll(async () => {
  if (noBrowser !== undefined) return;
  [browser, workspace] = await Promise.all([openBrowser(), openWorkspace({ sharing: {} })]);
  const { config } = workspace.sandbox;
  const db = openBeside(config.dataDir);
  const scopes = ['files:write', 'exports:read', 'exports:write'] as const;
  const wanted = { name: 'nightly', scopes: [...scopes], roles: [], createdBy: 'test' };
  const made = await createKey({ db, clock: systemClock, random: systemRandom }, wanted);
  await db.destroy();
  if ('refused' in made) throw new Error(made.refused);
  key = made.key;
});
afterAll(async () => {
  await browser?.close();
  await workspace?.[Symbol.asyncDispose]();
});

async function ask(path: string, body?: unknown, type = 'application/json'): Promise<unknown> {
  const { port } = workspace.sandbox.app.http;
  const response = await fetch(`http://127.0.0.1:${port}${path}`, {
    headers: {
      authorization: `Bearer ${key}`,
      ...(body === undefined ? {} : { 'content-type': type }),
    },
    ...(body === undefined
      ? {}
      : { method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const json: unknown = await response.json();
  if (!response.ok) throw new Error(JSON.stringify(json));
  return json;
}

/** An export of two tables that has completed, and with whom it is shared. */
async function shared(wanted: object, share: object): Promise<{ link: string; name: string }> {
  const file = z.object({ id: z.number() });
  const ids = [
    file.parse(await ask('/api/files?name=donors.csv', 'id,sex\nD1,f\nD2,m\n', 'text/csv')).id,
    file.parse(await ask('/api/files?name=cells.csv', 'cell,umi\na,10\n', 'text/csv')).id,
  ];
  const { id, name } = z
    .object({ id: z.number(), name: z.string() })
    .parse(await ask('/api/data-export/jobs', { file_ids: ids, export_format: 'tsv', ...wanted }));
  const path = `/api/data-export/jobs/${id}`;
  const job = z.object({ status: z.literal('completed') });
  await eventually(async () => job.parse(await ask(path)), 60_000);
  const { link } = z.object({ link: z.string() }).parse(await ask(`${path}/shares`, share));
  return { link, name };
}

async function open(link: string, options: Parameters<Browser['newContext']>[0]): Promise<Page> {
  const context = await browser.newContext({ locale: 'en-GB', ...options });
  const page = await context.newPage();
  const outside: string[] = [];
  page.on('request', (request) => {
    if (new URL(request.url()).origin !== new URL(link).origin) outside.push(request.url());
  });
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().includes('410'))
      throw new Error(message.text());
  });
  await page.goto(link);
  expect(outside).toEqual([]);
  return page;
}

const shoot = async (page: Page, name: string): Promise<void> => {
  if (shots === undefined) return;
  await page.screenshot({ path: join(shots, `${name}.png`), fullPage: true });
};

const CHO = { with: { kind: 'person', slack_user: 'U00000CHO3' } };
const TEXT = 'Donors & <cells> of the fetal gut, as they are in the paper';

it(`a person is sent the link, looks at it on a phone, and downloads with one press${where}`, {
  ...journey,
}, async () => {
  const note = 'Please look at the donors first.\nThe cells are still being counted.';
  const { link } = await shared({ name: TEXT }, { ...CHO, single_use: true, note });
  const cho = workspace.person('cho');
  const told = await cho.sees('shares', 'Donors &amp; &lt;cells&gt;');
  expect(JSON.stringify(told.blocks)).toContain(link);
  await workspace.person('dee').doesNotSee('shares');

  const path = '/api/data-export/jobs/1/shares';
  // Off until the configuration allows it; and nobody who is not there is sent anything.
  await expect(ask(path, { with: { kind: 'anyone with the link' } })).rejects.toThrow(
    'not-offered',
  );
  const stranger = { with: { kind: 'person', slack_user: 'U000STRANGE' } };
  await expect(ask(path, stranger)).rejects.toThrow('not-a-member');

  const page = await open(link, { viewport: PHONE, colorScheme: 'light', acceptDownloads: true });
  expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe(TEXT);
  const wide = await page.evaluate('document.documentElement.scrollWidth');
  expect(wide).toBe(PHONE.width);
  const words = await page.getByRole('main').innerText();
  for (const word of ['nightly', 'TSV in one ZIP', '2 rows', 'SHA-256', 'GMT', 'the donors first'])
    expect(words, word).toContain(word);
  await shoot(page, 'phone-light');

  // By keyboard alone.
  await page.keyboard.press('Tab');
  const button = page.getByRole('button', { name: /^Download/ });
  expect(await page.locator('button:focus').count()).toBe(1);
  const size = await button.boundingBox();
  expect(size?.height).toBeGreaterThanOrEqual(44);
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.keyboard.press('Enter'),
  ]);
  const content = await readFile(await download.path());
  expect(content.subarray(0, 2).toString()).toBe('PK');
  const named = /^Donors _ _cells_ of the fetal gut.*\.zip$/; // what no file may be called is left out
  expect(download.suggestedFilename()).toMatch(named);

  const other = await open(link, { viewport: PHONE, colorScheme: 'light' });
  expect(await other.getByRole('heading', { level: 1 }).textContent()).toBe(
    'This link has been used',
  );
  await shoot(other, 'phone-used');
  const again = page.waitForEvent('download'); // the browser that began may begin again
  await page.reload();
  await page.getByRole('button', { name: /^Download/ }).press('Enter');
  await again;
});

it(`each member of a group is sent it; what was revoked says so${where}`, {
  ...journey,
}, async () => {
  const group = { with: { kind: 'group', slack_group: 'S000WRANGL' } };
  const { link } = await shared({ name: 'Separate tables', compress: false }, group);
  await workspace.person('ana').sees('shares', 'Separate tables');
  await workspace.person('eli').sees('shares', 'Separate tables');
  expect(workspace.person('cho').count('shares', 'Separate tables')).toBe(0);

  const wide = { width: 1280, height: 900 };
  const page = await open(link, { viewport: wide, colorScheme: 'dark' });
  await shoot(page, 'desktop-dark');
  const buttons = page.getByRole('button', { name: /^Download file_/ });
  expect(await buttons.count()).toBe(2);
  const [download] = await Promise.all([page.waitForEvent('download'), buttons.first().click()]);
  expect(await readFile(await download.path(), 'utf8')).toBe('id\tsex\nD1\tf\nD2\tm\n');

  const shares = z.array(z.object({ id: z.string(), job_id: z.number(), downloads: z.number() }));
  const [share] = shares.parse(await ask('/api/data-export/jobs/2/shares'));
  expect(share?.downloads).toBe(1);
  await ask(`/api/data-export/shares/${share?.id}/revoke`, {});
  await page.reload();
  expect(await page.getByRole('heading').textContent()).toBe('This link was withdrawn');
  await shoot(page, 'desktop-revoked');
});
