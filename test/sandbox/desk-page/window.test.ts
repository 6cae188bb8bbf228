import { describe, expect, test } from 'vitest';
import { noBrowser } from './browser.ts';
import { message, ops } from './fixture-snapshot.ts';
import { journeys } from './open-page.ts';

const byBot = { id: 'U0HANDOFF0', name: 'handoff', isBot: true };

describe.skipIf(noBrowser !== undefined)(`the window ${noBrowser ?? ''}`, () => {
  const open = journeys();

  test('shows who one is, and lets one become somebody else', async () => {
    const { page } = open();
    const ana = page.getByRole('button', { name: 'Ana Ruiz, Wrangler' });
    expect(await ana.getAttribute('aria-pressed')).toBe('true');
    await page.getByRole('button', { name: 'Ben Osei, Ingest operations' }).click();
    await page.getByText('You are Ben Osei', { exact: true }).waitFor();
    expect(new URL(page.url()).searchParams.get('person')).toBe('U00000BEN2');
  });

  test('names channels, counts mentions, and forgets nothing on a reload', async () => {
    const { page, asked } = open();
    const link = page
      .getByRole('navigation', { name: 'Channels' })
      .getByRole('link', { name: '#data-ops' });
    const described = await link.getAttribute('aria-describedby');
    expect(await page.locator(`[id="${described}"]`).textContent()).toBe('2 unread mentions');
    await link.click();
    await page.getByRole('log', { name: 'Messages in #data-ops' }).waitFor();
    await expect
      .poll(() => asked('/desk/look'))
      .toContainEqual({ person: 'U00000ANA1', channel: 'C0DATAOPS2' });
    await page.reload();
    await page.getByRole('textbox', { name: 'Message #data-ops' }).waitFor();
  });

  test('says who has something unread, and whose turn it is, one press away', async () => {
    const { page } = open();
    const cho = page.getByRole('button', { name: 'Cho Tanaka, Import team' });
    expect(await cho.getAttribute('title')).toBe('Cho has 1 mention');
    const described = await cho.getAttribute('aria-describedby');
    expect(await page.locator(`[id="${described}"]`).textContent()).toBe('Cho has 1 mention');
    const card = page.getByRole('article').filter({ hasText: 'Release of FetalGutSim' });
    const answer = card.getByRole('button', { name: 'Cho (import team) can answer' });
    await answer.waitFor();
    expect(await page.getByRole('button', { name: /Eli .* can answer/ }).count()).toBe(0); // nothing to press
    await answer.click();
    await page.getByText('You are Cho Tanaka', { exact: true }).waitFor();
    const thread = page.getByRole('complementary', { name: 'Thread' });
    await thread.getByText('is ready to import').waitFor();
    expect(await page.getByText('can answer').count()).toBe(0);
  });

  test('draws blocks, and says so where it cannot', async () => {
    const { page, complaints, picture } = open();
    await page.getByRole('log').evaluate((node) => node.scrollTo(0, 0));
    const digest = page.getByRole('article', { name: 'handoff' }).first();
    await digest.getByRole('heading', { name: 'Weekly digest' }).waitFor();
    expect(await digest.getByText('Unsupported block').textContent()).toContain('hologram');
    expect(await digest.getByRole('row').count()).toBe(3);
    expect(await digest.getByRole('img', { name: 'Objects per week' }).count()).toBe(1);
    expect(await digest.getByTitle('Wrangler').first().textContent()).toBe('@wranglers');
    expect(await digest.getByText('Today at 10:00').count()).toBe(1);
    await picture('digest');
    expect(complaints).toEqual([]);
  });

  test('leaves hostile text as text', async () => {
    const { page, complaints } = open();
    const hostile = page.getByRole('article').filter({ hasText: 'Raw' });
    expect(await hostile.textContent()).toContain(
      'Raw <img src=x onerror="window.hacked = true"> and <!channel> and &lt; and <javascript:alert(1)|click>',
    );
    expect(await hostile.locator('img, a').count()).toBe(0);
    expect(await page.evaluate("'hacked' in window")).toBe(false);
    expect(complaints).toEqual([]);
  });

  test('opens a thread, and replies in it', async () => {
    const { page, asked, picture } = open();
    await page.getByRole('button', { name: '2 replies' }).click();
    const thread = page.getByRole('complementary', { name: 'Thread' });
    expect(await thread.getByRole('article').count()).toBe(3);
    expect(await thread.getByText('Also sent to the channel').count()).toBe(1);
    const box = thread.getByRole('textbox', { name: 'Reply in thread' });
    await box.fill('Thank you');
    await picture('thread');
    await box.press('Enter');
    await expect.poll(() => box.inputValue()).toBe('');
    expect(asked('/desk/say')).toEqual([
      {
        person: 'U00000ANA1',
        channel: ops,
        text: 'Thank you',
        thread_ts: expect.stringMatching(/^\d+\.\d{6}$/),
      },
    ]);
    await thread.getByRole('button', { name: 'Close thread' }).click();
    expect(await thread.count()).toBe(0);
  });

  test('shows what is for one person only, until it is dismissed', async () => {
    const { page } = open();
    const only = page.getByRole('article').filter({ hasText: 'Only visible to you' });
    expect(await only.textContent()).toContain('Heart7 can’t be exported yet');
    await only.getByRole('button', { name: 'Dismiss message' }).click();
    expect(await only.count()).toBe(0);
  });

  test('stays at the end only when it was there', async () => {
    const { page, desk } = open();
    const log = page.getByRole('log');
    const rest = () =>
      log.evaluate((node) => node.scrollHeight - node.scrollTop - node.clientHeight);
    await expect.poll(rest).toBeLessThan(2);
    desk.post(message(4, '14:35', byBot, 'A new message'));
    await page.getByText('A new message').waitFor();
    await expect.poll(rest).toBeLessThan(2);
    await log.evaluate((node) => node.scrollTo(0, 10));
    await page.waitForTimeout(50);
    desk.post(message(4, '14:36', byBot, 'Another message'));
    await page.getByText('Another message').waitFor();
    expect(await log.evaluate((node) => node.scrollTop)).toBe(10);
  });

  test('stays at the end of what grows before the page has seen that it is there', async () => {
    const { page } = open();
    const log = page.getByRole('log');
    const rest = () =>
      log.evaluate((node) => node.scrollHeight - node.scrollTop - node.clientHeight);
    await expect.poll(rest).toBeLessThan(2);
    await log.evaluate((node) => node.scrollBy(0, -1));
    await page.waitForTimeout(50);
    await log.evaluate((node) => {
      node.scrollBy(0, 1); // its event comes with the next frame
      node.firstElementChild?.insertAdjacentHTML('beforeend', '<p>Late</p>'.repeat(9));
    });
    await expect.poll(rest).toBeLessThan(2);
  });

  test('says that it reconnects, and does', async () => {
    const { page, desk } = open();
    desk.drop();
    await page.getByText('Reconnecting…').waitFor();
    await page.getByText('Reconnecting…').waitFor({ state: 'detached' });
    desk.post(message(4, '14:37', byBot, 'Here again'));
    await page.getByText('Here again').waitFor();
  });

  test("opens the bot's Home and its direct message", async () => {
    const { page, asked, picture } = open();
    await page.getByRole('link', { name: 'handoff' }).click();
    await page.getByRole('tabpanel').getByRole('heading', { name: 'Waiting for you' }).waitFor();
    await expect.poll(() => asked('/desk/open-home')).toEqual([{ person: 'U00000ANA1' }]);
    await picture('home');
    await page.getByRole('button', { name: 'Open the card' }).click();
    await expect
      .poll(() => asked('/desk/press'))
      .toMatchObject([
        { container: { kind: 'view', viewId: 'VHOME' }, blockId: 'hs', actionId: 'open' },
      ]);
    await page.getByRole('tab', { name: 'Messages' }).click();
    await page.getByRole('textbox', { name: 'Message handoff' }).waitFor();
    await page.getByText('You have one dataset waiting.').waitFor();
  });

  test('works on a narrow screen', async () => {
    const { page, picture } = open();
    await page.setViewportSize({ width: 800, height: 700 });
    await page.getByRole('button', { name: '2 replies' }).click();
    await page.getByRole('textbox', { name: 'Reply in thread' }).waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(800);
    await picture('narrow');
  });

  test('works on a telephone: everything in reach, nothing cut off', async () => {
    const { page, picture } = open();
    await page.setViewportSize({ width: 390, height: 780 });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
    const log = page.getByRole('log', { name: 'Messages in #dcp-ops' });
    expect((await log.boundingBox())?.width).toBe(390);
    await picture('telephone');
    await page.getByRole('button', { name: '2 replies' }).click();
    const thread = page.getByRole('complementary', { name: 'Thread' });
    expect((await thread.boundingBox())?.width).toBe(390);
    await thread.getByRole('button', { name: 'Close thread' }).click();
    await page.getByRole('button', { name: 'Dee Park, Browser team' }).click();
    await page
      .getByRole('navigation', { name: 'Channels' })
      .getByRole('link', { name: '#data-ops' })
      .click();
    await page.getByRole('log', { name: 'Messages in #data-ops' }).waitFor();
  });
});
