import type { BucketOrder, Named } from './bucket-order.ts';
import type { BucketNewsKind } from './bucket-request.ts';
import type { BucketConcern } from './bucket-upkeep.ts';
import type { Cycle } from './cycle/cycle.ts';
import type { NotifiedOf } from './data-export/notification.ts';
import type { MoverAlert } from './mover-alert.ts';
import type { Actor } from './role.ts';
import type { Effect } from './runbook/effect.ts';

/** `/export <project>` as somebody typed it, to be answered to that person alone. */
export interface Asked {
  readonly key: string;
  readonly runbook: string; // by name: each has its own command
  readonly person: string;
  readonly channel: string;
  readonly words: string;
}

/** What an outbox row asks for: an effect of a runbook, a card to be drawn, an answer to a person. */
export type Errand =
  | {
      readonly kind: 'effect';
      readonly cycleId: string;
      readonly number?: number; // of an alert's episode or a clean-up: which message it is about
      readonly effect: Effect;
      /** The cycle as it was then: what is told late must still be true of what it tells. */
      readonly asOf: Cycle;
    }
  | { readonly kind: 'draw card'; readonly cycleId: string }
  /** A turn is over: what asked for an answer in it shows no buttons any more. */
  | { readonly kind: 'settle turn'; readonly cycleId: string; readonly turn: number }
  | { readonly kind: 'answer'; readonly asked: Asked }
  /** Slack refuses a message, and people have to know that somebody was not told. */
  | { readonly kind: 'undelivered'; readonly cycleId: string; readonly remedy: string }
  | {
      readonly kind: 'nameless notice';
      readonly headline: string;
      readonly link?: string;
    }
  | ({ readonly kind: 'export trouble' } & ExportTrouble)
  /** Whom an export is shared with is sent the link; of a group each member, by an errand of their own. */
  | { readonly kind: 'share'; readonly shareId: string; readonly person?: string }
  /** Somebody wants to be told of their export outside of Slack. */
  | {
      readonly kind: 'notification';
      readonly about: NotifiedOf;
      readonly jobId: number;
      readonly targetId: string;
    }
  /** Nobody takes it there: whoever wanted it reads so below the card. */
  | ({ readonly kind: 'notification given up' } & GivenUp)
  /** Somebody asked for an export in the chat: it is written down, file by file. */
  | { readonly kind: 'make export'; readonly order: ExportOrder }
  | { readonly kind: 'draw export card'; readonly jobId: number }
  /** An attempt has ended: whoever asked for the export is called, below its card. */
  | { readonly kind: 'export ended'; readonly jobId: number; readonly attempt: number }
  | { readonly kind: 'mover alert'; readonly alert: MoverAlert }
  /** A scheduled crawl has found something. */
  | { readonly kind: 'crawl digest'; readonly run: number }
  /** People wrote into the spreadsheet, and nobody was told yet. */
  | { readonly kind: 'sheet proposals' }
  | BucketErrand;

/** What a request for a bucket has done: its card, its branch, what was approved, and what people are told. */
export type BucketErrand =
  /** Somebody wants something in the chat: it is done, and they are answered. */
  | { readonly kind: 'bucket order'; readonly order: BucketOrder }
  /** Paperwork that ends, somebody who has left; told to whoever asked for the dataset, or to those who look after all. */
  | {
      readonly kind: 'bucket concern';
      readonly dataset: Named;
      readonly concern: BucketConcern;
      readonly to?: string | undefined;
    }
  | { readonly kind: 'draw recertification'; readonly quarter: string }
  | { readonly kind: 'draw bucket file'; readonly newsId: number }
  | { readonly kind: 'draw bucket card'; readonly requestId: number }
  | {
      readonly kind: 'propose bucket request' | 'apply bucket request';
      readonly requestId: number;
      readonly round: number;
    }
  | { readonly kind: 'bucket news'; readonly requestId: number; readonly about: BucketNewsKind };

export interface GivenUp {
  readonly jobId: number;
  readonly targetId: string;
  readonly fault: string;
}

/** An export as it was asked for: whole datasets by their numbers, not yet by their files. */
export interface ExportOrder {
  readonly key: string; // the same order has the same
  readonly name: string;
  readonly actor: Actor; // with what they might do then
  readonly place: { readonly person: string; readonly channel: string };
  readonly request: unknown; // as the REST interface takes it
  /** Which of their own targets are told of it, by their ids; absent: all. */
  readonly tell?: readonly string[];
}

/** An export of files that people have to look after. */
export interface ExportTrouble {
  readonly trouble: 'stuck' | 'quarantined';
  readonly job: { readonly id: number; readonly name: string; readonly by: string };
  readonly says: string;
  readonly file?: string;
  readonly others?: number; // files of the same export
  readonly attempts?: number;
}
