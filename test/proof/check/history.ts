import type { Dataset, Memory } from '../../../src/domain/cycle/cycle.ts';
import type { Policy } from '../../../src/domain/policy.ts';
import type { Actor } from '../../../src/domain/role.ts';

/** What the checker judges: what people did and were answered, and what is to be found afterwards. */
export interface History {
  readonly deeds: readonly Deed[];
  readonly journal: readonly JournalRow[]; // oldest first
  readonly outbox: readonly OutboxEntry[];
  /** Messages of the bot that everybody sees, once for each time the chat stored one. */
  readonly posts: readonly Post[];
  /** What single people were told by the outbox, as often as it was sent. */
  readonly whispers: readonly Whisper[];
  /** What single people see in the end of all that they alone were told, answers to presses included. */
  readonly seen: readonly Whisper[];
  /** Submits that ingest accepted. */
  readonly submits: readonly { readonly projectUuid: string; readonly at: number }[];
  /** What requests removed from the buckets: `bucket/key`, and when. */
  readonly removals: readonly { readonly key: string; readonly at: number }[];
  readonly cycles: readonly CycleRow[];
  /** Everybody with their roles, by id; and what is configured. By both the rules are applied once more. */
  readonly people: ReadonlyMap<string, Actor>;
  readonly policy: Policy;
  /** When the bot was killed, milliseconds since 1970. */
  readonly kills: readonly number[];
  /** What `verifyJournal` and `PRAGMA integrity_check` say; `ok` when all is well. */
  readonly chain: string;
  readonly integrity: string;
}

interface Done {
  readonly person: string;
  readonly at: number; // milliseconds since 1970: when it was sent
  readonly answeredAt: number;
  /** Slack had its answer in time, and the person saw no failure. */
  readonly acknowledged: boolean;
}

/** One thing that a person did. */
export type Deed =
  /** `/export <project>`: answered to that person alone. */
  | (Done & { readonly kind: 'ask'; readonly project: string; readonly words: string })
  /** The button of a preview: opens cycle `number`. */
  | (Done & { readonly kind: 'confirm'; readonly project: string; readonly number: number })
  /** A button of a card, or of a hand-off, that opens no form. */
  | (Done & {
      readonly kind: 'press';
      readonly cycleId: string;
      readonly turn: number;
      readonly event: string;
      readonly subject?: string; // what exactly it confirms
      readonly choice?: number; // of a menu
      readonly mayAct: boolean; // by their role
    })
  /** A submitted form; its words hold `marker`. `closed` tells that the form was taken. */
  | (Done & {
      readonly kind: 'form';
      readonly cycleId: string;
      readonly event: string;
      readonly marker: string;
      readonly closed: boolean;
    });

export interface JournalRow {
  readonly seq: number;
  readonly at: string; // ISO
  readonly projectUuid: string;
  readonly cycleId: string;
  readonly cycleNumber: number;
  readonly event: string;
  readonly from: string;
  readonly to: string;
  readonly actor: string;
  readonly detail: string;
}

export interface OutboxEntry {
  readonly key: string;
  /** What a message carries as metadata when this entry posted it. */
  readonly opaque: string;
  readonly status: string;
  readonly kind: string; // of the errand, or of the effect
  readonly ofRules: boolean; // an effect
  readonly cycleId?: string;
  readonly notice?: string;
  readonly number?: number; // of the alert or clean-up that it is about
  readonly fault?: string;
}

export interface Post {
  readonly channel: string;
  readonly ts: string;
  readonly thread?: string;
  readonly opaque?: string; // from its metadata
  readonly text: string; // as it stands in the end
}

export interface Whisper {
  readonly person: string;
  readonly at: number;
  readonly text: string;
}

export interface CycleRow {
  readonly id: string;
  readonly project: string; // short name
  readonly projectUuid: string;
  readonly number: number;
  readonly state: string;
  readonly turn: number;
  readonly closed: boolean;
  readonly dataset: Dataset;
  readonly memory: Memory;
}
