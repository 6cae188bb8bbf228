import type { Policy } from '../domain/policy.ts';
import type { Role } from '../domain/role.ts';
import { opening, type Runbook } from '../domain/runbook/runbook.ts';
import { runbookNamed } from '../runbooks/registry.ts';
import { findCycle } from '../storage/cycles/cycles.ts';
import type { Database } from '../storage/database.ts';
import { findReceipt, saveReceipt } from '../storage/inbox.ts';
import { appendJournal } from '../storage/journal.ts';
import { enqueue, enqueueCard } from '../storage/outbox.ts';
import { type Advance, type Advanced, createAdvance } from './advance.ts';
import { createAnswer, createConsider } from './delivery/answer.ts';
import { type ArchivingNeeds, createArchivingWork } from './delivery/archiving/carry-out.ts';
import { createDeliverBuckets } from './delivery/bucket-requests.ts';
import { createCarryOut } from './delivery/carry-out.ts';
import { createCleanUp } from './delivery/clean-up.ts';
import { createDeliverCrawlNews } from './delivery/crawl-news.ts';
import { createDeliver, type Deliver } from './delivery/deliver.ts';
import { createExportCards } from './delivery/export-cards.ts';
import { createInvite } from './delivery/invite.ts';
import { createLook } from './delivery/look.ts';
import { createMakeExport } from './delivery/make-export.ts';
import { createPace } from './delivery/pace.ts';
import { createPosting } from './delivery/posting.ts';
import { createSubmit } from './delivery/submit.ts';
import { createObserveArchiving } from './observation/archiving/observe.ts';
import { createImportNotice } from './observation/import-notice.ts';
import { createWatch, type Watch } from './observation/watch.ts';
import type { Operations, Outcome } from './operations.ts';
import {
  type BucketWork,
  type Catalogue,
  type Chat,
  type Clock,
  type CrawlNews,
  type ExportNews,
  type Ingest,
  type Log,
  OutsideError,
  type People,
  type Random,
  type ReadImportNotice,
  type StagingArea,
  type UploadArea,
} from './ports.ts';
import { createPrograms, type Programs } from './programs.ts';
import { createArchiveReport } from './reading/archive.ts';
import { createCardOf } from './reading/card.ts';
import { createFilesThere } from './reading/files-there.ts';
import { createReport } from './reading/report.ts';
import { cardLane } from './record.ts';

export interface Engine {
  readonly operations: Operations;
  readonly programs: Programs;
  readonly deliver: Deliver;
  readonly watch: Watch;
}

