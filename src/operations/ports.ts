import type { FileStory } from '../domain/bucket-file.ts';
import type { BucketAnswer, BucketOrder } from '../domain/bucket-order.ts';
import type { BucketCard, BucketNews, BucketNewsKind } from '../domain/bucket-request.ts';
import type { RecertificationCard } from '../domain/bucket-upkeep.ts';
import type { CrawlDigest, FailedCrawl } from '../domain/crawl-digest.ts';
import type { Leftover } from '../domain/cycle/clean-up.ts';
import type { StagingSummary, SubmitAction } from '../domain/cycle/cycle.ts';
import type { ExportJob } from '../domain/data-export/job.ts';
import type { NotifiedOf, Target } from '../domain/data-export/notification.ts';
import type { Errand, ExportOrder } from '../domain/errand.ts';
import type { ExportProgress } from '../domain/export/export-progress.ts';
import type { ProjectFacts, ProjectSummary, SubmissionFacts } from '../domain/export/readiness.ts';
import type { MessageRef, Place } from '../domain/place.ts';
import type { ProposalNews } from '../domain/proposed-cell.ts';
import type { Actor } from '../domain/role.ts';
import type { Invitation, Message, NotMade, Stranger } from './message.ts';

/** Time. Everything that waits or stamps goes through here, so that four hours pass in a millisecond. */
export interface Clock {
  now(): Date;
  /** Resolves early, without an error, when the signal aborts. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

/** Chance. */
export interface Random {
  /** Opaque, unguessable, 20 lower-case letters and digits. */
  id(): string;
  /** Four letters and digits: the reference a person can read out, found again in the log. */
  reference(): string;
  /** 256 bits, base64url: 43 characters. */
  secret(): string;
}

/** The log: one JSON line each, with the reference that people were shown. */
export interface Log {
  info(event: string, details?: Readonly<Record<string, unknown>>): void;
  warn(event: string, details?: Readonly<Record<string, unknown>>): void;
  error(event: string, details?: Readonly<Record<string, unknown>>): void;
}

export type { Stranger };
export type Misfortune = 'retry' | 'ambiguous' | 'refused' | 'gone';

/** An outside system did not do what was asked. Thrown by adapters only; everything else is a bug. */
export class OutsideError extends Error {
  override readonly name = 'OutsideError';
  readonly system: string;
  /**
   * `retry`: it did not happen, try again. `ambiguous`: it may have happened, look first. `refused`: it will
   * not happen however often it is tried; the message says why, in words fit for a person. `gone`: what it was
   * about is not there any more.
   */
  readonly outcome: Misfortune;
  readonly retryAfter?: number; // milliseconds, when the other side says so
  readonly since?: Date; // how long the other side has been silent or a stranger, where that is known
  readonly stranger?: Stranger; // it does answer, but not with what it is there for

  constructor(
    system: string,
    outcome: Misfortune,
    message: string,
    options: {
      readonly cause?: unknown;
      readonly retryAfter?: number;
      readonly since?: Date;
      readonly stranger?: Stranger;
    } = {},
  ) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.system = system;
    this.outcome = outcome;
    if (options.retryAfter !== undefined) this.retryAfter = options.retryAfter;
    if (options.since !== undefined) this.since = options.since;
    if (options.stranger !== undefined) this.stranger = options.stranger;
  }
}

/** What ingest says of a project, as `readiness` judges it. */
export type ProjectReading = ProjectFacts;
export type EnvelopeReading = SubmissionFacts;
export type { ProjectSummary };

/** The ingest service: facts of record on projects, submission envelopes and export jobs. */
export interface Ingest {
  /** By UUID. Undefined when ingest does not know it. */
  readProject(projectUuid: string): Promise<ProjectReading | undefined>;
  /** Projects whose short name or words match, best first, at most 20; also serves "did you mean". */
  findProjects(words: string): Promise<readonly ProjectSummary[]>;
  readEnvelope(submissionUuid: string): Promise<EnvelopeReading | undefined>;
  /**
   * The envelope's state, and the newest export job made since then: jobs pile up with each re-export, and an
   * old one says nothing of this cycle.
   */
  readExport(submissionUuid: string, since: Date): Promise<ExportProgress | undefined>;
  /** UUIDs of all envelopes that are on their way (Submitted … Exporting): one answer for any number of exports. */
  listUnderWay(): Promise<ReadonlySet<string>>;
  /** UUIDs of all envelopes that are Graph valid: one answer for any number of held datasets. */
  listReady(): Promise<ReadonlySet<string>>;
  /**
   * 202 resolves; that is not "done".
   * @throws {OutsideError} `refused` with ingest's reason, `ambiguous` when the answer got lost.
   */
  submit(submissionUuid: string, actions: readonly SubmitAction[]): Promise<void>;
}

/** What the import system says in a watched channel (`facts` of step 4), recognised. */
export interface ImportNotice {
  readonly kind: 'imported' | 'snapshot made' | 'problem';
  readonly headline: string; // the first line: `HCA Snapshot Complete`
  readonly projectUuid?: string; // some failures name no project
  readonly evidence: string; // the text, without markup
}
/** Undefined for everything that is no such notice, or needs nobody's decision. */
export type ReadImportNotice = (text: string) => ImportNotice | undefined;

/** The catalogue behind the data browser. */
export interface Catalogue {
  /** Which of these projects the catalogue shows, in the catalogue of this release. One call for many. */
  listIndexed(projectUuids: readonly string[], release: number): Promise<ReadonlySet<string>>;
  /** The page for people. */
  projectUrl(projectUuid: string): string;
}

