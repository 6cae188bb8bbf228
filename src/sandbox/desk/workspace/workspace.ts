/** The people, groups and channels of the workspace, and who may see what. */
import type { DeskPerson } from '../page-contract.ts';

export interface Person extends DeskPerson {
  readonly email?: string;
  readonly isBot?: boolean;
  readonly isRestricted?: boolean; // a guest of several channels
  readonly isUltraRestricted?: boolean; // a guest of one channel
  readonly deleted?: boolean;
  readonly teamId?: string; // another workspace, through Slack Connect
}

export interface UserGroup {
  readonly id: string; // S…
  readonly handle: string; // without @
  readonly name: string;
  readonly userIds: readonly string[];
}

export interface Channel {
  readonly id: string; // C…
  readonly name: string;
  readonly topic: string;
  readonly memberIds: readonly string[];
  readonly botIsMember: boolean;
  readonly isPrivate?: boolean;
}

export interface Workspace {
  readonly team: { readonly id: string; readonly name: string };
  readonly bot: { readonly userId: string; readonly botId: string; readonly name: string };
  readonly people: readonly Person[];
  readonly userGroups: readonly UserGroup[];
  readonly channels: readonly Channel[];
}

export type ConversationKind = 'public' | 'private' | 'direct';

/** A channel, or the direct messages of one person with the bot. */
export interface Conversation {
  readonly id: string;
  readonly name: string;
  readonly topic: string;
  readonly kind: ConversationKind;
  readonly memberIds: readonly string[]; // people
  readonly botIsMember: boolean;
}

export const appId = 'A0DESK0001';

/** The first word of the workspace's address, e.g. "data-coordination". */
export function teamDomain(workspace: Workspace): string {
  return workspace.team.name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
}

export class Directory {
  readonly workspace: Workspace;
  readonly #conversations = new Map<string, Conversation>();

  constructor(workspace: Workspace) {
    this.workspace = workspace;
    for (const { isPrivate = false, ...channel } of workspace.channels)
      this.#conversations.set(channel.id, { ...channel, kind: isPrivate ? 'private' : 'public' });
    for (const person of workspace.people)
      this.#conversations.set(directId(person.id), {
        id: directId(person.id),
        name: workspace.bot.name,
        topic: '',
        kind: 'direct',
        memberIds: [person.id],
        botIsMember: true,
      });
  }

  get conversations(): readonly Conversation[] {
    return [...this.#conversations.values()];
  }

  conversation(id: string): Conversation | undefined {
    return this.#conversations.get(id);
  }

  person(id: string): Person | undefined {
    return this.workspace.people.find((each) => each.id === id);
  }

  /** The conversation, when this person is in it. */
  seenBy(personId: string, conversationId: string): Conversation | undefined {
    const found = this.conversation(conversationId);
    return found?.memberIds.includes(personId) === true ? found : undefined;
  }

  /** The people whom a text in Slack's own form (<@U…>, <!subteam^S…>, <!channel>) calls. */
  mentioned(text: string, conversation: Conversation): ReadonlySet<string> {
    const called = [...text.matchAll(/<@([UW][A-Z0-9]+)(?:\|[^>]*)?>/g)].flatMap(
      ([, id]) => id ?? [],
    );
    const groups = [...text.matchAll(/<!subteam\^(S[A-Z0-9]+)(?:\|[^>]*)?>/g)].flatMap(([, id]) =>
      this.workspace.userGroups
        .filter((group) => group.id === id)
        .flatMap((group) => group.userIds),
    );
    const everyone = /<!(channel|here|everyone)(\|[^>]*)?>/.test(text)
      ? conversation.memberIds
      : [];
    return new Set([...called, ...groups, ...everyone]);
  }
}

/** The D… id of a person's direct messages with the bot. */
export function directId(personId: string): string {
  return `D${personId.slice(1)}`;
}
