import type { AllMiddlewareArgs, App, SlackCommandMiddlewareArgs } from '@slack/bolt';
import type { Actor } from '../domain/role.ts';
import { opening, type Runbook } from '../domain/runbook/runbook.ts';
import { within } from './connection/patience.ts';
import { answerAt } from './connection/response-urls.ts';
import { admit, mayStart } from './interaction/admission.ts';
import { readButton } from './interaction/button-value.ts';
import { openModal } from './interaction/modal.ts';
import type { Needs } from './needs.ts';
import { answerSubcommand, meantSubcommand, meantView, subcommandOf } from './subcommands.ts';
import { helpView, isOfArchiving } from './views/answers/help.ts';
import { refusalSentence } from './views/answers/refusal.ts';
import { paragraph, type Rendered } from './views/blocks.ts';
import {
  ASK_CALLBACK,
  askedFor,
  askView,
  PROJECT,
  projectOptions,
  UNAVAILABLE,
  unavailableOption,
} from './views/dialogs/ask.ts';
import { sayingView } from './views/dialogs/form.ts';
import { escaped, fromSlack } from './views/text.ts';

const OPTIONS_MOST = 2000; // milliseconds of real time; Slack's menus wait three seconds

type CommandArgs = SlackCommandMiddlewareArgs & AllMiddlewareArgs;

/** One slash command for each runbook, and the modal that it opens when nothing follows it. */
export function registerCommands(app: App, needs: Needs): void {
  for (const runbook of needs.runbooks) {
    app.command(runbook.command, (args) => onCommand(args, needs, runbook));
  }
  registerProjectPicker(app, needs);
}

async function onCommand({ ack, command }: CommandArgs, needs: Needs, runbook: Runbook) {
  const { user_id: person, channel_id: channel, response_url: url, trigger_id: trigger } = command;
  const words = fromSlack(command.text).trim().replaceAll(/\s+/g, ' ');
  const [first = '', ...others] = words.split(' ');
  const rest = others.join(' ');
  const key = `command:${trigger}`;
  needs.responseUrls.remember(person, channel, url);

  /** Acknowledged first: an answer may be slow, the record is not concerned. */
  const answer = async (rendered: Rendered) => {
    await ack();
    await answerAt(url, rendered);
  };

  const sub = subcommandOf(runbook, first);
  if (sub === 'help') return answer(helpView(runbook, needs.operations.report.policy, needs.roles));
  const attempted = `${runbook.command} ${words}`.trim();
  const admitted = await admit(needs, { key, person, team: command.team_id, attempted });
  if (!admitted.ok) return answer(paragraph(escaped(admitted.why, 500)));
  if (sub !== undefined) {
    const reading = () => answerSubcommand(needs, runbook, sub, rest, admitted.actor);
    if (!isOfArchiving(sub)) return answer(await reading());
    await ack(); // others take their time to answer: Slack’s three seconds may be over by then
    return answerAt(url, await reading());
  }
  // A slip of the pen asks for reading only, which everybody may.
  const meant = await meantSubcommand(needs, runbook, first, rest);
  if (meant !== undefined) {
    return answer(meantView(runbook, words, meant, rest, mayStart(runbook, admitted.actor)));
  }
  const denied = await refuseAsking(needs, runbook, admitted.actor, { key, attempted });
  if (denied !== undefined) return answer(paragraph(denied));
  if (words === '') {
    await ack();
    await openModal(needs, trigger, askView(runbook, channel));
    return;
  }
  await needs.operations.ask({ key, runbook: runbook.name, person, channel, words });
  await ack();
}

/** Only those who may start the runbook get a preview; the sentence says who they are. */
export async function refuseAsking(
  { operations, roles, clock }: Needs,
  runbook: Runbook,
  actor: Extract<Actor, { kind: 'person' }>,
  request: { readonly key: string; readonly attempted: string },
): Promise<string | undefined> {
  if (mayStart(runbook, actor)) return undefined;
  const { who, on: event } = opening(runbook);
  const why = refusalSentence(
    { refusal: { code: 'not your role', event, who } },
    roles,
    clock.now(),
  );
  await operations.auditRefusal({ ...request, person: actor.id, why: `not your role: ${event}` });
  return why;
}

function registerProjectPicker(app: App, needs: Needs): void {
  const runbookOf = (metadata: string | undefined): Runbook | undefined => {
    const asked = readButton(askedFor, metadata);
    return needs.runbooks.find(({ name }) => name === asked?.b);
  };

  app.options<'block_suggestion'>(PROJECT, async ({ ack, options, body }) => {
    const command = runbookOf(body.view?.private_metadata)?.command ?? '';
    const found = await within(
      OPTIONS_MOST,
      needs.findProjects(fromSlack(options.value).trim()).then(projectOptions),
      [unavailableOption(command)],
    );
    await ack({ options: found });
  });

  app.view(ASK_CALLBACK, async ({ ack, body, view }) => {
    const complain = (why: string) =>
      ack({ response_action: 'errors', errors: { [PROJECT]: why } });
    const runbook = runbookOf(view.private_metadata);
    if (runbook === undefined) {
      return complain(
        'This form is from another version of me. Close it and type the command again.',
      );
    }
    const words = view.state.values[PROJECT]?.[PROJECT]?.selected_option?.value;
    if (words === undefined || words === UNAVAILABLE) {
      const reference = needs.random.reference();
      needs.log.warn('projects not listed', { reference, person: body.user.id });
      return complain(
        `Ingest isn’t answering. Type ${runbook.command} with the project’s UUID; I’ll carry on when it’s back. Reference ${reference}.`,
      );
    }
    const person = body.user.id;
    const key = `ask:${view.id}`;
    const attempted = `${runbook.command} ${words}`;
    const admitted = await admit(needs, { key, person, team: body.user.team_id, attempted });
    const denied = admitted.ok
      ? await refuseAsking(needs, runbook, admitted.actor, { key, attempted })
      : escaped(admitted.why, 500);
    if (denied !== undefined) {
      await ack({ response_action: 'update', view: sayingView(runbook.title, denied) });
      return;
    }
    await needs.operations.ask({
      key,
      runbook: runbook.name,
      person,
      channel: readButton(askedFor, view.private_metadata)?.ch ?? needs.channel,
      words,
    });
    await ack();
  });
}
