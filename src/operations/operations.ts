import type { Choice, Cycle } from '../domain/cycle/cycle.ts';
import type { Asked } from '../domain/errand.ts';
import type { Policy } from '../domain/policy.ts';
import type { Refusal } from '../domain/refusal.ts';
import type { Actor } from '../domain/role.ts';
import type { RunbookEvent } from '../domain/runbook/event.ts';
import type { FormValues } from '../domain/runbook/form.ts';
import type { Card } from './message.ts';
import type { ArchiveReport } from './reading/archive.ts';

export type { ArchiveErrors, ArchiveReport, FileJobLog } from './reading/archive.ts';

/** What the doors (Slack, later REST and cron) can ask for. Each is durable when it resolves. */
export interface Operations {
  /**
   * `/export <project>`: reads ingest and whispers a preview, a refusal or the nearest names to the person.
   * Recorded before it resolves, so that the request survives a crash or an ingest that is down.
   * `words` is a UUID, a pasted URL or a short name.
   */
  ask(request: Asked): Promise<void>;

  /** The confirmed preview: opens a cycle and submits to ingest (step 1), or step 8 when a cycle is held. */
  open(command: {
    readonly key: string;
    readonly previewId: string;
    readonly action: Choice;
    readonly actor: Actor;
  }): Promise<Outcome>;

  /** Any other event of a runbook, from a person. `key` makes a redelivery harmless. */
  advance(command: {
    readonly key: string;
    readonly cycleId: string;
    readonly turn?: number;
    readonly event: RunbookEvent;
    readonly actor: Actor;
  }): Promise<Outcome>;

  /** “Check again”: asks the watched system at once; what it says is advanced as always. */
  checkAgain(cycleId: string): Promise<Checked>;

  /** A message of the import system, seen in a watched channel (step 4). */
  importNotice(seen: {
    readonly key: string;
    readonly text: string;
    readonly link?: string;
  }): Promise<void>;

  /** A refusal that the door itself decided (not a member, not a role): kept in the journal. */
  auditRefusal(entry: {
    readonly key: string;
    readonly person: string;
    readonly attempted: string;
    readonly why: string;
    readonly cycleId?: string;
  }): Promise<void>;

  /** Redraw a card from the store: what a stale button does besides explaining itself. */
  refresh(cycleId: string): Promise<void>;

  readonly report: Report;
  /** Where archiving is switched on. */
  readonly archive?: ArchiveReport | undefined;

  /** Called after each change, until the function that it returns is called. */
  onChange(listener: () => void): () => void;
}

export type { Asked };

export type Checked =
  | {
      readonly answered: true;
      readonly system: string;
      readonly news: boolean;
      readonly card: Card;
    }
  /** Nothing is watched in this state: people are waited for. */
  | { readonly answered: false; readonly why: 'nothing watched'; readonly card?: Card }
  | {
      readonly answered: false;
      readonly why: 'silent';
      readonly system: string;
      readonly card: Card;
    };

export type Outcome =
  | { readonly ok: true; readonly cycle: Cycle; readonly duplicate: boolean }
  | { readonly ok: false; readonly refusal: Refusal; readonly card?: Card; readonly link?: string };

/** Reading, for `/export status | board | history | mine | notes` and the Home tab. */
export interface Report {
  /** What is in force here besides the runbooks: deadlines, ladders, approvals, working hours. */
  readonly policy: Policy;
  card(cycleId: string): Promise<Card | undefined>;
  /** Open cycles, longest in their state first; of one runbook where it is named. */
  board(runbook?: string): Promise<Listing>;
  /**
   * Open cycles that wait for this person, longest in their state first: by their roles or because they submitted them;
   * late ones that are theirs, or called them while they are nobody's; and lists that they may confirm.
   */
  mine(actor: Actor): Promise<Listing>;
  /** Open cycles with an open alert, longest in their state first. */
  stuck(viewer?: Actor): Promise<Listing>;
  /** The last cycles that ended in release, newest first, at most ten. */
  released(): Promise<readonly Row[]>;
  /** Cycles of the dataset with this UUID or short name (case-insensitive), newest first; with near misses. */
  find(
    words: string,
    runbook?: string,
  ): Promise<{ readonly rows: readonly Row[]; readonly nearest: readonly string[] }>;
  /** The newest cycles of projects that are called any of this: UUID, short name, accession of the archives. */
  called(names: readonly string[]): Promise<readonly Row[]>;
  /** All that happened to a dataset, oldest first, every cycle. */
  history(projectUuid: string): Promise<readonly HistoryLine[]>;
  /** Notes on the process, newest first; of one dataset when given. */
  notes(projectUuid?: string): Promise<readonly NoteLine[]>;
  /** The values an import form starts with for this cycle and person. */
  prefill(cycleId: string, actor: Actor): Promise<FormValues>;
}

/** The first rows of how many there are: nobody reads more, and each costs a look-up. */
export interface Listing {
  readonly rows: readonly Row[];
  readonly total: number;
}
export interface Row {
  readonly card: Card;
  readonly link?: string; // permalink of the live card
  readonly list?: string; // of what would be deleted, while it waits to be confirmed
}
export interface HistoryLine {
  readonly at: string; // ISO
  readonly cycle: number;
  readonly step: number;
  readonly event: string;
  readonly from: string;
  readonly to: string;
  readonly actor: string;
  readonly words?: string; // a reason, a note, a remark: in the person's own words
}
export interface NoteLine {
  readonly at: string;
  readonly shortName: string;
  readonly step: number;
  readonly author: string;
  readonly note: string;
}
