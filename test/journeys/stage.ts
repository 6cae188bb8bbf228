import type { Browser } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { noBrowser, openBrowser } from '../sandbox/desk-page/browser.ts';
import { eventually, openWorkspace, type TestWorkspace } from '../support/workspace.ts';
import { picturing, Seat } from './seat.ts';

/** How a journey is declared: skipped where there is no browser, and patient on a busy machine. */
export const journey = { skip: noBrowser !== undefined, timeout: 180_000 };
export const where = noBrowser === undefined ? '' : ` (${noBrowser})`;

type Name = Parameters<TestWorkspace['person']>[0];

/** The real bot, desk and services, and a browser for each person who takes part. */
export interface Stage {
  readonly workspace: TestWorkspace;
  /** Sits down as somebody in a browser of their own, in #dcp-ops unless elsewhere. */
  sit(name: Name, place?: string): Promise<Seat>;
  /** Lets seconds of sandbox time pass until the check stops throwing. */
  soon(check: () => Promise<unknown>): Promise<void>;
}

/** One stage for a file of journeys; the result is to be called inside a test. */
export function stage(options: Parameters<typeof openWorkspace>[0] = {}): () => Stage {
  let browser: Browser;
  let workspace: TestWorkspace;
  beforeAll(async () => {
    if (noBrowser !== undefined) return;
    [browser, workspace] = await Promise.all([openBrowser(), openWorkspace(options)]);
  });
  afterAll(async () => {
    await browser?.close();
    await workspace?.[Symbol.asyncDispose]();
  });

  async function sit(name: Name, place = '#/channel/C00DCPOPS1'): Promise<Seat> {
    const context = await browser.newContext({
      viewport: { width: 1280, height: 800 },
      deviceScaleFactor: picturing ? 1.5 : 1,
    });
    const page = await context.newPage();
    page.setDefaultTimeout(30_000);
    const { sandbox } = workspace;
    await page.goto(`${sandbox.url}/?person=${workspace.person(name).id}${place}`);
    await page.getByRole('navigation', { name: 'Channels' }).waitFor();
    return new Seat(page);
  }

  return () => ({
    workspace,
    sit,
    soon: (check) =>
      eventually(async () => {
        workspace.skip(0.1);
        await check();
      }, 15_000).then(() => undefined),
  });
}
