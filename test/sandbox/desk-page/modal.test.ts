import { describe, expect, test } from 'vitest';
import { noBrowser } from './browser.ts';
import { view } from './fixture-snapshot.ts';
import { journeys } from './open-page.ts';

describe.skipIf(noBrowser !== undefined)(`a modal ${noBrowser ?? ''}`, () => {
  const open = journeys();

  test('sends every field in the shape of Slack, and keeps what was typed on errors', async () => {
    const { page, desk, asked, picture, complaints } = open();
    desk.show({ modals: [view()] });
    const dialog = page.getByRole('dialog', { name: 'Request an import' });
    const name = dialog.getByRole('textbox', { name: 'Short name' });
    await name.waitFor();
    await expect.poll(() => name.evaluate((node) => node.matches(':focus'))).toBe(true);

    await name.fill('FetalGutsim');
    await dialog.getByRole('textbox', { name: 'Reason' }).fill('Because\nof this');
    await dialog.getByRole('combobox', { name: 'Release' }).click();
    await page.getByRole('option', { name: 'Release 57' }).click();
    await dialog.getByRole('combobox', { name: 'Dataset' }).fill('fet');
    await page.getByRole('option', { name: 'FetalGutSim' }).click();
    const parts = dialog.getByRole('combobox', { name: 'Parts' });
    await parts.click();
    await parts.press('Enter');
    await parts.press('ArrowDown');
    await parts.press('Enter');
    await parts.press('Escape');
    await dialog.getByRole('radio', { name: 'Yes' }).check();
    await dialog.getByRole('checkbox', { name: 'Import team' }).check();
    await dialog.getByRole('combobox', { name: 'Owner' }).fill('ben');
    await page.getByRole('option', { name: 'Ben Osei' }).click();
    await dialog.getByLabel('Day').fill('2025-11-07');
    await picture('modal');

    const errors = { name: 'There is no project of this name.' };
    desk.answer('/desk/submit', { ok: false, errors }, 200);
    const submit = dialog.getByRole('button', { name: 'Request' });
    await submit.click();
    expect(await submit.getAttribute('aria-busy')).toBe('true');
    await dialog.getByText(errors.name).waitFor();
    expect(await name.getAttribute('aria-invalid')).toBe('true');
    const described = await name.getAttribute('aria-describedby');
    expect(await page.locator(`[id="${described}"]`).textContent()).toContain(errors.name);
    expect(await name.inputValue()).toBe('FetalGutsim');
    await expect.poll(() => name.evaluate((node) => node.matches(':focus'))).toBe(true);
    await picture('modal-errors');

    const [submitted] = asked('/desk/submit');
    expect(submitted).toMatchObject({ person: 'U00000ANA1', viewId: 'V1' });
    const values = Object(submitted).values;
    expect(values.name['name-field']).toEqual({ type: 'plain_text_input', value: 'FetalGutsim' });
    expect(values.reason['reason-field'].value).toBe('Because\nof this');
    expect(values.site['site-field']).toEqual({ type: 'url_text_input', value: null });
    expect(values.release['release-field']).toMatchObject({
      type: 'static_select',
      selected_option: { text: { type: 'plain_text', text: 'Release 57' }, value: '57' },
    });
    expect(values.dataset['dataset-field']).toMatchObject({
      type: 'external_select',
      selected_option: { text: { type: 'plain_text', text: 'FetalGutSim' }, value: 'f5057fee' },
    });
    expect(values.parts['parts-field']).toMatchObject({
      type: 'multi_static_select',
      selected_options: [{ value: 'm' }, { value: 'd' }],
    });
    expect(values.access['access-field']).toMatchObject({
      type: 'radio_buttons',
      selected_option: { value: 'yes' },
    });
    expect(values.tell['tell-field']).toMatchObject({
      type: 'checkboxes',
      selected_options: [{ value: 'import' }],
    });
    expect(values.day['day-field']).toEqual({ type: 'datepicker', selected_date: '2025-11-07' });
    expect(values.hour['hour-field']).toEqual({ type: 'timepicker', selected_time: '09:30' });
    expect(values.owner['owner-field']).toEqual({
      type: 'users_select',
      selected_user: 'U00000BEN2',
    });
    expect(values.where['where-field']).toEqual({
      type: 'conversations_select',
      selected_conversation: null,
    });
    expect(complaints).toEqual([]);
  });

  test('keeps text and focus when the app updates it or lays another on top', async () => {
    const { page, desk } = open();
    desk.show({ modals: [view()] });
    const reason = page.getByRole('textbox', { name: 'Reason' });
    await reason.fill('Not yet');
    desk.show({ modals: [view({ hash: '2.b', title: 'Request it again' })] });
    await page.getByRole('dialog', { name: 'Request it again' }).waitFor();
    expect(await reason.inputValue()).toBe('Not yet');
    expect(await reason.evaluate((node) => node.matches(':focus'))).toBe(true);
    desk.show({ modals: [view(), view({ id: 'V2', title: 'On top' })] });
    const top = page.getByRole('dialog', { name: 'On top' });
    await top.waitFor();
    expect(await page.getByRole('dialog').count()).toBe(1);
    expect(await top.getByRole('textbox', { name: 'Reason' }).inputValue()).toBe('');
    desk.show({ modals: [view()] });
    await page.getByRole('dialog', { name: 'Request an import' }).waitFor();
    expect(await reason.inputValue()).toBe('Not yet');
  });

  test('holds the focus, and closes by Escape', async () => {
    const { page, desk, asked } = open();
    const box = page.getByRole('textbox', { name: 'Message #dcp-ops' });
    await box.focus();
    desk.show({ modals: [view()] });
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: 'Short name' }).press('Shift+Tab');
    await page.keyboard.press('Shift+Tab');
    const request = dialog.getByRole('button', { name: 'Request' });
    expect(await request.evaluate((node) => node.matches(':focus'))).toBe(true);
    await page.keyboard.press('Tab');
    const close = dialog.getByRole('button', { name: 'Close dialog' });
    expect(await close.evaluate((node) => node.matches(':focus'))).toBe(true);
    const release = dialog.getByRole('combobox', { name: 'Release' });
    await release.click();
    await release.press('Escape');
    expect(asked('/desk/dismiss')).toEqual([]);
    await page.keyboard.press('Escape');
    await expect
      .poll(() => asked('/desk/dismiss'))
      .toEqual([{ person: 'U00000ANA1', viewId: 'V1' }]);
    desk.show({ modals: [] });
    await dialog.waitFor({ state: 'detached' });
    await expect.poll(() => box.evaluate((node) => node.matches(':focus'))).toBe(true);
  });
});
