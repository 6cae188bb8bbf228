import type { WebClient } from '@slack/web-api';
import type { Mover } from '../buckets/mover/mover.ts';
import type { MoverReports } from '../buckets/mover/reports.ts';
import type { BucketRequests } from '../buckets/requests/bucket-requests.ts';
import type { Config } from '../config/config.ts';
import type { Runbook } from '../domain/runbook/runbook.ts';
import type { Exports } from '../exports/exports.ts';
import type { Operations } from '../operations/operations.ts';
import type { Chat, Clock, Ingest, Log, Random } from '../operations/ports.ts';
import type { Tracking } from '../tracker/tracking/tracking.ts';
import type { ResponseUrls } from './connection/response-urls.ts';
import type { ReadShared } from './connection/shared-files.ts';
import type { Directory } from './directory/people.ts';
import type { Roles } from './views/text.ts';

/** What the listeners work with. */
export interface Needs {
  readonly operations: Operations;
  readonly people: Directory;
  readonly chat: Pick<Chat, 'whisper' | 'direct' | 'permalink'>;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly roles: Roles;
  /** Of every role that has none of its own. */
  readonly workingHours: Config['workingHours'];
  readonly runbooks: readonly Runbook[];
  /** For modals and Home: quick, never retried. */
  readonly client: WebClient;
  readonly responseUrls: ResponseUrls;
  readonly findProjects: Ingest['findProjects'];
  /** Files and their exports. */
  readonly exports: Pick<
    Exports,
    'files' | 'columns' | 'jobs' | 'orders' | 'renewals' | 'downloads' | 'shares' | 'notifications'
  >;
  /** Absent where push and pull buckets are switched off. */
  readonly buckets?: BucketRequests | undefined;
  /** Absent where the bot moves nothing. */
  readonly mover?: (Pick<Mover, 'release'> & { readonly reports: MoverReports }) | undefined;
  /** Absent where the dataset tracker is switched off. */
  readonly tracking?: Tracking | undefined;
  readonly readShared: ReadShared;
  /** Where cards live, and where a press on the Home tab belongs. */
  readonly channel: string;
  readonly watchedChannels: readonly string[];
}
