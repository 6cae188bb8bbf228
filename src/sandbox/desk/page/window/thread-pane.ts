import { Composer } from '../composer/composer.js';
import { html, type Rendered } from '../html.js';
import { Icon } from '../icon.js';
import { messageAt, repliesTo } from './conversation.js';
import { replyCount } from './message/message.js';
import { MessageList } from './message/message-list.js';
import { channelTitle, useWorkspace } from './workspace.js';

interface ThreadPaneProps {
  readonly channel: string;
  readonly ts: string;
  onClose(): void;
}

/** A message and its replies, to the right of the channel. */
export function ThreadPane({ channel, ts, onClose }: ThreadPaneProps): Rendered {
  const { snapshot } = useWorkspace();
  const parent = messageAt(snapshot, channel, ts);
  const replies = repliesTo(snapshot, channel, ts);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && !event.defaultPrevented) onClose();
  };
  return html`<aside class="pane thread-pane" aria-label="Thread" onKeyDown=${onKeyDown}>
    <header class="pane-head">
      <h2>Thread <span class="pane-topic">${channelTitle(snapshot, channel)}</span></h2>
      <button type="button" class="plain-button" aria-label="Close thread" onClick=${onClose}>
        <${Icon} name="close" />
      </button>
    </header>
    <${MessageList}
      key=${ts}
      label="Messages in this thread"
      inThread=${true}
      messages=${parent ? [parent, ...replies] : replies}
      start=${!parent && html`<p class="empty">This message is no longer here.</p>`}
      onThread=${() => undefined}
    />
    ${replies.length > 0 && html`<p class="unseen" role="status">${replyCount(replies.length)}</p>`}
    <${Composer} channel=${channel} thread=${ts} label="Reply in thread" />
  </aside>`;
}
