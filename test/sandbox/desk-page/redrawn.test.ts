import { describe, expect, test } from 'vitest';
import { noBrowser } from './browser.ts';
import { message, ops, view } from './fixture-snapshot.ts';
import { journeys } from './open-page.ts';

const byBot = { id: 'U0HANDOFF0', name: 'handoff', isBot: true };
const plain = (text: string) => ({ type: 'plain_text', text });
const option = (text: string) => ({ text: plain(text), value: text.toLowerCase() });

/** A card in one of its versions: Slack names its blocks anew in each. */
function card(version: number) {
  const name = (kind: string) => `${kind}${version}`;
  const notes = Array.from({ length: version }, (_, index) => ({
    type: 'context',
    block_id: name(`context${index}`),
    elements: [{ type: 'mrkdwn', text: `Assays ${version} of 12` }],
  }));
  return [
    ...notes,
    { type: 'section', block_id: name('section'), text: { type: 'mrkdwn', text: 'Lung20' } },
    {
      type: 'actions',
      block_id: name('actions'),
      elements: [
        {
          type: 'static_select',
          action_id: 'release',
          placeholder: plain('Release'),
          options: [option('Fifty'), option('Sixty')],
        },
        {
          type: 'overflow',
          action_id: 'more',
          options: [option('Note'), { ...option('History'), value: `history ${version}` }],
        },
        { type: 'button', action_id: 'go', text: plain('Go on') },
      ],
    },
  ];
}

describe.skipIf(noBrowser !== undefined)(
  `while the window is drawn anew ${noBrowser ?? ''}`,
  () => {
    const open = journeys();
    const first = message(4, '14:36', byBot, 'Lung20', { blocks: card(1) });

    test('an open menu stays open, and acts on the newest version', async () => {
      const { page, desk, asked } = open();
      desk.show({ messages: [first] });
      await page.getByRole('button', { name: 'More actions' }).click();
      await page.keyboard.press('ArrowDown');
      const history = page.getByRole('menuitem', { name: 'History' });
      desk.show({ messages: [{ ...first, blocks: card(2), edited: true }] });
      await page.getByText('Assays 2 of 12').first().waitFor();
      desk.post(message(4, '14:37', byBot, 'Something else'));
      await page.getByText('Something else').waitFor();
      expect(await history.evaluate((node) => node.matches(':focus'))).toBe(true);
      await page.keyboard.press('Enter');
      await expect
        .poll(() => asked('/desk/press'))
        .toMatchObject([
          {
            container: { kind: 'message', channel: ops },
            blockId: 'actions2',
            state: { selected_option: { value: 'history 2' } },
          },
        ]);
    });

    test('an open list stays open, and what was chosen stays chosen', async () => {
      const { page, desk, asked } = open();
      desk.show({ messages: [first] });
      const release = page.getByRole('combobox', { name: 'Release' });
      await release.click();
      desk.show({ messages: [{ ...first, blocks: card(2) }] });
      await page.getByText('Assays 2 of 12').first().waitFor();
      await page.getByRole('option', { name: 'Sixty' }).click();
      desk.show({ messages: [{ ...first, blocks: card(3) }] });
      await page.getByText('Assays 3 of 12').first().waitFor();
      expect(await release.inputValue()).toBe('Sixty');
      await page.getByRole('button', { name: 'Go on' }).click();
      await expect
        .poll(() => asked('/desk/press').at(-1))
        .toMatchObject({
          blockId: 'actions3',
          values: { actions3: { release: { selected_option: { value: 'sixty' } } } },
        });
    });

    test('a half-typed form keeps its text, its open list and the place of the cursor', async () => {
      const { page, desk } = open();
      desk.show({ modals: [view()] });
      const dialog = page.getByRole('dialog');
      await dialog.getByRole('textbox', { name: 'Reason' }).fill('Half a sen');
      await dialog.getByRole('combobox', { name: 'Release' }).click();
      await page.getByRole('option', { name: 'Release 57' }).waitFor();
      const blocks = [{ type: 'context', elements: [plain('Ingest is slow')] }, ...view().blocks];
      desk.show({ modals: [view({ hash: '2.b', blocks })] });
      await dialog.getByText('Ingest is slow').waitFor();
      await page.getByRole('option', { name: 'Release 57' }).click();
      expect(await dialog.getByRole('combobox', { name: 'Release' }).inputValue()).toBe(
        'Release 57',
      );
      expect(await dialog.getByRole('textbox', { name: 'Reason' }).inputValue()).toBe('Half a sen');
    });
  },
);
