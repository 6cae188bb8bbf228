import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { systemClock, systemRandom } from '../../src/config/system.ts';
import { minutes } from '../../src/domain/duration.ts';
import type { Exports } from '../../src/exports/exports.ts';
import { createMeter } from '../../src/http/meter.ts';
import type { Rate } from '../../src/http/rate.ts';
import { startHttpServer } from '../../src/http/server.ts';
import type { ObjectStore } from '../../src/objects/object-store.ts';
import { createKey } from '../../src/operations/keys.ts';
import type { Clock, Courier, Log } from '../../src/operations/ports.ts';
import type { Executor, Limits } from '../../src/workers/executor.ts';
import { createLocalExecutor } from '../../src/workers/local.ts';
import { createQueue, type Queue } from '../../src/workers/queue.ts';
import { aDataFolder, type DataFolder } from '../support/data-folder.ts';
import { realExports } from '../support/exports.ts';
import { createOutside } from '../support/outside.ts';
import { type Station, startStation } from '../support/station.ts';
import { createTestClock } from '../support/test-clock.ts';

export const STAND_IN = new URL('./program.ts', import.meta.url).pathname;
type Wanted = Parameters<typeof createKey>[1];

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly json: z.infer<typeof answer>;
}
const answer = z.any();

/** The door over HTTP, real workers in real processes, and time that can be moved on. */
export interface ExportBench extends AsyncDisposable {
  readonly folder: DataFolder;
  readonly station: Station;
  readonly exports: Exports;
  readonly queue: Queue;
  readonly own: ObjectStore;
  readonly area: ObjectStore;
  readonly url: string;
  readonly logged: readonly string[];
  skip(milliseconds: number): void;
  /** Lets the outbox have its time, whatever it waits for. */
  pass(): Promise<void>;
  key(wanted?: Partial<Wanted>): Promise<string>;
  ask(method: string, path: string, key?: string, body?: unknown): Promise<Reply>;
  upload(
    key: string,
    name: string,
    content: string | Uint8Array,
    project?: string,
  ): Promise<number>;
  /** Asks for an export and answers its number. */
  start(key: string, wanted: object): Promise<number>;
  /** The export once it has ended. */
  ended(key: string, id: number): Promise<z.infer<typeof answer>>;
  /** Stops the workers, as the bot does when it is told to stop. */
  stopWorkers(): Promise<void>;
}

const EVERY_REQUEST: Rate = { key: 100_000, uploads: 100_000, address: 100_000 };

export interface ExportBenchOptions {
  readonly folder?: DataFolder;
  readonly program?: string | 'real';
  /** Wraps the one of this machine, or replaces it. */
  readonly executor?: (local: Executor, folder: string) => Executor;
  readonly limits?: Limits;
  readonly workers?: number;
  readonly rate?: Partial<Rate>;
  readonly proxies?: readonly string[];
  /** With it the outbox is at work. */
  readonly courier?: Courier;
}

