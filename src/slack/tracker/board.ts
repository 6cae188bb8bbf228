import type { App, ViewSubmitAction } from '@slack/bolt';
import { rankOf } from '../../tracker/state/stage.ts';
import type { Tracking } from '../../tracker/tracking/tracking.ts';
import { answerAt } from '../connection/response-urls.ts';
import { admit } from '../interaction/admission.ts';
import { pressedSubject, readButton } from '../interaction/button-value.ts';
import { openModal } from '../interaction/modal.ts';
import type { Handle } from '../interaction/press.ts';
import type { Needs } from '../needs.ts';
import { paragraph, type Rendered } from '../views/blocks.ts';
import { readForm, sayingView } from '../views/dialogs/form.ts';
import { escaped } from '../views/text.ts';
import { boardView, ROWS_A_PAGE } from '../views/tracker/board.ts';
import {
  BOARD_CALLBACK,
  BOARD_TITLE,
  boardDialog,
  boardMemory,
} from '../views/tracker/board-dialog.ts';
import { DATASET, datasetUsage } from '../views/tracker/help.ts';
import {
  type BoardWish,
  PLAIN_WISH,
  readBoardWish,
  stuckFor,
  wordsIn,
  wordsOf,
} from './board-wish.ts';
import { runThen } from './run-then.ts';

/** `board …`: what follows the word, as somebody typed it or a button keeps it. */
export async function answerBoard(
  { clock }: Pick<Needs, 'clock'>,
  tracking: Tracking,
  words: readonly string[],
): Promise<Rendered> {
  const read = readBoardWish(words);
  if ('fault' in read)
    return paragraph(
      `${escaped(read.fault, 300)}. For example: \`${DATASET.command} board loading curator ana stuck 30d sort since\`.`,
    );
  const { wish } = read;
  const now = clock.now();
  const asked = await runThen(tracking, wish.asOf, now);
  if (asked === undefined) return datasetUsage('as-of');
  if ('said' in asked) return asked.said;
  const { run, then } = asked;
  const stuck = wish.stuck === undefined ? undefined : stuckFor(wish.stuck);
  const until = then?.at ?? now;
  const filter = {
    reach: wish.stage && rankOf(wish.stage),
    tech: wish.tech,
    curator: wish.curator,
    isExternal: wish.external,
    unmovedSince: stuck === undefined ? undefined : new Date(until.getTime() - stuck),
  };
  const pageOf = (page: number) =>
    tracking.board(run, filter, {
      order: wish.order,
      descending: wish.descending,
      limit: ROWS_A_PAGE,
      offset: (page - 1) * ROWS_A_PAGE,
    });
  const board = await pageOf(wish.page);
  const last = Math.max(1, Math.ceil(board.total / ROWS_A_PAGE));
  return wish.page > last
    ? boardView(run, await pageOf(last), { ...wish, page: last }, { now, then })
    : boardView(run, board, wish, { now, then });
}

/** “Filter…”: the dialog takes the board’s place when it is sent. */
export const onDatasetFilter: Handle = async (press, ack, needs) => {
  await ack();
  const s = readButton(pressedSubject, press.value)?.s ?? 'board';
  const u = press.alone ? press.url : undefined;
  const memory = { ch: press.channel, s, ...(u === undefined ? {} : { u }) };
  await openModal(needs, press.trigger, boardDialog(wishIn(s), memory));
};

function wishIn(words: string): BoardWish {
  const read = readBoardWish(wordsIn(words).slice(1));
  return 'wish' in read ? read.wish : PLAIN_WISH;
}

export function registerBoardDialog(app: App, needs: Needs, tracking: Tracking): void {
  app.view<ViewSubmitAction>(
    { callback_id: BOARD_CALLBACK, type: 'view_submission' },
    async ({ ack, body, view }) => {
      const say = (text: string) =>
        ack({ response_action: 'update', view: sayingView(BOARD_TITLE, text) });
      const memory = readButton(boardMemory, view.private_metadata);
      if (memory === undefined) return say('This form is from another version of me. Close it.');
      const person = body.user.id;
      const team = body.user.team_id ?? body.team?.id;
      const words = chosenWords(wishIn(memory.s), readForm(view.state.values));
      const attempted = `${DATASET.command} ${words}`;
      const admitted = await admit(needs, { key: `board:${view.id}`, person, team, attempted });
      if (!admitted.ok) return say(escaped(admitted.why, 500));
      await ack();
      const board = await answerBoard(needs, tracking, wordsIn(words).slice(1));
      const url = memory.u ?? needs.responseUrls.find(person, memory.ch);
      if (url !== undefined) await answerAt(url, board, { replace: memory.u !== undefined });
    },
  );
}

/** What the dialog says, as words; the day of a board stays. */
function chosenWords(before: BoardWish, values: Readonly<Record<string, string>>): string {
  const { whose, tech, curator, stuck, order, state, sort } = values;
  const read = readBoardWish(
    [
      ...(state === undefined ? [] : ['state', state]),
      ...(stuck === undefined ? [] : ['stuck', stuck]),
      ...(sort === undefined ? [] : ['sort', sort]),
      whose,
      order,
    ].filter((word) => word !== undefined),
  );
  const wish = 'wish' in read ? read.wish : PLAIN_WISH;
  return wordsOf({ ...wish, tech, curator, asOf: before.asOf });
}