/** The bucket that ingest exports into and the import team reads from. */
export interface StagingArea {
  inspect(projectUuid: string): Promise<StagingSummary>;
  /** All that lies there: objects, older versions, half-written uploads; in no particular order. */
  list(projectUuid: string): Promise<readonly Leftover[]>;
  /** Removes these; what is not there any more counts as removed. At most a thousand at a time. */
  remove(leftovers: readonly Leftover[]): Promise<void>;
}

/** Where the contributors' files were uploaded: what an export copies its data files from. */
export interface UploadArea {
  /** Which of these files (name, bytes) this area does not hold whole. `location` as ingest’s envelope names it. */
  missing(
    location: string,
    files: readonly { readonly name: string; readonly bytes: number }[],
  ): Promise<readonly string[]>;
}

/** Who somebody is and what they may do, asked anew at most every 60 s, denying when it cannot be known. */
export interface People {
  actor(userId: string, teamId?: string): Promise<Actor | { readonly refused: string }>;
  /** For the e-mail field of forms; undefined when the directory does not say. */
  email(userId: string): Promise<string | undefined>;
  /** Which of these user groups somebody is in; none of those that the directory does not tell soon. */
  groupsOf(userId: string, groups: readonly string[]): Promise<readonly string[]>;
  /** Deactivated, or unknown by now; undefined where the directory does not say. */
  hasLeft(userId: string): Promise<boolean | undefined>;
  /** As people call them; undefined when the directory does not say. */
  name(userId: string): Promise<string | undefined>;
  /** The full members of this workspace that are in a user group, by its Slack id. @throws {OutsideError} `retry` when Slack does not say. */
  membersOf(group: string): Promise<readonly string[]>;
}

export type * from './ports/archiver.ts';
export type * from './ports/file-jobs.ts';
export type { MessageRef, Place };

/** News of an export, as it stands when it is told. */
export interface Notification {
  readonly id: string; // the same for each try
  readonly about: NotifiedOf;
  readonly at: Date;
  readonly job: ExportJob;
  readonly url: string; // of the export, for programs with a key
  readonly card?: string | undefined; // the same for people, in Slack
  /** What webhooks of its owner are signed with. */
  readonly secret: string;
  /** IANA: its owner’s, where the directory says so. */
  readonly timeZone?: string | undefined;
}

/** Tells people and programs outside of Slack. */
export interface Courier {
  /** What this installation has. */
  readonly offers: readonly Target['kind'][];
  /** Why nothing is sent there, as a sentence; undefined where it may be. */
  objection(target: Pick<Target, 'kind' | 'to'>): string | undefined;
  /** Rejects with OutsideError; `refused` where another try is of no use. */
  send(target: Pick<Target, 'kind' | 'to'>, notification: Notification): Promise<void>;
}

/** What the outbox does for the exports of files. */
export interface ExportNews {
  /** Makes the export, once, however often it is tried; or says why there can be none. */
  make(order: ExportOrder): Promise<NotMade | undefined>;
  /** What whoever a share is for is told. Undefined when it opens nothing any more. */
  invitation(shareId: string): Promise<Invitation | undefined>;
  /** Tells one target; resolves once it was taken. `key` is the same for each try. Rejects with OutsideError. */
  notify(
    key: string,
    notification: Extract<Errand, { kind: 'notification' }>,
    since: Date,
    card: string | undefined, // where the export is shown in Slack
  ): Promise<void>;
}

/** What requests for buckets have done by the outbox. */
export interface BucketWork {
  /** Once for each key. Undefined where its card says it all. */
  carryOut(order: BucketOrder): Promise<BucketAnswer | undefined>;
  recertifications(): Promise<RecertificationCard>;
  /** What was found of a file of the folder. */
  fileStory(newsId: number): Promise<FileStory | undefined>;
  card(id: number): Promise<BucketCard | undefined>;
  news(id: number, about: BucketNewsKind): Promise<BucketNews | undefined>;
  /** `link`: where the request is shown in the chat. */
  propose(id: number, round: number, link: string | undefined): Promise<void>;
  /** Rejects with OutsideError while it can’t be. */
  apply(id: number, round: number, link: string | undefined): Promise<void>;
}

/** What crawls of the dataset tracker have to tell. */
export interface CrawlNews {
  /** Undefined where there is nothing of that crawl. */
  digest(run: number): Promise<CrawlDigest | FailedCrawl | undefined>;
  /**
   * What an errand, by its key, tells of the spreadsheet: each thing is told by one. `takes`: what nobody was told of yet
   * is told by this one. Undefined where that is nothing.
   */
  proposals(key: string, takes: boolean): Promise<ProposalNews | undefined>;
  readonly channel: string;
}

/** The chat as the outbox sees it. Rejects with OutsideError. */
export interface Chat {
  /** `key` goes with the message as metadata, so that it can be found again after a lost answer. */
  post(key: string, place: Place, message: Message): Promise<MessageRef>;
  /** Naturally idempotent. */
  edit(at: MessageRef, message: Message): Promise<void>;
  /** Read-back: the message that `post` with this key left at this place since then, if it did. */
  find(key: string, place: Place, since: Date): Promise<MessageRef | undefined>;
  /** Seen by one person only. */
  whisper(person: string, channel: string, message: Message): Promise<void>;
  permalink(at: MessageRef): Promise<string>;
  /** The channel of one person’s messages with the bot. */
  direct(person: string): Promise<string>;
}
