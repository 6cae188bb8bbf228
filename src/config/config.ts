import type { Ladder } from '../domain/policy.ts';
import type { Role } from '../domain/role.ts';
import type { Approval } from '../domain/runbook/runbook.ts';
import type { ArchivingConfig } from './archiving.ts';
import type { BucketsConfig } from './buckets.ts';
import type { ExecutorsConfig } from './executors.ts';
import type { SecretSource } from './secret-source.ts';
import type { TrackerConfig } from './tracker/tracker.ts';

export const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

/** When somebody works, by their own clock. */
export interface WorkingHours {
  readonly days: readonly (typeof DAYS)[number][];
  readonly from: string; // 09:00
  readonly to: string; // 17:30
  readonly timeZone: string; // IANA
}

/** Everything an installation can choose, checked and complete. Secrets are apart, see `Secrets`. */
export interface Config {
  readonly dataDir: string;
  readonly port: number;
  /** Addresses or ranges whose word is taken for where a request came from. */
  readonly proxies: readonly string[];
  readonly slack: {
    readonly transport: 'socket' | 'http';
    readonly apiUrl?: string; // a local stand-in of Slack, on loopback only
    /** #dcp-ops: where cards live. */
    readonly channel: string;
    /** Channels in which the import system's own messages are watched. */
    readonly watchedChannels: readonly string[];
    /** Least time between two posts in one channel, milliseconds. */
    readonly postGap: number;
    /** Progress is drawn at most this often, milliseconds; a change of hands at once. */
    readonly progressRest: number;
  };
  readonly roles: Readonly<Record<Role, RoleConfig>>;
  readonly timeZone: string; // IANA: where no person's own is known
  readonly workingHours?: WorkingHours | undefined; // of whoever has none of their own
  readonly deadlines: Readonly<Record<string, number>>; // by state, milliseconds
  readonly stillness: Readonly<Record<string, number>>; // by state, milliseconds
  readonly ladders: Readonly<Record<string, Ladder>>; // by state, and `otherwise`
  readonly approvals: Readonly<Record<string, Approval>>; // by event
  readonly ingest: { readonly url: string; readonly uiUrl: string };
  readonly catalogue: { readonly url: string; readonly browserUrl: string };
  readonly staging: {
    readonly endpoint: string;
    readonly bucket: string;
    readonly prefix: string; // `prod`
    readonly region: string;
  };
  /** Where contributors upload: compared before anything of the staging area is deleted. */
  readonly uploadArea?:
    | { readonly endpoint: string; readonly bucket: string; readonly region: string }
    | undefined;
  /** Where the bot keeps files of its own. */
  readonly objects: ObjectsConfig;
  readonly exports: ExportsConfig;
  /** Where work is done that takes long. */
  readonly executors: ExecutorsConfig;
  /** Where people may be told of their exports besides Slack; what is absent is not offered. */
  readonly notifications: {
    readonly email?:
      | {
          readonly host: string;
          readonly port: number;
          readonly security: 'starttls' | 'tls' | 'none';
          readonly user?: string | undefined;
          readonly from: string;
          readonly domains: readonly string[]; // or `*`
        }
      | undefined;
    readonly webhooks?:
      | { readonly hosts: readonly string[]; readonly inside: readonly string[] }
      | undefined;
  };
  /** Whom an export may be shared with. */
  readonly sharing: {
    readonly persons: boolean;
    readonly groups: boolean;
    readonly anyone: boolean; // whoever has the link
  };
  readonly importForm?: {
    readonly url: string; // …/viewform
    /** Field name -> `entry.N` of the web form. */
    readonly entries: Readonly<Record<string, string>>;
  };
  /** Absent where archiving is switched off. */
  readonly archiving?: ArchivingConfig | undefined;
  /** Absent where push and pull buckets are switched off. */
  readonly buckets?: BucketsConfig | undefined;
  /** Absent where the dataset tracker is switched off. */
  readonly tracker?: TrackerConfig | undefined;
  readonly institution: string; // first column of the import manifest
  readonly poll: { readonly least: number; readonly most: number }; // milliseconds between two looks
  readonly backups: { readonly keep: number }; // the nightly ones
  /** How long a lost answer may still be on its way before we look, milliseconds. */
  readonly settle: number;
}

export type ObjectsConfig =
  | {
      readonly kind: 'folder'; // `objects` in the data folder
      readonly address?: string | undefined; // of this bot, as people reach it: for links
    }
  | {
      readonly kind: 's3';
      readonly address?: string | undefined; // as above
      readonly endpoint: string;
      readonly bucket: string;
      readonly prefix?: string | undefined;
      readonly region: string;
      readonly checksums: 'when supported' | 'when required';
    };

export interface ExportsConfig {
  readonly workers: number; // conversions at once
  /** Of one conversion: bytes, bytes, milliseconds. */
  readonly limits: { readonly memory: number; readonly disk: number; readonly time: number };
  /** Bytes that all of them may take together: it is shown, and nothing is refused. */
  readonly quota: number | undefined;
}

export interface RoleConfig {
  readonly name: string; // as people say it: `the import team`
  readonly userGroup?: string | undefined; // S…
  readonly members: readonly string[]; // U…, besides the group's
  readonly channel?: string | undefined; // where this role reads announcements
  readonly here?: boolean; // announcements there may say @here
  readonly workingHours?: WorkingHours | undefined; // an unanswered alert calls them only then
}

export interface Secrets {
  readonly slackBotToken: string;
  readonly slackAppToken?: string; // Socket Mode
  readonly slackSigningSecret?: string; // HTTP
  readonly ingestToken: () => string; // asked for anew: user tokens live an hour
  readonly stagingAccessKey: string;
  readonly stagingSecretKey: string;
  readonly uploadAccessKey?: string; // where an upload area is configured
  readonly uploadSecretKey?: string;
  readonly objectsAccessKey?: string; // where files are kept in a bucket
  readonly objectsSecretKey?: string;
  readonly bucketsAccessKey?: string; // where the bot applies push and pull buckets itself
  readonly bucketsSecretKey?: string;
  readonly bucketsTargetKeys?: string; // lines, as `targetKeysIn` reads them
  readonly trackerAccessKey?: string; // where places of the tracker are in buckets
  readonly trackerSecretKey?: string;
  readonly trackerDatabasePasswords?: string; // lines, as `databasePasswordsIn` reads them
  readonly googleCredentials?: string; // JSON, where a spreadsheet at Google is kept
  readonly smtpPassword?: string; // where the mail server wants a login
  readonly archiverKey?: SecretSource; // where archiving is switched on
  /** Of the account that uploads files to DSP. */
  readonly aap?: { readonly username: SecretSource; readonly password: SecretSource };
}
