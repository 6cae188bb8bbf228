import { describe, expect, test } from 'vitest';
import { noBrowser } from './browser.ts';
import { message, ops } from './fixture-snapshot.ts';
import { journeys } from './open-page.ts';

const byBot = { id: 'U0HANDOFF0', name: 'handoff', isBot: true };

describe.skipIf(noBrowser !== undefined)(`acting in the window ${noBrowser ?? ''}`, () => {
  const open = journeys();

  test('commands complete by keyboard; a refusal keeps what was typed', async () => {
    const { page, desk, asked, picture } = open();
    const box = page.getByRole('textbox', { name: 'Message #dcp-ops' });
    await box.pressSequentially('/');
    const list = page.getByRole('listbox', { name: 'Commands' });
    expect(await list.getByRole('option').count()).toBe(3);
    await picture('commands');
    await box.press('ArrowDown');
    expect(await list.getByRole('option', { selected: true }).textContent()).toContain('/archive');
    await box.press('ArrowUp');
    await box.press('Enter');
    expect(await box.inputValue()).toBe('/export ');
    await box.pressSequentially('Hart7');
    expect(await page.getByText('/export [dataset]').count()).toBe(1);
    desk.answer('/desk/say', { ok: false, error: 'I don’t know a project Hart7.' });
    await box.press('Enter');
    await page.getByRole('alert').filter({ hasText: 'I don’t know a project Hart7.' }).waitFor();
    expect(await box.inputValue()).toBe('/export Hart7');
    await box.fill('/export Heart7');
    await box.press('Enter');
    await expect.poll(() => box.inputValue()).toBe('');
    expect(asked('/desk/say').at(-1)).toEqual({
      person: 'U00000ANA1',
      channel: ops,
      text: '/export Heart7',
    });
  });

  test('people and groups complete after an at sign; Shift and Enter make a line', async () => {
    const { page, asked } = open();
    const box = page.getByRole('textbox', { name: 'Message #dcp-ops' });
    await box.pressSequentially('Over to @imp');
    await box.press('Tab');
    expect(await box.inputValue()).toBe('Over to @import-team ');
    await box.pressSequentially('<b>');
    await box.press('Shift+Enter');
    await box.pressSequentially('and you');
    await box.press('Enter');
    await expect
      .poll(() => asked('/desk/say'))
      .toMatchObject([{ text: 'Over to @import-team <b>\nand you' }]);
  });

  test('text, cursor and focus stay while messages arrive', async () => {
    const { page, desk } = open();
    const box = page.getByRole('textbox', { name: 'Message #dcp-ops' });
    await box.fill('half a sentence');
    await box.press('ArrowLeft');
    desk.post(message(4, '14:35', byBot, 'Something arrives'));
    await page.getByText('Something arrives').waitFor();
    await page.keyboard.type('!');
    expect(await box.inputValue()).toBe('half a sentenc!e');
  });

  test('a press is busy until the answer, and a refusal stands beside it', async () => {
    const { page, desk, asked } = open();
    const card = page.getByRole('article').filter({ hasText: 'Release of FetalGutSim' });
    const imported = card.getByRole('button', { name: 'Imported', exact: true });
    const refusal = 'Ben confirmed this 4 seconds before you.';
    desk.answer('/desk/press', { ok: false, error: refusal }, 300);
    await imported.click();
    expect(await imported.getAttribute('aria-busy')).toBe('true');
    await imported.dispatchEvent('click');
    await card.getByRole('alert').filter({ hasText: refusal }).waitFor();
    expect(await imported.getAttribute('aria-busy')).toBe('false');
    expect(asked('/desk/press')).toEqual([
      {
        person: 'U00000ANA1',
        container: { kind: 'message', channel: ops, ts: expect.any(String) },
        blockId: 'decide',
        actionId: 'imported',
        values: {},
      },
    ]);
  });

  test('what is costly asks first', async () => {
    const { page, asked } = open();
    const card = page.getByRole('article').filter({ hasText: 'Release of FetalGutSim' });
    await card.getByRole('button', { name: 'Clean up' }).click();
    const dialog = page.getByRole('dialog', { name: 'Delete 412 objects?' });
    await dialog.getByRole('button', { name: 'Not now' }).click();
    expect(asked('/desk/press')).toEqual([]);
    await card.getByRole('button', { name: 'Clean up' }).click();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await card.getByRole('button', { name: 'Clean up' }).click();
    await dialog.getByRole('button', { name: 'Delete 412 objects' }).click();
    await expect.poll(() => asked('/desk/press')).toMatchObject([{ actionId: 'delete' }]);
  });

  test('the overflow menu works by keyboard', async () => {
    const { page, asked } = open();
    const card = page.getByRole('article').filter({ hasText: 'Release of FetalGutSim' });
    await card.getByRole('button', { name: 'More actions' }).press('Enter');
    await page.getByRole('menuitem', { name: 'Add a note' }).press('ArrowDown');
    await page.keyboard.press('Enter');
    await expect
      .poll(() => asked('/desk/press'))
      .toMatchObject([
        { actionId: 'more', state: { type: 'overflow', selected_option: { value: 'history' } } },
      ]);
  });

  test('a plan tells each stage and opens what lies behind it', async () => {
    const { page } = open();
    const plan = page.getByRole('group', { name: 'Release of FetalGutSim' });
    await plan.getByRole('button', { name: 'Import requested', exact: true }).waitFor();
    const stages = plan.getByRole('listitem');
    expect(await stages.nth(2).getByRole('img', { name: 'In progress' }).count()).toBe(1);
    expect(await stages.nth(3).getByRole('img', { name: 'Not started' }).count()).toBe(1);
    const exported = plan.getByRole('button', { name: 'Exported in 1 h 35 min' });
    expect(await exported.getAttribute('aria-expanded')).toBe('false');
    await exported.click();
    await plan.getByText('12 of 12 assays, 38.2 GB').waitFor();
  });

  test('the sandbox skips time, chooses scenarios, breaks things and starts over', async () => {
    const { page, asked, picture } = open();
    const sandbox = page.getByRole('region', { name: 'Sandbox', exact: true });
    await sandbox.getByRole('button', { name: 'Dismiss welcome' }).click();
    await sandbox.getByText('Not part of Slack').waitFor();
    await sandbox.getByRole('button', { name: 'Show services' }).click();
    const empty = sandbox.getByRole('listitem').filter({ hasText: 'Ovary' });
    await empty.getByText('it has nothing to export yet').waitFor();
    expect(await empty.getByRole('combobox').count()).toBe(0);
    await picture('sandbox');
    await sandbox.getByRole('button', { name: 'Skip 4 hours' }).click();
    await expect.poll(() => asked('/controls/skip')).toEqual([{ minutes: 240 }]);
    await sandbox
      .getByRole('combobox', { name: 'Scenario for FetalGutSim' })
      .selectOption('silent');
    await expect
      .poll(() => asked('/controls/scenario'))
      .toEqual([{ projectUuid: 'f5057fee', scenario: 'silent' }]);
    await sandbox.getByRole('switch', { name: 'Ingest does not answer' }).click();
    await expect.poll(() => asked('/controls/fault')).toEqual([{ name: 'ingest-down', on: true }]);
    await sandbox.getByRole('button', { name: 'Reset the sandbox' }).click();
    await page
      .getByRole('dialog', { name: 'Reset the sandbox?' })
      .getByRole('button', { name: 'Reset' })
      .click();
    await expect.poll(() => asked('/controls/reset')).toEqual([{}]);
  });

  test('what is broken on purpose is seen while the services are hidden, and mended there', async () => {
    const { page, asked } = open();
    const sandbox = page.getByRole('region', { name: 'Sandbox', exact: true });
    const marks = sandbox.getByRole('list', { name: 'What goes wrong now' });
    await expect
      .poll(() => marks.getByRole('button').allTextContents())
      .toEqual(['ingest: slow · clear']);
    await marks.getByRole('button', { name: 'ingest: slow' }).click();
    await expect.poll(() => asked('/controls/fault')).toEqual([{ name: 'ingest-slow', on: false }]);
  });

  test('the clock says whose time it shows', async () => {
    const { page } = open();
    const clock = page.locator('.sandbox-clock');
    expect((await clock.innerText()).replace(/\s+/g, ' ')).toContain('Tue 4 Nov, 14:40 in London');
    await page.getByRole('button', { name: 'Cho Tanaka' }).first().click();
    await page.getByText('You are Cho Tanaka', { exact: true }).waitFor();
    expect((await clock.innerText()).replace(/\s+/g, ' ')).toContain('09:40 in New York');
  });

  test('the welcome puts the first command into the composer', async () => {
    const { page } = open();
    await page.getByRole('button', { name: 'Put /export FetalGutSim into the composer' }).click();
    const box = page.getByRole('textbox', { name: 'Message #dcp-ops' });
    expect(await box.inputValue()).toBe('/export FetalGutSim');
    expect(await box.evaluate((node) => node.matches(':focus'))).toBe(true);
    await page.getByRole('button', { name: 'Dismiss welcome' }).click();
    expect(await page.getByRole('region', { name: 'Welcome' }).count()).toBe(0);
  });
});
