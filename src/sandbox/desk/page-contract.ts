/**
 * What the page of the desk and its server say to each other, as JSON over loopback.
 * Types only: the browser never loads this file.
 *
 *   GET  /desk/snapshot?person=U…   a Snapshot: everything that this person may see
 *   GET  /desk/stream?person=U…     server-sent events, each `data:` a whole Snapshot
 *   POST /desk/say                  Say        -> Answer   (a message or a slash command)
 *   POST /desk/press                Press      -> Answer   (a button or select in a message, modal or Home)
 *   POST /desk/options              AskOptions -> OptionsAnswer (external_select, block_suggestion)
 *   POST /desk/submit               Submit     -> SubmitAnswer  (a modal; keeps what was typed on errors)
 *   POST /desk/dismiss              Dismiss    -> Answer
 *   POST /desk/shortcut             Shortcut   -> Answer   (chosen on a message)
 *   POST /desk/open-home            OpenHome   -> Answer   (fires app_home_opened)
 *   GET  /controls                  Controls
 *   POST /controls/skip             { minutes: number }                      -> Controls
 *   POST /controls/scenario         { projectUuid: string; scenario: string } -> Controls
 *   POST /controls/fault            { name: string; on: boolean }            -> Controls
 *   POST /controls/reset            {}                                       -> Controls
 */

export interface DeskPerson {
  readonly id: string; // U…
  readonly name: string; // handle, without @
  readonly realName: string;
  readonly title: string; // what the switcher shows below the name, e.g. "Wrangler"
  readonly timeZone: string;
}

export interface DeskChannel {
  readonly id: string; // C…, or D… for a direct message with the bot
  readonly name: string;
  readonly topic: string;
  readonly kind: 'channel' | 'direct';
  readonly memberIds: readonly string[];
  /** Messages that mention this person and came after their last look at the channel. */
  readonly unreadMentions: number;
}

/** A file that hangs on a message; GET /desk/file/<id>?person=U… has its content. */
export interface DeskFile {
  readonly id: string; // F…
  readonly name: string;
  readonly title: string;
  readonly mimetype: string;
  readonly bytes: number;
}

export interface DeskMessage {
  readonly channel: string;
  readonly ts: string; // "1766480000.000100", the identity of a message within its channel
  readonly thread_ts?: string;
  readonly author: { readonly id: string; readonly name: string; readonly isBot: boolean };
  readonly text: string; // mrkdwn; shown when there are no blocks, and by screen readers
  readonly blocks: readonly unknown[]; // Block Kit as posted
  readonly edited: boolean;
  /** Seen by this one person only; gone when the page is loaded anew. */
  readonly ephemeral: boolean;
  readonly replyCount: number;
  readonly lastReplyTs?: string;
  readonly broadcast: boolean; // a reply that was also sent to the channel
  readonly files: readonly DeskFile[];
  /** The people whom it calls and who have not looked since. */
  readonly calls: readonly string[];
}

export interface DeskView {
  readonly id: string; // V…
  readonly hash: string;
  readonly type: 'modal' | 'home';
  readonly callbackId: string;
  readonly title: string;
  readonly submit?: string;
  readonly close?: string;
  readonly blocks: readonly unknown[];
}

export interface Snapshot {
  readonly team: { readonly id: string; readonly name: string };
  readonly bot: { readonly userId: string; readonly name: string };
  readonly person: DeskPerson;
  readonly people: readonly DeskPerson[];
  /** What each person has not looked at yet, by their ID: mentions and direct messages. */
  readonly unread: Readonly<Record<string, number>>;
  readonly userGroups: readonly {
    id: string;
    handle: string;
    name: string;
    userIds: readonly string[];
  }[];
  readonly channels: readonly DeskChannel[];
  readonly messages: readonly DeskMessage[]; // oldest first, replies included
  readonly modals: readonly DeskView[]; // a stack, the last one on top
  readonly home?: DeskView;
  readonly commands: readonly { command: string; description: string; usageHint: string }[];
  /** What the app offers on every message. */
  readonly shortcuts: readonly { readonly name: string; readonly callbackId: string }[];
  /** Sandbox time, milliseconds since 1970. */
  readonly now: number;
}

export type Container =
  | { readonly kind: 'message'; readonly channel: string; readonly ts: string }
  | { readonly kind: 'view'; readonly viewId: string };

/** One element's state exactly as Slack sends it in `state.values[block_id][action_id]`. */
export type ElementState = { readonly type: string } & Readonly<Record<string, unknown>>;
export type ViewValues = Readonly<Record<string, Readonly<Record<string, ElementState>>>>;

export interface Say {
  readonly person: string;
  readonly channel: string;
  readonly text: string;
  readonly thread_ts?: string;
}
export interface Press {
  readonly person: string;
  readonly container: Container;
  readonly blockId: string;
  readonly actionId: string;
  /** For selects, checkboxes and inputs with dispatch_action: the element's new state. */
  readonly state?: ElementState;
  /** What is filled in elsewhere in the same view. */
  readonly values?: ViewValues;
}
export interface AskOptions {
  readonly person: string;
  readonly container: Container;
  readonly blockId: string;
  readonly actionId: string;
  readonly query: string;
}
export interface Submit {
  readonly person: string;
  readonly viewId: string;
  readonly values: ViewValues;
}
export interface Dismiss {
  readonly person: string;
  readonly viewId: string;
}
export interface Shortcut {
  readonly person: string;
  readonly channel: string;
  readonly ts: string; // of the message
  readonly callbackId: string;
}
export interface OpenHome {
  readonly person: string;
}

/** `error` is a sentence for the person, in Slack's own words where Slack has some. */
export type Answer = { readonly ok: true } | { readonly ok: false; readonly error: string };
export type OptionsAnswer =
  | {
      readonly ok: true;
      readonly options: readonly { text: string; value: string; description?: string }[];
    }
  | { readonly ok: false; readonly error: string };
export type SubmitAnswer =
  | { readonly ok: true }
  | { readonly ok: false; readonly errors: Readonly<Record<string, string>> } // by block_id
  | { readonly ok: false; readonly error: string };

export interface Controls {
  readonly now: number;
  readonly projects: readonly {
    readonly projectUuid: string;
    readonly shortName: string;
    readonly state: string; // what ingest says now
    readonly scenario: string;
    readonly scenarios: readonly { readonly key: string; readonly title: string }[];
  }[];
  readonly faults: readonly {
    readonly name: string;
    readonly title: string;
    /** In two or three words, for the mark of a fault that is on. */
    readonly short: string;
    readonly on: boolean;
  }[];
}
