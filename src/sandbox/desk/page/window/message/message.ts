import { useState } from 'preact/hooks';
import type { DeskMessage } from '../../../page-contract.ts';
import { Blocks } from '../../blocks/blocks.js';
import { SurfaceProvider } from '../../blocks/surface.js';
import { html, type Rendered } from '../../html.js';
import { Icon } from '../../icon.js';
import { asObject } from '../../json.js';
import { Mrkdwn } from '../../text/passages.js';
import { absoluteTime, ago, clockTime, milliseconds } from '../../time.js';
import { type Row, repliesTo } from '../conversation.js';
import { personById, useWorkspace } from '../workspace.js';
import { AttachedFile } from './attached-file.js';
import { Avatar } from './avatar.js';
import { MessageShortcuts } from './message-shortcuts.js';
import { calledToAnswer, WhoIsCalled } from './who-is-called.js';

interface MessageProps {
  readonly row: Row;
  readonly inThread: boolean;
  readonly marked: boolean;
  onThread(ts: string): void;
  onHide(ts: string): void;
}

/** One message, with its author unless it goes on from the one above. */
export function Message({ row, inThread, marked, onThread, onHide }: MessageProps): Rendered {
  const { snapshot } = useWorkspace();
  const { message } = row;
  const at = milliseconds(message.ts);
  const zone = snapshot.person.timeZone;
  const author = personById(snapshot, message.author.id)?.realName ?? message.author.name;
  const time = html`<time class="message-time" datetime=${new Date(at).toISOString()} title=${absoluteTime(at, zone)}>
    ${clockTime(at, zone)}
  </time>`;
  const looks = [
    'message',
    row.continues ? 'continues' : '',
    message.ephemeral ? 'ephemeral' : '',
    marked ? 'marked' : '',
  ];
  const thread = message.thread_ts ?? message.ts;
  const edited = message.edited && !message.ephemeral;
  const replies = inThread ? [] : repliesTo(snapshot, message.channel, message.ts);
  const calls = [message, ...replies].flatMap(calledToAnswer);
  const inReplies =
    inThread || message.thread_ts !== undefined || calledToAnswer(message).length === 0;
  // Below blocks the mark would take a line of its own: it goes to the head, or unseen to the time.
  const besideTime = edited && message.blocks.length > 0;
  return html`<article class=${looks.join(' ')} aria-label=${`${author}, ${clockTime(at, zone)}`} data-ts=${message.ts}>
    <div class="message-gutter">
      ${
        row.continues
          ? html`${time}${besideTime && html`<span class="unseen">(edited)</span>`}`
          : html`<${Avatar} id=${message.author.id} name=${message.author.name} />`
      }
    </div>
    <div class="message-body">
      ${message.ephemeral && html`<p class="message-note"><${Icon} name="eye" /> Only visible to you</p>`}
      ${
        message.broadcast &&
        html`<p class="message-note">
          ${inThread ? 'Also sent to the channel' : html`Replied to a thread: <button type="button" class="link" onClick=${() => onThread(thread)}>View thread</button>`}
        </p>`
      }
      ${
        !row.continues &&
        html`<p class="message-head">
          <span class="author">${author}</span>
          ${message.author.isBot && html`<span class="badge">App</span>`}
          ${time}${besideTime && html`<span class="edited">(edited)</span>`}
        </p>`
      }
      <${Content} message=${message} marksEdit=${edited && !besideTime} />
      ${message.files.map((file) => html`<${AttachedFile} file=${file} />`)}
      ${!inThread && message.replyCount > 0 && html`<${ThreadSummary} message=${message} onThread=${onThread} />`}
      <${WhoIsCalled} people=${calls} onFollow=${() => inReplies && onThread(thread)} />
      ${
        message.ephemeral &&
        html`<p class="message-note">
          <button type="button" class="link" onClick=${() => onHide(message.ts)}>Dismiss message</button>
        </p>`
      }
    </div>
    ${
      !inThread &&
      !message.ephemeral &&
      html`<div class="message-tools">
        <button type="button" aria-label="Reply in thread" title="Reply in thread" onClick=${() => onThread(thread)}>
          <${Icon} name="thread" />
        </button>
        <${MessageShortcuts} message=${message} />
      </div>`
    }
  </article>`;
}

interface ContentProps {
  readonly message: DeskMessage;
  readonly marksEdit: boolean;
}

/** The blocks where there are some; else the text, with the mark of an edited message. */
function Content({ message, marksEdit }: ContentProps): Rendered {
  const blocks = message.blocks.map(asObject);
  const container = { kind: 'message' as const, channel: message.channel, ts: message.ts };
  if (blocks.length === 0) {
    const edited = marksEdit && html`<span class="edited">(edited)</span>`;
    return html`<div class="message-text"><${Mrkdwn} text=${message.text} />${edited}</div>`;
  }
  return html`<${SurfaceProvider} container=${container} blocks=${blocks}>
    <div class="message-blocks"><${Blocks} blocks=${blocks} /></div>
  <//>`;
}

interface ThreadSummaryProps {
  readonly message: DeskMessage;
  onThread(ts: string): void;
}

function ThreadSummary({ message, onThread }: ThreadSummaryProps): Rendered {
  const { snapshot } = useWorkspace();
  const [hovered, setHovered] = useState(false);
  const replies = repliesTo(snapshot, message.channel, message.ts);
  const authors = [...new Set(replies.map((reply) => reply.author.id))].slice(0, 4);
  const count = replyCount(message.replyCount);
  const last = message.lastReplyTs ?? replies.at(-1)?.ts;
  return html`<div
    class="thread-summary"
    onClick=${() => onThread(message.ts)}
    onMouseEnter=${() => setHovered(true)}
    onMouseLeave=${() => setHovered(false)}
  >
    ${authors.map((id) => html`<${Avatar} id=${id} size="small" />`)}
    <button type="button" class="link">${count}</button>
    <span class="thread-last">
      ${hovered ? 'View thread' : last !== undefined && `Last reply ${ago(milliseconds(last), snapshot.now)}`}
    </span>
  </div>`;
}

export function replyCount(count: number): string {
  return count === 1 ? '1 reply' : `${count} replies`;
}
