import type { FileStory } from '../domain/bucket-file.ts';
import type { BucketAnswer, Named } from '../domain/bucket-order.ts';
import type { BucketCard, BucketNews } from '../domain/bucket-request.ts';
import type { BucketConcern, RecertificationCard } from '../domain/bucket-upkeep.ts';
import type { CrawlDigest, FailedCrawl } from '../domain/crawl-digest.ts';
import type { CleanUp } from '../domain/cycle/clean-up.ts';
import type { Cycle } from '../domain/cycle/cycle.ts';
import type { ExportFile, ExportJob, Figures } from '../domain/data-export/job.ts';
import type { KeptTarget } from '../domain/data-export/notification.ts';
import type { ShareWith } from '../domain/data-export/share.ts';
import type { ExportTrouble } from '../domain/errand.ts';
import type { Diagnosis } from '../domain/export/export-progress.ts';
import type { Preview } from '../domain/export/preview.ts';
import type { NotReady, ProjectSummary } from '../domain/export/readiness.ts';
import type { MoverAlert } from '../domain/mover-alert.ts';
import type { ProposalNews } from '../domain/proposed-cell.ts';
import type { Refusal } from '../domain/refusal.ts';
import type { Actor } from '../domain/role.ts';
import type { NoticeName, Recipient } from '../domain/runbook/effect.ts';

/**
 * Everything the bot says, as meaning; the door finds the words. No markup in here: whatever came from a
 * person or an upstream is plain text until the view escapes it.
 */
export type Message =
  /** The one live card of a cycle. */
  | { readonly kind: 'card'; readonly card: Card }
  /** A line in a card's thread, or in a role's channel. */
  | {
      readonly kind: 'notice';
      readonly notice: NoticeName;
      readonly mention: readonly Recipient[];
      readonly card: Card;
      readonly settled?: true; // its turn is over: no buttons
      readonly link?: string;
    }
  /** The stuck alert of a cycle, open or resolved. */
  | {
      readonly kind: 'alert';
      readonly mention: readonly Recipient[];
      readonly card: Card;
      readonly diagnosis?: Diagnosis; // likely cause and next step, where a machine is waited for
    }
  /** What would be deleted from the staging area, being deleted, or gone. */
  | {
      readonly kind: 'clean-up';
      readonly mention: readonly Recipient[];
      readonly card: Card;
      readonly overtaken?: CleanUp; // this list, since which another was asked for: no buttons
    }
  /** A message about this cycle that Slack refuses to take, with what to do about it. */
  | { readonly kind: 'undelivered'; readonly card: Card; readonly remedy: string }
  /** The import system reported a failure that names no project. */
  | {
      readonly kind: 'nameless notice';
      readonly headline: string;
      readonly waiting: readonly Card[];
      readonly link?: string;
    }
  /** An export of files stands still, or a part of it was given up. */
  | ({ readonly kind: 'export trouble' } & ExportTrouble)
  /** An export of files is shared with whoever reads this. */
  | { readonly kind: 'invitation'; readonly invitation: Invitation }
  /** The one live card of an export of files. */
  | { readonly kind: 'export card'; readonly card: ExportCard }
  /** An export that was asked for, and whose files have changed before it was written down. */
  | { readonly kind: 'export not made'; readonly name: string; readonly why: NotMade }
  /** An attempt of an export has ended: whoever asked for it is called. */
  | { readonly kind: 'export ended'; readonly card: ExportCard }
  /** Where somebody wanted to be told of their exports, nobody takes it. */
  | {
      readonly kind: 'notification given up';
      readonly job: ExportJob;
      readonly target: Pick<KeptTarget, 'kind' | 'shown'>;
      readonly fault: string;
    }
  /** What became of what somebody wanted of buckets, to them alone. */
  | { readonly kind: 'bucket answer'; readonly answer: BucketAnswer }
  /** Somebody has to see to a dataset: its paperwork, or who is named in it. */
  | { readonly kind: 'bucket concern'; readonly dataset: Named; readonly concern: BucketConcern }
  /** The one card of a quarter: which datasets somebody is to look at. */
  | { readonly kind: 'recertification'; readonly card: RecertificationCard }
  /** What is the matter with a file of requests, until it is well again. */
  | { readonly kind: 'bucket file'; readonly story: FileStory }
  /** The one live card of a request for a bucket, before those who look after them. */
  | { readonly kind: 'bucket card'; readonly card: BucketCard }
  /** Whoever asked for a bucket is told what became of it. */
  | { readonly kind: 'bucket news'; readonly news: BucketNews }
  /** What the mover of push buckets can’t go on with alone. */
  | { readonly kind: 'mover alert'; readonly alert: MoverAlert }
  /** What a scheduled crawl found otherwise. */
  | {
      readonly kind: 'crawl digest';
      readonly digest: CrawlDigest | FailedCrawl;
      readonly proposals: ProposalNews | undefined;
    }
  /** People wrote into cells of the spreadsheet that the bot fills. */
  | { readonly kind: 'sheet proposals'; readonly proposals: ProposalNews }
  | { readonly kind: 'preview'; readonly preview: Preview }
  | {
      readonly kind: 'not ready';
      readonly runbook: string; // by name
      readonly dataset: { shortName: string; ingestUrl: string };
      readonly why: NotReady;
      readonly watched?: true; // a cycle of it is held: it is told when it is valid again
    }
  /** No such project; the nearest ones, to be offered as buttons. */
  | {
      readonly kind: 'did you mean';
      readonly runbook: string; // by name
      readonly words: string;
      readonly nearest: readonly ProjectSummary[];
    }
  | {
      readonly kind: 'upstream silent';
      readonly system: string;
      readonly since: Date;
      readonly stranger?: Stranger; // it answers, but cannot be asked
      readonly words: string; // what was asked for
      readonly reference: string;
    }
  | {
      readonly kind: 'refused';
      readonly refusal: Refusal;
      readonly card?: Card;
      readonly link?: string;
    }
  /** A note on the process is kept, with the step that was under way. */
  | { readonly kind: 'noted'; readonly runbook: string; readonly step: number }
  | { readonly kind: 'failed'; readonly reference: string };

