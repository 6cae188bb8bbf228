import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { Kysely, SqliteDialect } from 'kysely';
import type { Choice } from '../../src/domain/cycle/cycle.ts';
import type { Policy } from '../../src/domain/policy.ts';
import type { Actor } from '../../src/domain/role.ts';
import type { RunbookEvent } from '../../src/domain/runbook/event.ts';
import type { FormValues } from '../../src/domain/runbook/form.ts';
import type { Runbook } from '../../src/domain/runbook/runbook.ts';
import type { ArchivingNeeds } from '../../src/operations/delivery/archiving/carry-out.ts';
import { createEngine } from '../../src/operations/engine.ts';
import type { Watch } from '../../src/operations/observation/watch.ts';
import type { Operations, Outcome } from '../../src/operations/operations.ts';
import type { ExportNews, ReadImportNotice } from '../../src/operations/ports.ts';
import type { Programs } from '../../src/operations/programs.ts';
import { CHECKS } from '../../src/runbooks/final-check.ts';
import { RUNBOOKS } from '../../src/runbooks/registry.ts';
import { type Database, openDatabase } from '../../src/storage/database.ts';
import type { Schema } from '../../src/storage/schema.ts';
import { ana, POLICY } from './cycles.ts';
import type { DataFolder } from './data-folder.ts';
import { counter, type Outside, type Project } from './outside.ts';
import type { TestClock } from './test-clock.ts';

export const SETTLE = 20_000;
/** A card that shows only progress rests this long, and what is to be said in its thread waits behind it. */
export const REST = 5_000;
export const POLL = { least: 60_000, most: 600_000 };
export const IMPORT_REQUEST: FormValues = {
  email: 'ana@example.org',
  release: '58',
  institution: 'EBI',
  projectName: 'Sim1',
  kind: 'new',
  projectUuid: '00000000-0000-4000-8000-000000000001',
  managedAccess: 'No',
  contact: 'Ana',
  highlight: 'No',
};
export const ALL_CHECKED: FormValues = { checks: CHECKS.join('\n') };

type Asked = Pick<Project, 'projectUuid'>;

/** The engine at work on a real database, with the outside in memory and time in the test's hands. */
export interface Station {
  readonly operations: Operations;
  readonly programs: Programs;
  readonly watch: Watch;
  readonly db: Database;
  readonly logged: readonly {
    readonly level: string;
    readonly event: string;
    readonly details: unknown;
  }[];
  /** Asks, and resolves to the preview's id once it has been whispered. */
  preview(project: Asked, actor?: Actor, runbook?: string): Promise<string>;
  /** Asks and confirms: a cycle that ingest was asked to export. */
  submit(project: Asked, action?: Choice, runbook?: string): Promise<string>;
  /** An event of a person with a key of its own. */
  press(
    cycleId: string,
    event: string,
    actor: Actor,
    values?: FormValues,
    turn?: number,
  ): Promise<Outcome>;
  /** One round of looks, and time for what follows from it. */
  look(): Promise<void>;
  /** As by `kill -9`: nothing that is under way comes to an end. */
  crash(): Promise<void>;
  stop(): Promise<void>;
}

interface Life {
  alive: boolean;
}

export interface StationOptions {
  readonly folder: DataFolder;
  readonly clock: TestClock;
  readonly outside: Outside;
  readonly webForm?: boolean;
  readonly policy?: Partial<Policy>;
  /** The store as the engine sees it, with a fault that is planted in between. */
  readonly store?: (db: Database) => Database;
  /** Called before each statement of the database; may throw. */
  readonly beforeStatement?: (statement: string) => void;
  readonly deliver?: boolean;
  readonly postGap?: number;
  readonly exportNews?: ExportNews;
  readonly archiving?: ArchivingNeeds;
  readonly runbooks?: readonly Runbook[];
}

const next = counter();

