import type { InputBlock, ModalView, PlainTextOption } from '@slack/types';
import { z } from 'zod';
import { STAGES } from '../../../tracker/state/stage.ts';
import { type BoardWish, ORDERS } from '../../tracker/board-wish.ts';
import { input, optional } from '../dialogs/input.ts';
import { ORDER_WORDS } from './board.ts';

export const BOARD_CALLBACK = 'dataset-board';
export const BOARD_TITLE = 'Which datasets?';

/** Where the board is to be shown, and the words that it was shown by. */
export const boardMemory = z.object({ ch: z.string(), u: z.string().optional(), s: z.string() });
type BoardMemory = z.infer<typeof boardMemory>;

const STUCK = [
  ['1d', 'a day'],
  ['7d', 'a week'],
  ['30d', '30 days'],
  ['90d', '90 days'],
  ['365d', 'a year'],
] as const;

/** The filters of the board, as they stand. */
export function boardDialog(wish: BoardWish, memory: BoardMemory): ModalView {
  const { stage, tech, curator, external, stuck, order, descending } = wish;
  const stuckOptions = STUCK.map(([value, label]) => option(value, label));
  const own = stuck === undefined || STUCK.some(([value]) => value === stuck) ? [] : [stuck];
  return {
    type: 'modal',
    callback_id: BOARD_CALLBACK,
    private_metadata: JSON.stringify(memory),
    title: { type: 'plain_text', text: BOARD_TITLE },
    submit: { type: 'plain_text', text: 'Show' },
    close: { type: 'plain_text', text: 'Cancel' },
    blocks: [
      menu(
        'state',
        'State',
        STAGES.map((one) => option(one)),
        stage,
      ),
      menu(
        'whose',
        'Which sheet',
        [option('external', 'External: to be discovered'), option('ours', 'Ours')],
        external === undefined ? undefined : external ? 'external' : 'ours',
      ),
      typed('tech', 'Technology', 'For example: bulk', tech),
      typed('curator', 'Curator', 'For example: ana', curator),
      menu(
        'stuck',
        'Unmoved for at least',
        [...stuckOptions, ...own.map((one) => option(one))],
        stuck,
      ),
      input(
        'sort',
        'Sort by',
        select(
          ORDERS.map((one) => option(one, ORDER_WORDS[one])),
          order,
        ),
      ),
      menu(
        'order',
        'Order',
        [option('descending', 'The other way round')],
        descending ? 'descending' : undefined,
      ),
    ],
  };
}

function option(value: string, label = value): PlainTextOption {
  return { text: { type: 'plain_text', text: label.slice(0, 75) }, value: value.slice(0, 75) };
}

function select(options: PlainTextOption[], initial: string | undefined): InputBlock['element'] {
  const chosen = options.find(({ value }) => value === initial);
  return {
    type: 'static_select',
    action_id: 'value',
    options,
    ...(chosen === undefined ? {} : { initial_option: chosen }),
  };
}

const menu = (
  name: string,
  label: string,
  options: PlainTextOption[],
  initial: string | undefined,
): InputBlock => optional(input(name, label, select(options, initial)));

function typed(
  name: string,
  label: string,
  example: string,
  given: string | undefined,
): InputBlock {
  return optional(
    input(name, label, {
      type: 'plain_text_input',
      action_id: 'value',
      max_length: 100,
      placeholder: { type: 'plain_text', text: example },
      ...(given === undefined ? {} : { initial_value: given }),
    }),
  );
}
