/** A person sends a message, or a slash command. */
import type { Office } from '../office.ts';
import type { Answer, Say } from '../page-contract.ts';
import { post } from '../posts.ts';
import { SlackError } from '../web-api/method.ts';
import { respond } from '../web-api/response-url.ts';
import { slackbot } from '../workspace/messages.ts';
import { composed, escaped, escapedArguments } from '../workspace/typing.ts';
import { appId, type Conversation, type Person, teamDomain } from '../workspace/workspace.ts';
import { look } from './look.ts';
import { channelName, responseUrl } from './payload.ts';

export async function say(office: Office, said: Say): Promise<Answer> {
  const person = office.directory.person(said.person);
  const place = office.directory.seenBy(said.person, said.channel);
  if (person === undefined || place === undefined)
    return { ok: false, error: 'You are not a member of this channel.' };
  const text = said.text.trim();
  if (text === '') return { ok: false, error: 'There is no text.' };
  const parent =
    said.thread_ts === undefined ? undefined : office.messages.kept(place.id, said.thread_ts);
  if (said.thread_ts !== undefined && parent === undefined)
    return { ok: false, error: 'This thread is no longer there.' };
  if (text.startsWith('/')) return command(office, person, place, text, parent !== undefined);
  post(office, {
    channel: place.id,
    author: { kind: 'person', id: person.id, name: person.name },
    text: composed(text, office.directory),
    threadTs: parent && (parent.threadTs ?? parent.ts),
  });
  return look(office, { person: person.id, channel: place.id });
}

async function command(
  office: Office,
  person: Person,
  place: Conversation,
  line: string,
  inThread: boolean,
): Promise<Answer> {
  const [, name = '', rest = ''] = /^(\S+)\s*([\s\S]*)$/.exec(line) ?? [];
  const known = office.manifest.commands.find((each) => each.command === name);
  if (known === undefined) return { ok: false, error: `${name} is not a valid command.` };
  if (inThread) return { ok: false, error: `${name} is not supported in threads. Sorry!` };
  const { workspace } = office.directory;
  const target = { channel: place.id, personId: person.id };
  const outcome = await office.courier.ask('slash_commands', {
    token: 'verification-token',
    team_id: workspace.team.id,
    team_domain: teamDomain(workspace),
    channel_id: place.id,
    channel_name: channelName(place),
    user_id: person.id,
    user_name: person.name,
    command: name,
    text: known.shouldEscape ? escapedArguments(rest, office.directory) : escaped(rest),
    api_app_id: appId,
    is_enterprise_install: 'false',
    response_url: responseUrl(office, target),
    trigger_id: office.triggers.issue({ personId: person.id }),
  });
  const failed = outcome.ok ? answerCommand(office, target, outcome.answer) : outcome.error;
  if (failed !== undefined)
    post(office, {
      channel: place.id,
      author: slackbot,
      text: `${name} failed with the error "${failed}"`,
      ephemeralFor: person.id,
    });
  return { ok: true };
}

/** Shows what the acknowledgement itself holds, if anything; else the word for its failure. */
function answerCommand(
  office: Office,
  target: { channel: string; personId: string },
  answer: unknown,
): string | undefined {
  if (typeof answer !== 'object' || answer === null || Object.keys(answer).length === 0) return;
  try {
    respond(office, target, answer);
    return undefined;
  } catch (error) {
    if (error instanceof SlackError) return 'invalid_command_response';
    throw error;
  }
}
