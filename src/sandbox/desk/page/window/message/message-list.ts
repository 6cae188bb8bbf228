import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { DeskMessage } from '../../../page-contract.ts';
import { html, type Rendered } from '../../html.js';
import { dayTitle, milliseconds } from '../../time.js';
import { rows } from '../conversation.js';
import { useWorkspace } from '../workspace.js';
import { Message } from './message.js';

interface MessageListProps {
  readonly label: string;
  readonly messages: readonly DeskMessage[];
  readonly inThread?: boolean;
  /** A message that a link pointed to: scrolled to, and marked for a moment. */
  readonly marked?: string;
  /** What stands above the first message. */
  readonly start?: ComponentChildren;
  onThread(ts: string): void;
}

const nearEnough = 40;

/** A scrolling list of messages that stays at its end only when it is there already. */
export function MessageList(props: MessageListProps): Rendered {
  const { snapshot } = useWorkspace();
  const [hidden, setHidden] = useState<readonly string[]>([]);
  const scroller = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const lastTop = useRef(0);
  const zone = snapshot.person.timeZone;
  const shown = props.messages.filter((message) => !hidden.includes(message.ts));

  useLayoutEffect(() => {
    const node = scroller.current;
    if (node && atEnd.current) node.scrollTop = node.scrollHeight;
  });
  useEffect(() => {
    const node = scroller.current;
    if (!node) return;
    const observer = new ResizeObserver(() => {
      if (atEnd.current) node.scrollTop = node.scrollHeight;
    });
    observer.observe(node);
    for (const child of node.children) observer.observe(child);
    return () => observer.disconnect();
  }, []);
  useEffect(() => {
    const target = props.marked && scroller.current?.querySelector(`[data-ts="${props.marked}"]`);
    if (!target) return;
    atEnd.current = false;
    target.scrollIntoView({ block: 'center' });
  }, [props.marked]);

  const onScroll = () => {
    const node = scroller.current;
    if (!node) return;
    const { scrollTop } = node;
    // What grows below leaves the end out of sight too: only who scrolls up wants to be away from it.
    if (node.scrollHeight - scrollTop - node.clientHeight < nearEnough) atEnd.current = true;
    else if (scrollTop < lastTop.current) atEnd.current = false;
    lastTop.current = scrollTop;
  };
  return html`<div
    class=${props.inThread ? 'messages in-thread' : 'messages'}
    role="log"
    aria-label=${props.label}
    tabindex="0"
    ref=${scroller}
    onScroll=${onScroll}
  >
    <div class="messages-inner">
      ${props.start}
      <ol class="message-list" role="list">
        ${rows(shown, zone).map(
          (row) => html`<li key=${row.message.ts}>
            ${
              row.startsDay &&
              !props.inThread &&
              html`<p class="day"><span>${dayTitle(milliseconds(row.message.ts), snapshot.now, zone)}</span></p>`
            }
            <${Message}
              row=${row}
              inThread=${props.inThread ?? false}
              marked=${row.message.ts === props.marked}
              onThread=${props.onThread}
              onHide=${(ts: string) => setHidden([...hidden, ts])}
            />
          </li>`,
        )}
      </ol>
    </div>
  </div>`;
}
