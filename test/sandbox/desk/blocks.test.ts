import { describe, expect, test } from 'vitest';
import { block } from '../../../src/sandbox/desk/blocks/blocks.ts';
import { complaints } from '../../../src/sandbox/desk/blocks/complaints.ts';
import { elements } from '../../../src/sandbox/desk/blocks/elements.ts';
import { messageBlocks, surfaces, view } from '../../../src/sandbox/desk/blocks/surfaces.ts';
import { covered, notCovered } from '../../../src/sandbox/desk/coverage.ts';
import { eventScopes } from '../../../src/sandbox/desk/manifest.ts';
import { methods } from '../../../src/sandbox/desk/web-api/methods.ts';

const text = (length: number) => 'x'.repeat(length);
const plain = (length: number) => ({ type: 'plain_text', text: text(length) });
const section = (length: number) => ({
  type: 'section',
  text: { type: 'mrkdwn', text: text(length) },
});
const button = (parts: object = {}) => ({ type: 'button', text: plain(75), ...parts });
const actions = (...parts: object[]) => ({ type: 'actions', elements: parts });
const option = { text: plain(75), value: 'a' };
const many = <Item>(count: number, item: Item) => Array.from({ length: count }, () => item);
const cell = (length: number) => ({ type: 'raw_text', text: text(length) });
const table = (rows: number, columns: number, length = 1) => ({
  type: 'table',
  rows: many(rows, many(columns, cell(length))),
});
const task = (id: string, parts: object = {}) => ({
  type: 'task_card',
  task_id: id,
  title: 'Copy',
  status: 'complete',
  ...parts,
});
const rich = {
  type: 'rich_text',
  elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text: 'x' }] }],
};
const modal = (blocks: object[], parts: object = {}) => ({
  type: 'modal',
  title: plain(24),
  submit: plain(24),
  blocks,
  ...parts,
});
const input = { type: 'input', label: plain(1), element: { type: 'plain_text_input' } };

function refusal(blocks: unknown): string {
  const parsed = messageBlocks.safeParse(blocks);
  return parsed.success ? '' : complaints(parsed.error, '/blocks').join('\n');
}

describe('a message accepts, at the very limit,', () => {
  test.each([
    ['50 blocks', many(50, { type: 'divider' })],
    ['a section of 3,000 characters', [section(3000)]],
    ['10 fields of 2,000', [{ type: 'section', fields: many(10, plain(2000)) }]],
    ['25 buttons', [actions(...many(25, button({ value: text(2000) })))]],
    ['10 parts of context', [{ type: 'context', elements: many(10, plain(9)) }]],
    ['100 options', [actions({ type: 'static_select', options: many(100, option) })]],
    ['a table of 100 by 20', [table(100, 20)]],
    ['a plan', [{ type: 'plan', title: 'Release', tasks: [task('1', { details: rich })] }]],
    [
      'a collapsible container',
      [{ type: 'container', title: plain(150), child_blocks: [section(1)], is_collapsible: true }],
    ],
  ])('%s', (_, blocks) => expect(refusal(blocks)).toBe(''));
});