export function startStation(options: StationOptions): Station {
  const { folder, clock, outside } = options;
  const life: Life = { alive: true };
  const db = options.beforeStatement
    ? openWatched(folder, options.beforeStatement)
    : openDatabase(folder.path);
  const logged: { level: string; event: string; details: unknown }[] = [];
  const log = (level: string) => (event: string, details?: unknown) => {
    logged.push({ level, event, details });
  };
  const stopping = new AbortController();
  const { chat, ingest, catalogue, stagingArea, uploadArea, people } = outside.ports;
  const mortalClock = mortal<Pick<TestClock, 'now' | 'sleep'>>(clock, life);
  const engine = createEngine({
    db: options.store?.(db) ?? db,
    clock: mortalClock,
    random: {
      id: () => `cycle${String(next()).padStart(15, '0')}`,
      reference: () => 'ab12',
      secret: () => 's'.repeat(43),
    },
    log: { info: log('info'), warn: log('warn'), error: log('error') },
    chat: mortal(chat, life),
    ingest: mortal(ingest, life),
    catalogue: mortal(catalogue, life),
    stagingArea: mortal(stagingArea, life),
    uploadArea: mortal(uploadArea, life),
    people,
    exportNews: options.exportNews ?? outside.ports.exportNews,
    runbooks: options.runbooks ?? RUNBOOKS,
    archiving: options.archiving && {
      ...options.archiving,
      archiver: mortal(options.archiving.archiver, life),
      fileJobs: mortal(options.archiving.fileJobs, life),
    },
    readNotice,
    nearestNames: (words, names) => names.filter((name) => name[0] === words[0]),
    channel: 'C0OPS',
    channelOf: (role) => (role === 'data-consumers' ? 'C0DATA' : 'C0OPS'),
    policy: { ...POLICY, ...options.policy, webForm: options.webForm === true },
    institution: 'EBI',
    ...(options.webForm
      ? { importForm: { url: 'https://forms.example.org/viewform', entries: { email: 'entry.1' } } }
      : {}),
    poll: POLL,
    settle: SETTLE,
    postGap: options.postGap ?? 0,
    progressRest: 5000,
  });
  const { operations, programs, watch } = engine;
  const delivering =
    options.deliver === false ? Promise.resolve() : engine.deliver.run(stopping.signal);

  async function preview(project: Asked, actor = ana, runbook = 'exporting'): Promise<string> {
    const before = outside.whispers.length;
    const person = actor.kind === 'person' ? actor.id : '';
    await operations.ask({
      key: `ask-${next()}`,
      runbook,
      person,
      channel: 'C0OPS',
      words: project.projectUuid,
    });
    await clock.settle();
    const message = outside.whispers[before]?.message;
    if (message?.kind !== 'preview') throw new Error(`no preview but ${JSON.stringify(message)}`);
    return message.preview.id;
  }

  return {
    operations,
    programs,
    watch,
    db,
    logged,
    preview,
    async submit(project, action = 'Export', runbook = 'exporting') {
      const previewId = await preview(project, ana, runbook);
      const opened = await operations.open({
        key: `open-${next()}`,
        previewId,
        action,
        actor: ana,
      });
      if (!opened.ok) throw new Error(JSON.stringify(opened.refusal));
      await clock.advance(REST);
      return opened.cycle.id;
    },
    async press(cycleId, event, actor, values, turn) {
      const said: RunbookEvent = { name: event, ...(values === undefined ? {} : { values }) };
      const outcome = await operations.advance({
        key: `press-${next()}`,
        cycleId,
        event: said,
        actor,
        ...(turn === undefined ? {} : { turn }),
      });
      await clock.advance(REST);
      return outcome;
    },
    async look() {
      await watch.round();
      await clock.advance(REST);
    },
    async crash() {
      life.alive = false;
      await db.destroy();
    },
    async stop() {
      stopping.abort();
      await clock.settle();
      if (life.alive) {
        await delivering;
        await db.destroy();
      }
      life.alive = false;
    },
  };
}

/** A thing that stops answering when its process dies. */
function mortal<T extends object>(thing: T, life: Life): T {
  const never = new Promise<never>(() => undefined);
  return new Proxy(thing, {
    get(target, name, receiver) {
      const value: unknown = Reflect.get(target, name, receiver);
      if (typeof value !== 'function') return value;
      return (...given: unknown[]): unknown => {
        if (!life.alive && name !== 'now' && name !== 'projectUrl') return never;
        const result: unknown = Reflect.apply(value, target, given);
        return result instanceof Promise
          ? result.finally(() => (life.alive ? undefined : never))
          : result;
      };
    },
  });
}

function openWatched(folder: DataFolder, beforeStatement: (statement: string) => void): Database {
  const sqlite = new Sqlite(join(folder.path, 'handoff.db'));
  sqlite.pragma('foreign_keys = ON');
  sqlite.pragma('recursive_triggers = ON');
  const database = {
    prepare(statement: string) {
      beforeStatement(statement);
      return sqlite.prepare(statement);
    },
    close: () => void sqlite.close(),
  };
  return new Kysely<Schema>({ dialect: new SqliteDialect({ database }) });
}

/** `snapshot made <uuid>`, `problem`, …: the words of the import system are the reader's affair, not the engine's. */
const readNotice: ReadImportNotice = (text) => {
  const [, kind, projectUuid] =
    /^(imported|snapshot made|problem)(?: ([0-9a-f-]{36}))?$/.exec(text) ?? [];
  if (kind !== 'imported' && kind !== 'snapshot made' && kind !== 'problem') return undefined;
  return {
    kind,
    headline: `HCA ${kind}`,
    evidence: text,
    ...(projectUuid === undefined ? {} : { projectUuid }),
  };
};
