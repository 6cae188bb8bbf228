import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { openDatabase } from '../../src/storage/database.ts';
import { openArena } from '../proof/bot/arena.ts';
import { BotProcess } from '../proof/bot/bot-process.ts';
import { importers, OPS, wranglers } from '../proof/bot/town.ts';
import { type LoadOrder, type LoadReport, loadReport } from './load.ts';
import { stock } from './stock.ts';
import { ascending, markdown, milliseconds, quantile } from './table.ts';

const PER_MINUTE = 10_000;
const CONNECTIONS = 64;
const WARM_UP = { seconds: 5, perSecond: 50 };
const ASKED = 500; // projects that are asked for, besides those with a cycle

const MIX_SAID =
  'Of ten requests four are `/export help`, three `/export <uuid>` (recorded, then answered from the outbox) and three presses of “Imported” (a transition, its journal entry and two messages).';

/** How soon Slack has its answer at a steady load. */
export async function acknowledgements(seconds: number): Promise<string> {
  const perSecond = PER_MINUTE / 60;
  const { report, kept } = await underLoad({
    seconds,
    pace: { perSecond },
    presses: Math.ceil(seconds * perSecond * 0.3) + 100,
  });
  const took = ascending(report.took);
  return markdown(
    `Acknowledgements at ${PER_MINUTE.toLocaleString('en')} a minute`,
    [
      ['requests', 'seconds', 'p50', 'p99', 'max', 'failures', 'kept / sent'],
      [
        total(report).toLocaleString('en'),
        report.seconds.toFixed(1),
        milliseconds(quantile(took, 0.5)),
        milliseconds(quantile(took, 0.99)),
        milliseconds(took.at(-1) ?? 0),
        failuresOf(report),
        kept,
      ],
    ],
    `${MIX_SAID} Measured from when each was due, over HTTP, signed, from a process of its own; the bot delivers its outbox meanwhile, and the desk and the services run on the same machine.`,
  );
}

/** How many it takes when it is never left idle. */
export async function saturation(seconds: number): Promise<string> {
  const { report, kept } = await underLoad({
    seconds,
    pace: { connections: CONNECTIONS },
    presses: seconds * 600,
  });
  const took = ascending(report.took);
  return markdown(
    `Saturation, ${CONNECTIONS} connections`,
    [
      ['requests', 'a second', 'p50', 'p99', 'max', 'failures', 'kept / sent'],
      [
        total(report).toLocaleString('en'),
        (total(report) / report.seconds).toFixed(0),
        milliseconds(quantile(took, 0.5)),
        milliseconds(quantile(took, 0.99)),
        milliseconds(took.at(-1) ?? 0),
        failuresOf(report),
        kept,
      ],
    ],
    'The same mix; each connection sends as soon as it has been answered.',
  );
}

async function underLoad(wish: {
  readonly seconds: number;
  readonly pace: LoadOrder['pace'];
  readonly presses: number;
}): Promise<{ readonly report: LoadReport; readonly kept: string }> {
  const warm = Math.ceil(WARM_UP.seconds * WARM_UP.perSecond * 0.3) + 10;
  const pressed = warm + wish.presses;
  await using arena = await openArena({ transport: 'http', projects: pressed + ASKED });
  const db = openDatabase(arena.dataDir);
  const cycles = await stock(db, arena.projects.slice(0, pressed), () => 'import requested');
  await db.destroy();
  const bot = new BotProcess(arena.botPort, arena.environment);
  const sink = createServer((request, response) => {
    request.resume().on('end', () => response.end('ok'));
  }).listen(0, '127.0.0.1');
  await once(sink, 'listening');
  const address = sink.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const order = {
    url: `http://127.0.0.1:${arena.botPort}/slack/events`,
    signingSecret: arena.desk.signingSecret,
    responseUrl: `http://127.0.0.1:${port}/response`,
    channel: OPS,
    askers: wranglers.map(({ id }) => id),
    pressers: importers.map(({ id }) => id),
    projects: arena.projects.slice(pressed).map(({ uuid }) => uuid),
    turn: 3,
  };
  try {
    bot.start();
    await bot.ready();
    const ids = cycles.map(({ id }) => id);
    await run({ ...order, ...WARM_UP, pace: WARM_UP, cycles: ids.slice(0, warm) });
    const before = rowsIn(arena.dataDir);
    const { seconds, pace } = wish;
    const report = await run({ ...order, seconds, pace, cycles: ids.slice(warm) });
    const after = rowsIn(arena.dataDir);
    const { ask, press } = report.sent;
    const kept = `${after.asks - before.asks} / ${ask} commands, ${after.presses - before.presses} / ${press} transitions; ${after.waiting} outbox entries still to be delivered`;
    return { report, kept };
  } finally {
    await bot.kill();
    sink.closeAllConnections();
    sink.close();
  }
}

async function run(order: LoadOrder): Promise<LoadReport> {
  const child = fork(new URL('./load-process.ts', import.meta.url));
  child.send(order);
  const [message] = await once(child, 'message');
  return loadReport.parse(message);
}

interface Rows {
  readonly asks: number;
  readonly presses: number;
  readonly waiting: number;
}

function rowsIn(dataDir: string): Rows {
  const sqlite = new Sqlite(join(dataDir, 'handoff.db'), { readonly: true });
  const count = (query: string): number => Number(sqlite.prepare(query).pluck().get());
  try {
    return {
      asks: count("SELECT count(*) FROM outbox WHERE key LIKE 'answer:%'"),
      presses: count("SELECT count(*) FROM journal WHERE event = 'imported'"),
      waiting: count("SELECT count(*) FROM outbox WHERE status IN ('waiting', 'sending')"),
    };
  } finally {
    sqlite.close();
  }
}

const total = ({ sent }: LoadReport): number => sent.help + sent.ask + sent.press;

function failuresOf({ failures }: LoadReport): string {
  const [first] = failures;
  return first === undefined ? '0' : `${failures.length} (e.g. ${first.slice(0, 80)})`;
}