describe('a message refuses', () => {
  test.each([
    [
      '51 blocks',
      many(51, { type: 'divider' }),
      'no more than 50 items allowed [json-pointer:/blocks]',
    ],
    [
      'a long section',
      [section(3001)],
      'no more than 3000 characters [json-pointer:/blocks/0/text/text]',
    ],
    [
      'an empty section',
      [{ type: 'section' }],
      'text or fields is required [json-pointer:/blocks/0]',
    ],
    ['11 fields', [{ type: 'section', fields: many(11, plain(1)) }], '/blocks/0/fields'],
    ['a long field', [{ type: 'section', fields: [plain(2001)] }], '/blocks/0/fields/0/text'],
    ['a long header', [{ type: 'header', text: plain(151) }], '/blocks/0/text/text'],
    [
      'mrkdwn in a header',
      [{ type: 'header', text: { type: 'mrkdwn', text: 'x' } }],
      '/blocks/0/text/type',
    ],
    ['26 buttons', [actions(...many(26, button()))], '/blocks/0/elements'],
    ['a long button', [actions(button({ text: plain(76) }))], '/blocks/0/elements/0/text/text'],
    ['a long value', [actions(button({ value: text(2001) }))], '/blocks/0/elements/0/value'],
    ['a made-up style', [actions(button({ style: 'green' }))], '/blocks/0/elements/0/style'],
    [
      'an unknown property',
      [actions(button({ colour: 'red' }))],
      'no additional properties allowed: colour [json-pointer:/blocks/0/elements/0]',
    ],
    [
      '11 parts of context',
      [{ type: 'context', elements: many(11, plain(1)) }],
      '/blocks/0/elements',
    ],
    [
      'a long option',
      [actions({ type: 'static_select', options: [{ text: plain(76), value: 'a' }] })],
      '/options/0/text/text',
    ],
    [
      '101 options',
      [actions({ type: 'static_select', options: many(101, option) })],
      '/blocks/0/elements/0/options',
    ],
    [
      'options and groups',
      [actions({ type: 'static_select' })],
      'exactly one of options or option_groups',
    ],
    [
      'an initial option not offered',
      [
        actions({
          type: 'static_select',
          options: [option],
          initial_option: { ...option, value: 'b' },
        }),
      ],
      'must be one of the options',
    ],
    [
      'a long confirmation',
      [actions(button({ confirm: { text: plain(301) } }))],
      '/confirm/text/text',
    ],
    ['an unknown type', [{ type: 'hologram' }], 'unsupported type [json-pointer:/blocks/0/type]'],
    ['an alert', [{ type: 'alert', text: plain(1) }], 'alert is not for a message'],
    ['an input', [input], 'input is not for a message'],
    [
      'an input in a container',
      [{ type: 'container', title: plain(1), child_blocks: [input] }],
      'input is not for a message',
    ],
    [
      'one block_id twice',
      [
        { type: 'divider', block_id: 'a' },
        { type: 'divider', block_id: 'a' },
      ],
      'block_id a already exists [json-pointer:/blocks/1/block_id]',
    ],
    [
      'one action_id twice',
      [actions(button({ action_id: 'a' }), button({ action_id: 'a' }))],
      'action_id must be unique',
    ],
    ['two tables', [table(1, 1), table(1, 1)], 'only one table'],
    ['101 rows', [table(101, 1)], '/blocks/0/rows'],
    ['21 columns', [table(1, 21)], '/blocks/0/rows/0'],
    [
      'uneven rows',
      [{ type: 'table', rows: [[cell(1)], [cell(1), cell(1)]] }],
      'same number of cells',
    ],
    ['a full table', [table(11, 1, 1000)], 'more than 10000 characters'],
    [
      'a task "completed"',
      [{ type: 'plan', title: 'x', tasks: [task('1', { status: 'completed' })] }],
      '/blocks/0/tasks/0/status',
    ],
    [
      'plain details of a task',
      [{ type: 'plan', title: 'x', tasks: [task('1', { details: 'x' })] }],
      '/blocks/0/tasks/0/details',
    ],
    [
      'one task twice',
      [{ type: 'plan', title: 'x', tasks: [task('1'), task('1')] }],
      'task_id must be unique',
    ],
    ['a plan beside a task_card', [{ type: 'plan', title: 'x' }, task('1')], 'cannot be mixed'],
    [
      'too much markdown',
      many(2, { type: 'markdown', text: text(6001) }),
      'more than 12000 characters',
    ],
    [
      'a container of 11',
      [{ type: 'container', title: plain(1), child_blocks: many(11, { type: 'divider' }) }],
      '/blocks/0/child_blocks',
    ],
  ])('%s', (_, blocks, complaint) => expect(refusal(blocks)).toContain(complaint));
});

test('modals and Home hold more blocks, and modals have alerts and inputs', () => {
  const accepts = (it: unknown) => view.safeParse(it).success;
  expect(accepts(modal(many(100, { type: 'divider' })))).toBe(true);
  expect(accepts(modal(many(101, { type: 'divider' })))).toBe(false);
  expect(accepts({ type: 'home', blocks: many(100, { type: 'divider' }) })).toBe(true);
  expect(accepts(modal([{ type: 'alert', text: plain(1), level: 'warning' }, input]))).toBe(true);
  expect(accepts(modal([{ type: 'plan', title: 'x' }]))).toBe(false);
  expect(accepts({ type: 'home', blocks: [{ type: 'alert', text: plain(1) }] })).toBe(false);
});

test.each([
  ['a long title', modal([], { title: plain(25) })],
  ['a long submit', modal([], { submit: plain(25) })],
  ['a long close', modal([], { close: plain(25) })],
  ['long private_metadata', modal([], { private_metadata: text(3001) })],
  ['an input and no submit', modal([input], { submit: undefined })],
  [
    'two focused inputs',
    modal(many(2, { ...input, element: { ...input.element, focus_on_load: true } })),
  ],
])('a modal refuses %s', (_, it) => expect(view.safeParse(it).success).toBe(false));

describe('what the desk says it covers is what it has:', () => {
  const types = (union: { options: readonly { shape: { type: { value: string } } }[] }) =>
    union.options.map((each) => each.shape.type.value).toSorted();

  test('what is not covered is refused', () => {
    for (const type of notCovered.blocks) expect(types(block)).not.toContain(type);
    for (const type of notCovered.elements) expect(types(elements)).not.toContain(type);
  });
  test('methods', () => expect([...methods.keys()].toSorted()).toEqual(covered.methods));
  test('events', () => expect(Object.keys(eventScopes).toSorted()).toEqual(covered.events));
  test('blocks', () => expect(types(block)).toEqual(covered.blocks));
  test('elements', () => expect(types(elements)).toEqual(covered.elements));
  test('surfaces', () => expect(Object.keys(surfaces).toSorted()).toEqual(covered.blocks));
});
