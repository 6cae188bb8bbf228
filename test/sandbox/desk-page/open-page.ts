/** One browser and one cardboard desk for a file of journeys. */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { noBrowser, openBrowser } from './browser.ts';
import { type FixtureDesk, startFixtureDesk } from './fixture-desk.ts';

export interface Journey {
  readonly desk: FixtureDesk;
  readonly page: Page;
  /** What the page complained of: exceptions and refused content. */
  readonly complaints: readonly string[];
  picture(name: string): Promise<void>;
  /** The bodies that were posted to a path, oldest first. */
  asked(path: string): readonly unknown[];
}

/** Opens the page as Ana before each test; the result is to be called inside a test. */
export function journeys(): () => Journey {
  let browser: Browser;
  let pictures: string;
  let journey: Journey;
  beforeAll(async () => {
    if (noBrowser !== undefined) return;
    browser = await openBrowser();
    pictures = await mkdtemp(join(tmpdir(), 'desk-page-'));
  });
  afterAll(() => browser?.close());
  beforeEach(async () => {
    if (noBrowser !== undefined) return;
    const desk = await startFixtureDesk();
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    page.setDefaultTimeout(5000);
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('console', (line) => {
      if (/Refused|Content Security/.test(line.text())) complaints.push(line.text());
    });
    await page.goto(`${desk.url}?person=U00000ANA1`);
    await page.getByRole('log', { name: 'Messages in #dcp-ops' }).waitFor();
    journey = {
      desk,
      page,
      complaints,
      picture: async (name) => {
        await page.screenshot({ path: join(pictures, `${name}.png`) });
      },
      asked: (path) => desk.asked.filter((each) => each.path === path).map((each) => each.body),
    };
  });
  afterEach(async () => {
    if (noBrowser !== undefined) return;
    await journey.page.close();
    await journey.desk.stop();
  });
  return () => journey;
}