/** Why there is no export: of its files, its datasets, or whom it is to be told; or another version of us took the order. */
export type NotMade = 'unknown files' | 'empty datasets' | 'unusable targets' | 'outdated';

/** An export that somebody shares, for whom it is shared with. */
export interface Invitation {
  readonly to: ShareWith;
  readonly by: string; // as the journal names them
  readonly name: string;
  readonly files: number;
  readonly bytes: number;
  readonly expiresAt: Date;
  readonly singleUse: boolean;
  readonly note?: string | undefined;
  readonly link: string;
}

/** An export of files with what its card needs besides. */
export interface ExportCard {
  readonly job: ExportJob;
  readonly figures: Figures;
  /** The first files that could not be exported. */
  readonly failures: readonly ExportFile[];
  readonly now: Date;
}

/** A cycle with what a card needs besides. */
export interface Card {
  readonly cycle: Cycle;
  readonly now: Date;
  /** When the watched system last answered; absent when nothing is watched. */
  readonly seenAt?: Date;
  /** The same, once that is longer ago than it should be. */
  readonly silentSince?: Date;
  /** When the catalogue was last looked at in vain, though somebody says that the project is in the browser. */
  readonly unseenAt?: Date;
  /** Whom it is drawn for, alone; absent where a channel reads it. */
  readonly viewer?: Actor;
  /** The buttons that the runbook offers now; to the viewer, if there is one. */
  readonly actions: readonly CardAction[];
  readonly browserUrl: string;
  readonly importFormUrl?: string; // prefilled
  readonly manifestRow?: string; // `EBI,uuid,No`
}

export interface CardAction {
  readonly event: string;
  readonly label: string;
  readonly style?: 'primary' | 'danger';
  readonly opensForm: boolean;
}

/** An answer that is of no help: the bot is not let in, or something else answers in the system's place. */
export type Stranger = 'not let in' | 'something else';

export type { NotReady, Preview };
