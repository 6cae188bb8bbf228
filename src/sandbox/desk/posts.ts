/** Writing, editing and removing messages: the one way, whoever does it. */
import type { Block } from './blocks/blocks.ts';
import { nameParts } from './blocks/interactive.ts';
import { announceChange, announceMessage } from './delivery/slack-events.ts';
import type { Office } from './office.ts';
import type { SharedFile } from './workspace/files.ts';
import type { Author, Message, Metadata } from './workspace/messages.ts';

export interface Draft {
  readonly channel: string;
  readonly author: Author;
  readonly text: string;
  readonly blocks?: readonly Block[] | undefined;
  readonly threadTs?: string | undefined;
  readonly metadata?: Metadata | undefined;
  readonly ephemeralFor?: string | undefined;
  readonly broadcast?: boolean | undefined;
  readonly files?: readonly SharedFile[] | undefined;
}

export function post(office: Office, draft: Draft): Message {
  const blocks = draft.blocks ?? [];
  nameParts(blocks, () => office.sequence.id('b'));
  const message: Message = {
    channel: draft.channel,
    ts: office.sequence.timestamp(),
    author: draft.author,
    text: draft.text,
    blocks,
    broadcast: draft.broadcast ?? false,
    ...(draft.threadTs !== undefined && { threadTs: draft.threadTs }),
    ...(draft.metadata && { metadata: draft.metadata }),
    ...(draft.ephemeralFor !== undefined && { ephemeralFor: draft.ephemeralFor }),
    ...(draft.files !== undefined && { files: draft.files }),
  };
  office.messages.add(message);
  announceMessage(office, message);
  office.changed();
  return message;
}

const MOST_FORMER_BLOCKS = 50;

export interface Edit {
  readonly text?: string | undefined;
  readonly blocks?: readonly Block[] | undefined;
  /** `null` removes it. */
  readonly metadata?: Metadata | null | undefined;
}

/** What an edit leaves out stays as it was. */
export function edit(office: Office, before: Message, change: Edit): Message {
  const blocks = change.blocks ?? before.blocks;
  nameParts(blocks, () => office.sequence.id('b'));
  const { metadata: kept, ...rest } = before;
  const metadata = change.metadata === undefined ? kept : (change.metadata ?? undefined);
  const after: Message = {
    ...rest,
    text: change.text ?? before.text,
    blocks,
    formerBlocks: [...before.blocks, ...(before.formerBlocks ?? [])].slice(0, MOST_FORMER_BLOCKS),
    editedTs: office.sequence.timestamp(),
    ...(metadata && { metadata }),
  };
  office.messages.replace(after);
  announceChange(office, before, after);
  office.changed();
  return after;
}

export function remove(office: Office, message: Message): void {
  office.messages.remove(message.channel, message.ts);
  announceChange(office, message, undefined);
  office.changed();
}

/** The app under test, as an author. */
export function appAuthor({ directory }: Office): Author {
  const { bot } = directory.workspace;
  return { kind: 'app', id: bot.userId, name: bot.name };
}
