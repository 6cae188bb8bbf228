import type { Locator } from 'playwright-core';
import { describe, it } from 'vitest';
import type { Seat } from './seat.ts';
import { journey, stage, where } from './stage.ts';

const READER = 'arn:aws:iam::444455556666:role/hub-reader';

/** A pull bucket in a browser, from the wish to its end; Fay asks, Ben and Eli look after the buckets. */
describe(`a bucket from its request to its end${where}`, journey, () => {
  const open = stage({ buckets: { file: { graceDays: 1 } } });
  let fay: Seat;
  let ben: Seat;
  /** Of the card, who could do what. */
  const shownIn = (shown: Locator) => [
    shown.getByText('Who can do what').first(),
    shown.locator('pre').nth(1),
    shown.getByText('Without TLS').first(),
  ];
  const card = (seat: Seat, ...words: readonly string[]) => seat.message(['heart_2', ...words]);

  it('is asked for in a dialog, which says at its field what is wrong', async () => {
    const { sit } = open();
    fay = await sit('fay', '#/channel/C0DATAOPS2');
    await fay.say('/bucket request', 'data-ops');
    const dialog = fay.dialog('Ask for a bucket');
    await dialog.getByRole('radio', { name: /^Pull/ }).check();
    await dialog.getByLabel('ARNs that may fetch').fill('arn:aws:iam::1234567890:role/hub-reader');
    await dialog.getByLabel('Dataset name').fill('heart_2');
    await dialog.getByLabel('Users who put data there').fill('alpha_user_fay\nalpha_user_gil');
    await dialog.getByLabel('Paperwork', { exact: true }).fill('DPIA 204');
    await dialog.getByLabel('Paperwork holds until').fill('2027-01-31');
    await dialog.getByRole('button', { name: 'Ask' }).click();
    await dialog.getByText('an account id has 12 digits, this has 10').waitFor();
    await fay.picture('bucket-request', dialog);
    await dialog.getByLabel('ARNs that may fetch').fill(READER);
    await dialog.getByRole('button', { name: 'Ask' }).click();
    await dialog.waitFor({ state: 'detached' });
    await fay.message(['data engineering reviews it']).waitFor();
  });

  it('is returned by Ben with a reason, and mended by Fay', async () => {
    const { sit } = open();
    ben = await sit('ben');
    await ben.page.setViewportSize({ width: 1280, height: 3000 }); // a card with all its policies
    const first = card(ben, 'approves it');
    await first.getByText('anyone, without keys').waitFor();
    await first.getByRole('button', { name: 'Return' }).click();
    const dialog = ben.dialog('Return this request');
    await dialog.getByRole('textbox').fill('Gil has left. Name Hal.');
    await dialog.getByRole('button', { name: 'Return' }).click();
    await dialog.waitFor({ state: 'detached' });
    await fay.page.getByRole('link', { name: 'handoff' }).click();
    const returned = fay.message(['returned your request', 'Gil has left']);
    await returned.getByRole('button', { name: 'Mend it' }).click();
    const again = fay.dialog('Ask for a bucket');
    await again.getByLabel('Users who put data there').fill('alpha_user_fay\nalpha_user_hal');
    await again.getByRole('button', { name: 'Ask' }).click();
    await again.waitFor({ state: 'detached' });
  });

  it('is approved, applied, and live: Fay is told how it is used, and tries it with a file', async () => {
    const mended = card(ben, 'round 2', 'approves it');
    await mended.getByText('alpha_user_hal').first().waitFor();
    await ben.picture('bucket-review', ...shownIn(mended));
    await mended.getByRole('button', { name: 'Approve' }).click();
    await card(ben, '✓ Applied').waitFor();
    const ready = fay.message(['heart_2', 'is ready']);
    await ready.getByText('aws s3 cp my_data.csv s3://mojap-heart-2/my_data.csv').waitFor();
    await ready.getByRole('button', { name: 'Test file' }).click();
    await fay.message(['✓ Put, read back, the same, deleted']).waitFor();
    await fay.picture('bucket-ready');
  });

  it('lets another role read instead of one, reviewed', async () => {
    await fay.go('data-ops');
    await fay.say(`/bucket rotate-arn heart_2 ${READER}-2`, 'data-ops');
    const change = card(ben, 'asks for a change', 'approves it');
    await change.getByText('can no longer').first().waitFor();
    await change.getByRole('button', { name: 'Approve' }).click();
    await card(ben, 'asks for a change', '✓ Applied').waitFor();
  });

  it('ends when two have confirmed it, after its days of grace; what lies there stays', async () => {
    const { sit, soon } = open();
    await fay.say('/bucket remove heart_2', 'data-ops');
    await fay.message(['two people of data engineering confirm it']).waitFor();
    const end = card(ben, 'ends the dataset');
    await end.getByText('Nothing lies in its place').waitFor();
    await end.getByRole('button', { name: 'Confirm its end' }).click();
    const eli = await sit('eli');
    await card(eli, 'one more').getByRole('button', { name: 'Confirm its end' }).click();
    await card(ben, 'until then it can be kept').waitFor();
    await ben.skip('1 day');
    await ben.skip('1 hour');
    await fay.page.getByRole('link', { name: 'handoff' }).click();
    await soon(() => fay.message(['heart_2', 'has ended']).waitFor({ timeout: 200 }));
  });
});
