/** The events of the Events API, in their envelope, for those that the manifest subscribes to. */
import type { Office } from '../office.ts';
import type { Message } from '../workspace/messages.ts';
import {
  appId,
  type Conversation,
  type ConversationKind,
  directId,
} from '../workspace/workspace.ts';
import { slackMessage } from './slack-messages.ts';
import { viewOutput } from './slack-views.ts';

const channelTypes: Readonly<Record<ConversationKind, { event: string; type: string }>> = {
  public: { event: 'message.channels', type: 'channel' },
  private: { event: 'message.groups', type: 'group' },
  direct: { event: 'message.im', type: 'im' },
};

/** A new message: `message`, and `app_mention` when it calls the bot in a channel. */
export function announceMessage(office: Office, message: Message): void {
  const place = heard(office, message);
  if (place === undefined) return;
  const said = { ...slackMessage(office, message), ...whereAndWhen(place, message.ts) };
  if (office.manifest.events.has(channelTypes[place.kind].event)) announce(office, said);
  const { bot } = office.directory.workspace;
  const called = office.directory.mentioned(message.text, place).has(bot.userId);
  if (called && place.kind !== 'direct' && message.author.kind === 'person')
    if (office.manifest.events.has('app_mention'))
      announce(office, { ...said, type: 'app_mention', channel_type: undefined });
}

/** An edit or a removal, as the `message_changed` and `message_deleted` subtypes. */
export function announceChange(office: Office, before: Message, after: Message | undefined): void {
  const place = heard(office, before);
  if (place === undefined || !office.manifest.events.has(channelTypes[place.kind].event)) return;
  announce(office, {
    type: 'message',
    hidden: true,
    ...(after === undefined
      ? { subtype: 'message_deleted', deleted_ts: before.ts }
      : { subtype: 'message_changed', message: slackMessage(office, after) }),
    previous_message: slackMessage(office, before),
    ts: office.sequence.timestamp(),
    ...whereAndWhen(place, office.sequence.timestamp()),
  });
}

export function announceHomeOpened(office: Office, personId: string): void {
  if (!office.manifest.events.has('app_home_opened')) return;
  const home = office.views.home(personId);
  announce(office, {
    type: 'app_home_opened',
    user: personId,
    channel: directId(personId),
    tab: 'home',
    ...(home && { view: viewOutput(office, home, {}) }),
    event_ts: office.sequence.timestamp(),
  });
}

/** The conversation, when the app hears what happens there. */
function heard(office: Office, message: Message): Conversation | undefined {
  const place = office.directory.conversation(message.channel);
  return place?.botIsMember === true && message.ephemeralFor === undefined ? place : undefined;
}

function whereAndWhen(place: Conversation, ts: string): object {
  return { channel: place.id, channel_type: channelTypes[place.kind].type, event_ts: ts };
}

function announce(office: Office, event: object): void {
  const { bot, team } = office.directory.workspace;
  office.courier.announce({
    token: 'verification-token',
    team_id: team.id,
    context_team_id: team.id,
    context_enterprise_id: null,
    api_app_id: appId,
    event,
    type: 'event_callback',
    event_id: office.sequence.id('Ev'),
    event_time: Math.floor(office.clock.now().getTime() / 1000),
    authorizations: [
      {
        enterprise_id: null,
        team_id: team.id,
        user_id: bot.userId,
        is_bot: true,
        is_enterprise_install: false,
      },
    ],
    is_ext_shared_channel: false,
    event_context: office.sequence.id('EC'),
  });
}
