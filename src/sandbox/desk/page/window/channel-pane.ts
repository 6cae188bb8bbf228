import type { DeskChannel } from '../../page-contract.ts';
import { Composer } from '../composer/composer.js';
import { html, type Rendered } from '../html.js';
import { Icon } from '../icon.js';
import { Mrkdwn } from '../text/passages.js';
import { inChannel } from './conversation.js';
import { MessageList } from './message/message-list.js';
import { useWorkspace } from './workspace.js';

interface ChannelPaneProps {
  readonly channel: DeskChannel;
}

/** One channel: its name and topic, its messages, and the composer. */
export function ChannelPane({ channel }: ChannelPaneProps): Rendered {
  const count = channel.memberIds.length;
  return html`<main class="pane channel-pane" aria-label=${`#${channel.name}`}>
    <header class="pane-head">
      <h2><${Icon} name="hash" />${channel.name}</h2>
      <div class="pane-topic"><${Mrkdwn} text=${channel.topic} /></div>
      <span class="pane-members">${count === 1 ? '1 member' : `${count} members`}</span>
    </header>
    <${Conversation} channel=${channel} title=${`#${channel.name}`} />
  </main>`;
}

interface ConversationProps extends ChannelPaneProps {
  readonly title: string;
}

/** Messages and composer, in a channel as in a direct message. */
export function Conversation({ channel, title }: ConversationProps): Rendered {
  const { snapshot, place, go } = useWorkspace();
  const messages = inChannel(snapshot, channel.id);
  const marked =
    place.kind === 'channel' && place.message !== undefined ? { marked: place.message } : {};
  const here = place.kind === 'app' ? place : { kind: 'channel' as const, channel: channel.id };
  return html`<${MessageList}
      key=${`${snapshot.person.id} ${channel.id}`}
      label=${`Messages in ${title}`}
      messages=${messages}
      ...${marked}
      start=${html`<div class="beginning">
        <h3>${title}</h3>
        <p>${messages.length === 0 ? 'Nothing has been said here yet.' : `This is the very beginning of ${title}.`}</p>
      </div>`}
      onThread=${(ts: string) => go({ ...here, thread: ts })}
    />
    <${Composer} key=${`${snapshot.person.id} ${channel.id} composer`} channel=${channel.id} label=${`Message ${title}`} />`;
}
