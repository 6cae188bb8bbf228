import type { App, ViewSubmitAction } from '@slack/bolt';
import type { Cycle } from '../domain/cycle/cycle.ts';
import type { Actor } from '../domain/role.ts';
import type { Form, FormValues } from '../domain/runbook/form.ts';
import type { Transition } from '../domain/runbook/runbook.ts';
import { stateOf } from '../domain/runbook/runbook.ts';
import { runbookNamed } from '../runbooks/registry.ts';
import { within } from './connection/patience.ts';
import { admit } from './interaction/admission.ts';
import {
  buttonValue,
  type PressedEvent,
  pressedEvent,
  readButton,
} from './interaction/button-value.ts';
import { openModal } from './interaction/modal.ts';
import { type Press, reply } from './interaction/press.ts';
import { explain } from './interaction/refuse.ts';
import type { Needs } from './needs.ts';
import { paragraph } from './views/blocks.ts';
import { formErrors, formView, readForm, sayingView } from './views/dialogs/form.ts';
import { bold, code, escaped } from './views/text.ts';
import { onTheirWord } from './views/thread/browser-words.ts';

const FORM_CALLBACK = 'form';
const PREFILL_MOST = 1000; // milliseconds of real time; a form must open within three seconds

/** The form that belongs to an event of a cycle's runbook, if it has one. */
export interface EventForm {
  readonly form: Form;
  readonly transition: Transition;
  readonly about: string; // mrkdwn
}

export async function formOf(
  { operations, runbooks }: Needs,
  { c, e }: PressedEvent,
): Promise<EventForm | undefined> {
  const card = await operations.report.card(c);
  const runbook = runbooks.find(({ name }) => name === card?.cycle.runbook);
  const transition = runbook?.steps
    .flatMap(({ transitions }) => transitions)
    .find(({ on, form }) => on === e && form !== undefined);
  if (card === undefined || runbook === undefined || transition?.form === undefined)
    return undefined;
  const name = `${bold(card.cycle.dataset.shortName)}, ${runbook.counted} ${card.cycle.number}`;
  const doubt = e === 'final check passed' ? onTheirWord(card) : undefined;
  const about = doubt === undefined ? name : `${name}\n${doubt}`;
  return { form: transition.form, transition, about };
}

/** Opens the form at once: the press's trigger lives three seconds. */
export async function openForm(
  needs: Needs,
  press: Press,
  pressed: PressedEvent,
  { form, transition, about }: EventForm,
  actor: Actor,
): Promise<void> {
  const nothing: FormValues = {};
  const initial =
    transition.keep === 'importRequest'
      ? await within(PREFILL_MOST, needs.operations.report.prefill(pressed.c, actor), nothing)
      : nothing;
  const metadata = buttonValue(pressed);
  const view = formView(form, initial, { callback: FORM_CALLBACK, metadata, about });
  try {
    await openModal(needs, press.trigger, view);
  } catch (error) {
    const reference = needs.random.reference();
    const message = error instanceof Error ? error.message : String(error);
    needs.log.warn('form not opened', { reference, event: pressed.e, message });
    const said = `Slack was too slow to open “${escaped(form.title)}”. If it did not appear, please press again. Reference ${code(reference)}.`;
    await reply(needs, press, paragraph(said));
  }
}

/** A submitted form: the same operation as a button, with what was filled in. */
export function registerForms(app: App, needs: Needs): void {
  app.view<ViewSubmitAction>(
    { callback_id: FORM_CALLBACK, type: 'view_submission' },
    async ({ ack, body, view }) => {
      const title = view.title.text;
      const say = (text: string) =>
        ack({ response_action: 'update', view: sayingView(title, text) });
      const pressed = readButton(pressedEvent, view.private_metadata);
      if (pressed === undefined)
        return say('This form is from another version of me. Please press the button again.');
      const person = body.user.id;
      // A form that was refused for its values is submitted again from the same view, under a new trigger.
      const key = `form:${body.trigger_id ?? `${view.id}:${view.hash}`}`;
      const admitted = await admit(needs, {
        key,
        person,
        team: body.user.team_id ?? body.team?.id,
        attempted: pressed.e,
        cycleId: pressed.c,
      });
      if (!admitted.ok) return say(escaped(admitted.why, 500));
      const outcome = await needs.operations.advance({
        key,
        cycleId: pressed.c,
        turn: pressed.t,
        event: { name: pressed.e, values: readForm(view.state.values) },
        actor: admitted.actor,
      });
      if (outcome.ok) {
        await ack();
        return pressed.e === 'note' ? confirmNote(needs, outcome.cycle, person) : undefined;
      }
      const { refusal } = outcome;
      const known = refusal.code === 'form' ? await formOf(needs, pressed) : undefined;
      if (refusal.code === 'form' && known !== undefined) {
        return ack({ response_action: 'errors', errors: formErrors(known.form, refusal.errors) });
      }
      await say(await explain(needs, outcome, person, pressed.c));
    },
  );
}

/** A note changes nothing that its author could see: they are told that it is kept. */
async function confirmNote({ chat, log }: Needs, cycle: Cycle, person: string): Promise<void> {
  const { step } = stateOf(runbookNamed(cycle.runbook), cycle.state);
  await chat
    .whisper(person, cycle.channel, { kind: 'noted', runbook: cycle.runbook, step })
    .catch((error: unknown) => {
      log.warn('note not confirmed', { cycle: cycle.id, person, message: String(error) });
    });
}
