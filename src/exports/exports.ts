import { mkdirSync } from 'node:fs';
import { minutes, seconds } from '../domain/duration.ts';
import type { Clock, Courier, ExportNews, Log, People, Random } from '../operations/ports.ts';
import type { Database } from '../storage/database.ts';
import { askForExportCard, takeExpiredCards } from '../storage/exports/cards.ts';
import { takeStuck } from '../storage/exports/jobs.ts';
import { enqueue } from '../storage/outbox.ts';
import type { Executor, Limits } from '../workers/executor.ts';
import { type Columns, createColumns } from './columns.ts';
import { createDownloads, type Downloads } from './downloads.ts';
import { createFiles, type FileAreas, type Files } from './files.ts';
import { createExportJobs, type ExportJobs } from './jobs.ts';
import { createNotifications, type Notifications } from './notifications/notifications.ts';
import { createSeal, signingSecrets } from './notifications/seal.ts';
import { createTell } from './notifications/tell.ts';
import { createOrders, type Orders } from './orders.ts';
import { sweepOrphans } from './orphans.ts';
import { installationKey } from './package/installation-key.ts';
import { fingerprintOf } from './package/receipt.ts';
import { createRenewals, type Renewals } from './renewals.ts';
import { createRun, type Run } from './run/run.ts';
import { createInvitation } from './sharing/invitation.ts';
import { createShares, type SharePolicy, type Shares } from './sharing/shares.ts';
import { createVisits, type Visits } from './sharing/visits.ts';
import { uploadNotes } from './upload-notes.ts';
import { VERSION } from './version.ts';

const LOOK_FOR_EXPIRED = seconds(30);
const STUCK_AFTER = minutes(10);

/** Files and their exports: what the doors can ask for, and what workers do. */
export interface Exports {
  readonly files: Files;
  readonly columns: Columns;
  readonly jobs: ExportJobs;
  readonly orders: Orders;
  readonly renewals: Renewals;
  readonly downloads: Downloads;
  readonly shares: Shares;
  readonly visits: Visits;
  readonly notifications: Notifications;
  readonly news: ExportNews;
  readonly run: Run;
  /** Of the key that packages are signed with: for those who check one. */
  readonly fingerprint: string;
  readonly address: string; // that people reach: `https://handoff.example.org`
  /** IANA: in which the pages for people tell times. */
  readonly timeZone: string;
  /** Tells people of exports in which nothing was done for a while, once each time. */
  tellStuck(): Promise<void>;
  /** Removes what was stored before this and never came into the record; answers how many those were. */
  sweepOrphans(olderThan: Date): Promise<number>;
  /** Cards of exports whose time is over say so, soon after it; until the signal aborts. */
  showExpired(signal: AbortSignal): Promise<void>;
}

export function createExports(needs: {
  readonly db: Database;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly areas: FileAreas;
  readonly executor: Executor;
  readonly limits: Limits;
  readonly dataDir: string;
  /** Of what is under way; workers see it too. */
  readonly workFolder: string;
  /** Bytes that all exports may take together. */
  readonly quota?: number | undefined;
  readonly address: string; // that people reach: `https://handoff.example.org`
  readonly people: People;
  readonly courier: Courier;
  readonly sharing: SharePolicy;
  readonly timeZone: string;
  readonly stop: (jobId: number) => void;
  readonly wake: () => void;
  /** Progress is drawn at most this often, milliseconds. */
  readonly progressRest: number;
  /** There is something to be told. */
  readonly news: () => void;
}): Exports {
  const { db, clock } = needs;
  const [own] = needs.areas;
  const { store } = own;
  const { workFolder } = needs;
  mkdirSync(workFolder, { recursive: true, mode: 0o700 });
  const { key, secretFor } = installationKey(needs.dataDir);
  const uploads = uploadNotes(needs.dataDir);
  const telling = {
    ...needs,
    seal: createSeal(secretFor('notification targets')),
    secretOf: signingSecrets(secretFor('webhooks')),
  };
  const notifications = createNotifications(telling);
  const jobs = createExportJobs({ ...needs, notifications, store, workFolder });

  const orders = createOrders({ ...needs, jobs });
  const shares = createShares({
    ...needs,
    jobs,
    secret: secretFor('shares'),
    policy: needs.sharing,
  });

  return {
    files: createFiles({ ...needs, uploads }),
    columns: createColumns(needs),
    jobs,
    orders,
    renewals: createRenewals({ ...needs, notifications }),
    downloads: createDownloads({ ...needs, store, secret: secretFor('download links') }),
    shares,
    visits: createVisits({ ...needs, store, shares }),
    address: needs.address,
    timeZone: needs.timeZone,
    notifications,
    news: {
      make: orders.make,
      invitation: createInvitation({ db, shares }),
      notify: createTell(telling),
    },
    run: createRun({ ...needs, store, workFolder, key, version: VERSION }),
    fingerprint: fingerprintOf(key),

    sweepOrphans: (olderThan) => sweepOrphans({ ...needs, area: own, uploads }, olderThan),

    async tellStuck() {
      const now = clock.now();
      const told = await db.transaction().execute(async (trx) => {
        const stuck = await takeStuck(trx, new Date(now.getTime() - STUCK_AFTER), now);
        for (const { id, name, party, progress } of stuck) {
          await enqueue(trx, {
            key: `export-stuck:${id}:${now.getTime()}`,
            lane: 'export notices',
            errand: {
              kind: 'export trouble',
              trouble: 'stuck',
              job: { id, name, by: party.name },
              says: `Nothing was done for 10 minutes; it is at ${progress} %.`,
            },
            now,
          });
        }
        return stuck.length;
      });
      if (told > 0) needs.news();
    },

    async showExpired(signal) {
      while (!signal.aborted) {
        const now = clock.now();
        const expired = await db.transaction().execute(async (trx) => {
          const jobs = await takeExpiredCards(trx, now);
          for (const id of jobs) await askForExportCard(trx, id, now);
          return jobs.length;
        });
        if (expired > 0) needs.news();
        await clock.sleep(LOOK_FOR_EXPIRED, signal);
      }
    },
  };
}