/** Everything that works on one database, wired: the doors get `operations`, the app runs the two loops. */
export function createEngine(needs: {
  readonly db: Database;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly chat: Chat;
  readonly people: People;
  readonly ingest: Ingest;
  readonly catalogue: Catalogue;
  readonly stagingArea: StagingArea;
  readonly uploadArea: UploadArea;
  readonly readNotice: ReadImportNotice;
  readonly exportNews: ExportNews;
  /** Absent where buckets are switched off. */
  readonly bucketWork?: BucketWork | undefined;
  /** Absent where the dataset tracker is switched off. */
  readonly crawlNews?: CrawlNews | undefined;
  /** Those that are switched on here. */
  readonly runbooks: readonly Runbook[];
  readonly archiving?: ArchivingNeeds | undefined;
  readonly nearestNames: (words: string, names: readonly string[]) => readonly string[];
  readonly channel: string;
  readonly channelOf: (role: Role) => string;
  readonly policy: Policy;
  readonly institution: string;
  readonly importForm?: {
    readonly url: string;
    readonly entries: Readonly<Record<string, string>>;
  };
  /** Least time between two posts in a channel, milliseconds. */
  readonly postGap: number;
  /** Progress is drawn at most this often, milliseconds. */
  readonly progressRest: number;
  readonly poll: { readonly least: number; readonly most: number };
  readonly settle: number;
  /** Told of each change of a dataset, for those who count them. */
  readonly onEvent?: (runbook: string, event: string) => void;
}): Engine {
  const { db, clock, onEvent } = needs;
  let deliver: Deliver | undefined;
  const listeners = new Set<() => void>();
  const wake = (): void => {
    deliver?.wake();
    for (const listener of listeners) listener();
  };

  const advance = observed(createAdvance({ ...needs, wake }), onEvent);
  const { archiving } = needs;
  const environment = archiving?.archiver.environment;
  const consider = createConsider({ ...needs, environment });
  const withFiles = createFilesThere({ ...needs, archiver: archiving?.archiver });
  const looking = { poll: needs.poll, upSince: clock.now() };
  const cardOf = createCardOf({ ...needs, looking });
  const report = createReport({ ...needs, cardOf });
  const enaSilence = needs.policy.stillness['files on their way to ENA'];
  const observeArchiving =
    archiving && createObserveArchiving({ ...needs, ...archiving, enaSilence });
  const watch = createWatch({ ...needs, advance, looking, wake, observeArchiving });
  const posting = createPosting({ ...needs, pace: createPace(clock, needs.postGap) });
  deliver = createDeliver({
    ...needs,
    carryOut: createCarryOut({
      ...needs,
      answer: createAnswer({ ...needs, consider }),
      submit: createSubmit({ ingest: needs.ingest, advance }),
      cleanUp: createCleanUp({ ...needs, advance }),
      look: createLook({ ...needs, advance }),
      posting,
      exportCards: createExportCards({ ...needs, posting }),
      invite: createInvite({ ...needs, posting }),
      archivingWork: createArchivingWork({ ...needs, advance }),
      makeExport: createMakeExport(needs),
      bucketRequests: createDeliverBuckets({ ...needs, posting }),
      crawlNews: createDeliverCrawlNews({ ...needs, posting }),
      notify: needs.exportNews.notify,
      cardOf,
    }),
  });

  async function outcome(advanced: Advanced): Promise<Outcome> {
    if (advanced.ok) return { ok: true, cycle: advanced.cycle, duplicate: advanced.duplicate };
    const { refusal, cycle } = advanced;
    if (cycle === undefined) return { ok: false, refusal };
    const current = await report.find(cycle.dataset.projectUuid, cycle.runbook);
    const [row] = current.rows;
    const newest = row?.card.cycle;
    return {
      ok: false,
      refusal:
        refusal.code === 'ended' && newest !== undefined && newest.closedAt === undefined
          ? { ...refusal, current: newest.number }
          : refusal,
      card: row?.card ?? (await cardOf(cycle)),
      ...(row?.link === undefined ? {} : { link: row.link }),
    };
  }

  const operations: Operations = {
    report,
    archive: archiving && createArchiveReport(archiving),
    importNotice: createImportNotice({ ...needs, advance, wake }),

    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },

    async ask(asked) {
      await enqueue(db, {
        key: `answer:${asked.key}`,
        lane: `answer ${asked.key}`,
        errand: { kind: 'answer', asked },
        now: clock.now(),
      });
      wake();
    },

    async open(command) {
      return outcome(await advance.open(command));
    },

    async advance(command) {
      return outcome(await advance.advance(await withFiles(command)));
    },

    async checkAgain(cycleId) {
      const card = () => report.card(cycleId);
      try {
        const { system, news } = await watch.lookNow(cycleId);
        const now = await card();
        if (system === undefined || now === undefined) {
          return { answered: false, why: 'nothing watched', ...(now && { card: now }) };
        }
        return { answered: true, system, news, card: now };
      } catch (error) {
        const now = await card();
        if (!(error instanceof OutsideError) || now === undefined) throw error;
        return { answered: false, why: 'silent', system: error.system, card: now };
      }
    },

    async auditRefusal({ key, person, attempted, why, cycleId }) {
      const cycle = cycleId === undefined ? undefined : await findCycle(db, cycleId);
      await db.transaction().execute(async (trx) => {
        if (await findReceipt(trx, key)) return;
        await saveReceipt(trx, key, clock.now());
        await appendJournal(trx, {
          at: clock.now(),
          event: 'refused',
          actor: person,
          detail: { attempted, reason: why },
          ...(cycle === undefined
            ? {}
            : {
                projectUuid: cycle.dataset.projectUuid,
                cycleId: cycle.id,
                cycleNumber: cycle.number,
              }),
        });
      });
    },

    async refresh(cycleId) {
      if ((await findCycle(db, cycleId)) === undefined) return;
      const now = clock.now();
      await enqueueCard(db, { cycleId, lane: cardLane(cycleId), now, notBefore: now });
      wake();
    },
  };

  return {
    operations,
    programs: createPrograms({ ...needs, consider }),
    deliver,
    watch,
  };
}

function observed(advance: Advance, onEvent?: (runbook: string, event: string) => void): Advance {
  const told = (advanced: Advanced, event: string): Advanced => {
    if (advanced.ok && advanced.news) onEvent?.(advanced.cycle.runbook, event);
    return advanced;
  };
  const begun = (opened: Advanced): Advanced =>
    opened.ok ? told(opened, opening(runbookNamed(opened.cycle.runbook)).on) : opened;
  return {
    advance: async (command) => told(await advance.advance(command), command.event.name),
    async open(command) {
      return begun(await advance.open(command));
    },
    follow: async (command) => begun(await advance.follow(command)),
    async tick(cycleId) {
      const happened = await advance.tick(cycleId);
      if (happened !== undefined) onEvent?.(happened.runbook, happened.event);
      return happened;
    },
  };
}