export async function openExportBench(options: ExportBenchOptions = {}): Promise<ExportBench> {
  const open = new AsyncDisposableStack();
  const folder = options.folder ?? open.use(aDataFolder());
  let skipped = 0;
  let behind: { exports: Exports } | undefined;
  const clock: Clock = {
    now: () => new Date(Date.now() + skipped),
    sleep: systemClock.sleep,
  };
  const testClock = createTestClock();
  const outside = createOutside(testClock);
  const station = startStation({
    folder,
    clock: testClock,
    outside,
    deliver: options.courier !== undefined,
    exportNews: {
      make: async (order) => behind?.exports.news.make(order),
      invitation: async (id) => behind?.exports.news.invitation(id),
      notify: async (...given) => behind?.exports.news.notify(...given),
    },
  });
  open.defer(() => station.stop());
  const logged: string[] = [];
  const write = (event: string, details = {}): void => {
    logged.push(`${event} ${JSON.stringify(details)}`);
  };
  const log: Log = { info: write, warn: write, error: write };
  const program = options.program ?? STAND_IN;
  const local = createLocalExecutor({
    runs: join(folder.path, 'runs'),
    ...(program === 'real' ? {} : { program }),
  });
  const executor = options.executor?.(local, folder.path) ?? local;
  const server = await startHttpServer({
    host: '127.0.0.1',
    port: 0,
    log,
    random: systemRandom,
    meter: createMeter(),
    readiness: async () => [],
    slackEvents: () => undefined,
    behind: () => (behind === undefined ? undefined : { ...station, ...behind }),
    downloads: () => undefined,
    ...(options.proxies === undefined ? {} : { proxies: options.proxies }),
    rate: { ...EVERY_REQUEST, ...options.rate },
  });
  const url = `http://127.0.0.1:${server.port}`;
  const { exports, own, area } = realExports({
    db: station.db,
    clock,
    log,
    dataDir: folder.path,
    executor,
    ...(options.courier === undefined ? {} : { courier: options.courier }),
    ...(options.limits === undefined ? {} : { limits: options.limits }),
    stop: (jobId) => queue.stop(jobId),
    wake: () => queue.wake(),
    address: url,
  });
  const queue = createQueue({
    db: station.db,
    clock,
    log,
    run: exports.run,
    workers: options.workers ?? 1,
  });
  behind = { exports };
  const stopping = new AbortController();
  const working = queue.run(stopping.signal);
  const stopWorkers = async (): Promise<void> => {
    stopping.abort();
    await working;
  };
  open.defer(stopWorkers);
  open.defer(() => server.stop());
  let count = 0;

  async function ask(method: string, path: string, key?: string, body?: unknown): Promise<Reply> {
    const response = await fetch(url + path, {
      method,
      headers: {
        ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const json = response.headers.get('content-type')?.includes('json') ?? false;
    return {
      status: response.status,
      headers: response.headers,
      json: json ? JSON.parse(text) : text,
    };
  }

  return {
    folder,
    station,
    exports,
    queue,
    own,
    area,
    url,
    logged,
    skip(milliseconds) {
      skipped += milliseconds;
    },
    pass: () => testClock.advance(minutes(5)),
    async key(wanted) {
      count += 1;
      const made = await createKey(
        { db: station.db, clock: testClock, random: systemRandom },
        {
          name: `program-${count}`,
          scopes: ['files:read', 'files:write', 'exports:read', 'exports:write'],
          ...wanted,
        },
      );
      if ('refused' in made) throw new Error(made.refused);
      return made.key;
    },
    ask,
    async upload(key, name, content, project) {
      const asked = new URLSearchParams({ name, ...(project === undefined ? {} : { project }) });
      const response = await fetch(`${url}/api/files?${asked}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/octet-stream' },
        body: typeof content === 'string' ? content : Buffer.from(content),
      });
      const file = await response.json();
      if (response.status !== 201) throw new Error(JSON.stringify(file));
      return z.object({ id: z.number() }).parse(file).id;
    },
    async start(key, wanted) {
      const { status, json } = await ask('POST', '/api/data-export/jobs', key, {
        name: 'An export',
        ...wanted,
      });
      if (status !== 200) throw new Error(JSON.stringify(json));
      return json.id;
    },
    async ended(key, id) {
      for (let waited = 0; waited < 1200; waited += 1) {
        const { json } = await ask('GET', `/api/data-export/jobs/${id}`, key);
        if (!['pending', 'processing'].includes(json.status)) return json;
        await delay(50);
      }
      throw new Error(`Export ${id} does not end.`);
    },
    stopWorkers,
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  };
}

export async function keysIn(store: ObjectStore, prefix = ''): Promise<readonly string[]> {
  const keys: string[] = [];
  for await (const { key } of store.list(prefix)) keys.push(key);
  return keys;
}

/** What `unzip` of the system finds in a package: names and contents. */
export async function unzipped(url: string): Promise<ReadonlyMap<string, string>> {
  const folder = mkdtempSync(join(tmpdir(), 'handoff-zip-'));
  try {
    const path = join(folder, 'package.zip');
    const response = await fetch(url);
    if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`);
    writeFileSync(path, Buffer.from(await response.arrayBuffer()));
    const names = (await output('unzip', ['-Z1', path])).split('\n').filter((name) => name !== '');
    const content = new Map<string, string>();
    for (const name of names) content.set(name, await output('unzip', ['-p', path, name]));
    return content;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function output(command: string, given: readonly string[]): Promise<string> {
  const child = spawn(command, given, { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (piece: string) => {
    text += piece;
  });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`${command} ended with ${code}`);
  return text;
}
