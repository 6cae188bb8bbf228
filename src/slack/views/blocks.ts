import type {
  ActionsBlock,
  ActionsBlockElement,
  Button,
  ContextBlock,
  HeaderBlock,
  KnownBlock,
  SectionBlock,
} from '@slack/types';
import { cut, plain } from './text.ts';

/** What a view makes of data. `fallback` holds the same in blocks that every Slack client knows. */
export interface Rendered {
  readonly text: string; // for notifications and screen readers
  readonly blocks: readonly KnownBlock[];
  readonly fallback?: readonly KnownBlock[];
}

/** `verbatim`: Slack makes no links or mentions of its own out of what people wrote. */
export function section(text: string): SectionBlock {
  return { type: 'section', text: { type: 'mrkdwn', text: cut(text, 2800), verbatim: true } };
}

export function context(...parts: readonly (string | undefined)[]): ContextBlock {
  const text = parts.filter((part) => part !== undefined && part !== '').join(' · ');
  return { type: 'context', elements: [{ type: 'mrkdwn', text: cut(text, 2000), verbatim: true }] };
}

export function header(text: string): HeaderBlock {
  return { type: 'header', text: { type: 'plain_text', text: plain(text, 150) } };
}

interface ButtonLook {
  readonly label: string;
  readonly id: string;
  readonly value?: string;
  readonly style?: 'primary' | 'danger';
  readonly url?: string;
  /** Asked before it counts. */
  readonly confirm?: {
    readonly title: string;
    readonly text: string;
    readonly deny: string;
    readonly style?: 'danger';
  };
}

export function button({ label, id, value, style, url, confirm }: ButtonLook): Button {
  return {
    type: 'button',
    action_id: id,
    text: { type: 'plain_text', text: plain(label, 75) },
    ...(value === undefined ? {} : { value }),
    ...(style === undefined ? {} : { style }),
    ...(url === undefined ? {} : { url }),
    ...(confirm === undefined
      ? {}
      : {
          confirm: {
            title: { type: 'plain_text', text: plain(confirm.title, 100) },
            text: { type: 'plain_text', text: plain(confirm.text, 300) },
            confirm: { type: 'plain_text', text: plain(label, 30) },
            deny: { type: 'plain_text', text: plain(confirm.deny, 30) },
            ...(confirm.style === undefined ? {} : { style: confirm.style }),
          },
        }),
  };
}

/** A row of buttons, or no block at all when there are none: Slack refuses an empty one. */
export function row(elements: readonly ActionsBlockElement[]): readonly ActionsBlock[] {
  return elements.length === 0 ? [] : [{ type: 'actions', elements: elements.slice(0, 25) }];
}

/** A message of one paragraph, with buttons below it if there are any. */
export function paragraph(text: string, elements: readonly ActionsBlockElement[] = []): Rendered {
  return { text: cut(text, 3000), blocks: [section(text), ...row(elements)] };
}

/** Lines in as few sections as Slack's limit allows; entries of several lines want a blank one between. */
export function inSections(lines: readonly string[], between = '\n'): readonly KnownBlock[] {
  const chunks: string[] = [];
  for (const line of lines) {
    const last = chunks.at(-1);
    if (last !== undefined && last.length + line.length < 2700) {
      chunks[chunks.length - 1] = `${last}${between}${line}`;
    } else chunks.push(line);
  }
  return chunks.slice(0, 40).map(section);
}
