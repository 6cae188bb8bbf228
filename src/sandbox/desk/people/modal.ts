/** A person submits or closes a modal: `view_submission`, `view_closed`. */
import { z } from 'zod';
import { allBlocks } from '../blocks/interactive.ts';
import { modalView } from '../blocks/surfaces.ts';
import { viewOutput } from '../delivery/slack-views.ts';
import type { Office } from '../office.ts';
import type { Answer, Dismiss, Submit, SubmitAnswer } from '../page-contract.ts';
import { SlackError } from '../web-api/method.ts';
import { readView } from '../web-api/views.ts';
import { deepestStack, type OpenView } from '../workspace/views.ts';
import { interactionParts, troubleConnecting } from './payload.ts';
import { clientErrors, filledIn } from './values.ts';

const noAction = z.strictObject({ response_action: z.undefined().optional() });
const withAction = z.discriminatedUnion('response_action', [
  z.strictObject({
    response_action: z.literal('errors'),
    errors: z.record(z.string(), z.string().min(1)),
  }),
  z.strictObject({ response_action: z.literal('update'), view: z.unknown() }),
  z.strictObject({ response_action: z.literal('push'), view: z.unknown() }),
  z.strictObject({ response_action: z.literal('clear') }),
]);
const submissionAnswer = z.union([noAction, withAction]);

export async function submit(office: Office, submitted: Submit): Promise<SubmitAnswer> {
  const person = office.directory.person(submitted.person);
  const open = office.views.stack(submitted.person).find((each) => each.id === submitted.viewId);
  if (person === undefined || open === undefined || open.view.type !== 'modal')
    return { ok: false, error: 'This is no longer there.' };
  const values = filledIn(open.view.blocks, submitted.values);
  if (values === undefined) return { ok: false, error: 'This modal has changed meanwhile.' };
  const errors = clientErrors(open.view.blocks, values);
  if (Object.keys(errors).length > 0) return { ok: false, errors };
  const outcome = await office.courier.ask('interactive', {
    type: 'view_submission',
    ...interactionParts(office, person),
    view: viewOutput(office, open, values),
    trigger_id: office.triggers.issue({ personId: person.id, viewId: open.id }),
    response_urls: [],
  });
  if (!outcome.ok) return { ok: false, error: troubleConnecting };
  const parsed = submissionAnswer.safeParse(outcome.answer);
  if (!parsed.success) return { ok: false, error: troubleConnecting };
  try {
    return follow(office, open, parsed.data);
  } catch (error) {
    if (error instanceof SlackError) return { ok: false, error: troubleConnecting };
    throw error;
  } finally {
    office.changed();
  }
}

function follow(
  office: Office,
  open: OpenView,
  answer: z.infer<typeof submissionAnswer>,
): SubmitAnswer {
  // The app may have updated or closed the view while it thought.
  const current = office.views.find(open.id) ?? open;
  switch (answer.response_action) {
    case 'errors': {
      const inputs = allBlocks(current.view.blocks).filter((each) => each.block.type === 'input');
      const known = new Set(inputs.map((each) => each.block.block_id));
      const wrong = Object.keys(answer.errors).some((blockId) => !known.has(blockId));
      return wrong ? { ok: false, error: troubleConnecting } : { ok: false, errors: answer.errors };
    }
    case 'update':
      office.views.update(current, readView(office, answer.view, modalView));
      return { ok: true };
    case 'push':
      if (office.views.stack(open.personId).length >= deepestStack)
        throw new SlackError('push_limit_reached');
      office.views.push(open.personId, readView(office, answer.view, modalView));
      return { ok: true };
    case 'clear':
      office.views.closeAll(open.personId);
      return { ok: true };
    case undefined:
      office.views.close(current);
      return { ok: true };
  }
}

export async function dismiss(office: Office, dismissed: Dismiss): Promise<Answer> {
  const person = office.directory.person(dismissed.person);
  const stack = office.views.stack(dismissed.person);
  const open = stack.find((each) => each.id === dismissed.viewId);
  if (person === undefined || open === undefined)
    return { ok: false, error: 'This is no longer there.' };
  const all = open.view.type === 'modal' && open.view.clear_on_close === true;
  const closed = all ? stack : stack.slice(stack.indexOf(open));
  if (all) office.views.closeAll(person.id);
  else office.views.close(open);
  office.changed();
  for (const each of closed.toReversed())
    if (each.view.type === 'modal' && each.view.notify_on_close === true)
      // Nobody waits: for the person the modal is gone already.
      void office.courier.ask('interactive', {
        type: 'view_closed',
        ...interactionParts(office, person),
        view: viewOutput(office, each, {}),
        is_cleared: all,
      });
  return { ok: true };
}
