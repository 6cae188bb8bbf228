import { z } from 'zod';
import { systemRandom } from '../../src/config/system.ts';
import type { Policy } from '../../src/domain/policy.ts';
import { createMeter } from '../../src/http/meter.ts';
import { RATE, type Rate } from '../../src/http/rate.ts';
import { startHttpServer } from '../../src/http/server.ts';
import { createKey } from '../../src/operations/keys.ts';
import type { Log } from '../../src/operations/ports.ts';
import { type ArchiveOutside, createArchiveOutside } from '../support/archive-outside.ts';
import { aDataFolder } from '../support/data-folder.ts';
import { idleExports } from '../support/exports.ts';
import { createOutside, type Outside } from '../support/outside.ts';
import { type Station, startStation } from '../support/station.ts';
import { createTestClock, type TestClock } from '../support/test-clock.ts';
import { startTracking } from '../support/tracking.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
}

type Wanted = Parameters<typeof createKey>[1];

/** The door over HTTP on loopback, with the real engine and database behind it. */
export interface Bench extends AsyncDisposable {
  readonly station: Station;
  readonly outside: Outside;
  /** Where archiving is switched on. */
  readonly archive: ArchiveOutside['world'];
  readonly clock: TestClock;
  readonly url: string;
  readonly keeper: ReturnType<typeof startTracking>['keeper'];
  readonly logged: readonly { readonly event: string; readonly details: Record<string, unknown> }[];
  key(wanted?: Partial<Wanted>): Promise<string>;
  get(path: string, key?: string, headers?: Record<string, string>): Promise<Answer>;
  post(path: string, key: string, body: unknown, name?: string): Promise<Answer>;
}

export const UNKNOWN = '11111111-1111-4111-8111-111111111111';

export async function openBench(
  options: {
    readonly rate?: Partial<Rate>;
    readonly deliver?: boolean;
    readonly policy?: Partial<Policy>;
    readonly archives?: boolean;
    /** The tracker, where the configuration of its places lies. */
    readonly sources?: string;
    /** The spreadsheet at Google that the tracker keeps. */
    readonly spreadsheet?: Parameters<typeof startTracking>[0]['spreadsheet'];
  } = {},
): Promise<Bench> {
  const open = new AsyncDisposableStack();
  const folder = open.use(aDataFolder());
  const clock = createTestClock();
  const outside = createOutside(clock);
  const { world: archive, ports } = createArchiveOutside(clock);
  const station = startStation({
    folder,
    clock,
    outside,
    ...options,
    ...(options.archives === true && { archiving: ports }),
  });
  open.defer(() => station.stop());
  const logged: { event: string; details: Record<string, unknown> }[] = [];
  const write = (event: string, details = {}): void => {
    logged.push({ event, details });
  };
  const log: Log = { info: write, warn: write, error: write };
  const exports = idleExports({ db: station.db, clock, dataDir: folder.path, log });
  const { sources } = options;
  const tracker =
    sources === undefined
      ? undefined
      : startTracking({
          ...{ db: station.db, clock, dataDir: folder.path, sources },
          ...(options.spreadsheet && { spreadsheet: options.spreadsheet }),
        });
  open.defer(async () => tracker?.crawls.stop());
  const server = await startHttpServer({
    host: '127.0.0.1',
    port: 0,
    log,
    random: systemRandom,
    meter: createMeter(),
    readiness: async () => [],
    slackEvents: () => undefined,
    behind: () => ({ ...station, exports, tracking: tracker?.tracking }),
    downloads: () => undefined,
    archives: options.archives === true,
    ...(options.rate === undefined ? {} : { rate: { ...RATE, ...options.rate } }),
  });
  open.defer(() => server.stop());
  const url = `http://127.0.0.1:${server.port}`;
  let count = 0;

  async function ask(path: string, init: RequestInit): Promise<Answer> {
    const response = await fetch(url + path, init);
    const text = await response.text();
    const json = response.headers.get('content-type')?.includes('json') ?? false;
    const given = json ? JSON.parse(text) : { text };
    const body = z
      .record(z.string(), z.unknown())
      .parse(Array.isArray(given) ? { items: given } : given);
    return { status: response.status, headers: response.headers, body };
  }
  const authorization = (key: string | undefined): Record<string, string> =>
    key === undefined ? {} : { authorization: `Bearer ${key}` };

  return {
    station,
    outside,
    archive,
    clock,
    url,
    keeper: tracker?.keeper,
    logged,
    async key(wanted) {
      count += 1;
      const made = await createKey(
        { db: station.db, clock, random: systemRandom },
        { name: `program-${count}`, scopes: ['datasets:read', 'datasets:write'], ...wanted },
      );
      if ('refused' in made) throw new Error(made.refused);
      return made.key;
    },
    get: (path, key, headers = {}) => ask(path, { headers: { ...authorization(key), ...headers } }),
    post(path, key, body, name) {
      count += 1;
      return ask(path, {
        method: 'POST',
        body: JSON.stringify(body),
        headers: {
          ...authorization(key),
          'content-type': 'application/json',
          'idempotency-key': name ?? `request-${count}`,
        },
      });
    },
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  };
}
