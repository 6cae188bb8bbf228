/** Every message of the workspace, by conversation, oldest first. */
import type { Block } from '../blocks/blocks.ts';
import type { SharedFile } from './files.ts';

export interface Metadata {
  readonly event_type: string;
  readonly event_payload: Readonly<Record<string, unknown>>;
}

/** Who wrote it: a person, the app under test, another system's bot, or Slack itself. */
export interface Author {
  readonly kind: 'person' | 'app' | 'bot' | 'slack';
  readonly id: string;
  readonly name: string;
}

export interface Message {
  readonly channel: string;
  readonly ts: string;
  readonly threadTs?: string;
  readonly author: Author;
  readonly text: string;
  readonly blocks: readonly Block[];
  /** Of earlier versions: a window that has not been drawn again yet still shows their buttons. */
  readonly formerBlocks?: readonly Block[];
  readonly metadata?: Metadata;
  readonly editedTs?: string;
  /** The one person who sees it. */
  readonly ephemeralFor?: string;
  readonly broadcast: boolean;
  readonly files?: readonly SharedFile[];
}

export const slackbot: Author = { kind: 'slack', id: 'USLACKBOT', name: 'Slackbot' };

export class Messages {
  readonly #byChannel = new Map<string, Message[]>();

  /** All of a conversation, replies and ephemerals included, oldest first. */
  in(channel: string): readonly Message[] {
    return this.#byChannel.get(channel) ?? [];
  }

  find(channel: string, ts: string): Message | undefined {
    return this.in(channel).find((each) => each.ts === ts);
  }

  /** A message that is kept, ephemerals not being so. */
  kept(channel: string, ts: string): Message | undefined {
    const found = this.find(channel, ts);
    return found?.ephemeralFor === undefined ? found : undefined;
  }

  replies(channel: string, threadTs: string): readonly Message[] {
    return this.in(channel).filter(
      (each) =>
        each.threadTs === threadTs && each.ts !== threadTs && each.ephemeralFor === undefined,
    );
  }

  add(message: Message): void {
    const all = this.#byChannel.get(message.channel);
    if (all === undefined) this.#byChannel.set(message.channel, [message]);
    else all.push(message);
  }

  replace(message: Message): void {
    const all = this.#byChannel.get(message.channel) ?? [];
    const index = all.findIndex((each) => each.ts === message.ts);
    if (index >= 0) all[index] = message;
  }

  remove(channel: string, ts: string): void {
    const all = this.#byChannel.get(channel) ?? [];
    const index = all.findIndex((each) => each.ts === ts);
    if (index >= 0) all.splice(index, 1);
  }

  /** A person's ephemerals live as long as the page that shows them. */
  forgetEphemerals(personId: string): void {
    for (const [channel, all] of this.#byChannel)
      this.#byChannel.set(
        channel,
        all.filter((each) => each.ephemeralFor !== personId),
      );
  }

  clear(): void {
    this.#byChannel.clear();
  }
}
