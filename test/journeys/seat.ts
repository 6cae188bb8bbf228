import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';

/** `HANDOFF_PICTURES=1` takes the pictures of the documentation anew; else none is taken. */
export const picturing = process.env['HANDOFF_PICTURES'] === '1';
const pictures = new URL('../../docs/pictures/', import.meta.url).pathname;

/** A picture for the documentation, of what is seen of a page. */
export async function picture(page: Page, name: string, clip?: Box): Promise<void> {
  if (!picturing) return;
  await page.mouse.move(0, 0);
  const path = join(pictures, `${name}.png`);
  await page.screenshot({ path, animations: 'disabled', ...(clip && { clip }) });
}

/** One person before their own browser. Finds things by role and by what is written on them. */
export class Seat {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  get thread(): Locator {
    return this.page.getByRole('complementary', { name: 'Thread' });
  }

  get sandbox(): Locator {
    return this.page.getByRole('region', { name: 'Sandbox', exact: true });
  }

  /** The newest message with all these words, in the channel or, where given, elsewhere. */
  message(
    words: readonly (string | RegExp)[],
    within: Locator = this.page.getByRole('log').first(),
  ): Locator {
    return words
      .reduce((found, word) => found.filter({ hasText: word }), within.getByRole('article'))
      .last();
  }

  /** The newest line of the open thread with these words. */
  line(...words: readonly (string | RegExp)[]): Locator {
    return this.message(words, this.thread);
  }

  dialog(name: string): Locator {
    return this.page.getByRole('dialog', { name });
  }

  async say(text: string, channel = 'dcp-ops'): Promise<void> {
    const box = this.page.getByRole('textbox', { name: `Message #${channel}` });
    await box.fill(text);
    await box.press('Enter');
  }

  async go(channel: string): Promise<void> {
    await this.page.getByRole('link', { name: `#${channel}` }).click();
    await this.page.getByRole('log', { name: `Messages in #${channel}` }).waitFor();
  }

  /** Opens the thread below the newest message with these words. */
  async openThread(...words: readonly string[]): Promise<void> {
    const message = this.message(words);
    await message.getByRole('button', { name: /repl(y|ies)$/ }).click();
    await this.thread.waitFor();
  }

  /** Lets sandbox time pass with the button that a visitor would press. */
  async skip(time: '5 minutes' | '30 minutes' | '1 hour' | '4 hours' | '1 day'): Promise<void> {
    const button = this.sandbox.getByRole('button', { name: `Skip ${time}` });
    await button.click();
    await this.page.waitForFunction(
      (node) => node?.ariaBusy !== 'true',
      await button.elementHandle(),
    );
  }

  /** Chooses what is behind ⋯ of a message. */
  async chooseMore(message: Locator, item: string): Promise<void> {
    await message.getByRole('button', { name: 'More actions' }).click();
    await this.page.getByRole('menuitem', { name: item }).click();
  }

  /** Chooses from a menu by its name. */
  async chooseFrom(menu: string, choice: string, within: Locator): Promise<void> {
    await within.getByRole('combobox', { name: menu }).click();
    await this.page.getByRole('option', { name: choice }).click();
  }

  /** Switches one of the things that go wrong in the sandbox. */
  async toggle(fault: string): Promise<void> {
    await this.#openServices();
    await this.sandbox.getByRole('switch', { name: fault }).click();
    await this.#closeServices();
  }

  async chooseScenario(project: string, title: string): Promise<void> {
    await this.#openServices();
    await this.sandbox
      .getByRole('combobox', { name: `Scenario for ${project}` })
      .selectOption({ label: title });
    await this.#closeServices();
  }

  /** Follows what opens a new tab. */
  async opensTab(act: () => Promise<void>): Promise<Page> {
    const [tab] = await Promise.all([this.page.context().waitForEvent('page'), act()]);
    return tab;
  }

  /** A picture for the documentation: the window without the sandbox’s bar, or parts that lie together. */
  async picture(name: string, ...parts: readonly Locator[]): Promise<void> {
    if (!picturing) return;
    const bar = await this.sandbox.boundingBox();
    const window = { x: 0, y: 0, width: 1280, height: bar?.y ?? 800 };
    const boxes = await Promise.all(parts.map((part) => part.boundingBox()));
    const clip = boxes.length === 0 ? window : around(boxes.filter((box) => box !== null));
    await picture(this.page, name, clip);
  }

  async #openServices(): Promise<void> {
    await this.sandbox.getByRole('button', { name: 'Show services' }).click();
  }

  async #closeServices(): Promise<void> {
    await this.sandbox.getByRole('button', { name: 'Hide services' }).click();
  }
}

type Box = Readonly<Record<'x' | 'y' | 'width' | 'height', number>>;

function around(boxes: readonly Box[]): Box {
  const x = Math.min(...boxes.map((box) => box.x));
  const y = Math.min(...boxes.map((box) => box.y));
  const right = Math.max(...boxes.map((box) => box.x + box.width));
  const bottom = Math.max(...boxes.map((box) => box.y + box.height));
  return { x, y, width: right - x, height: bottom - y };
}
