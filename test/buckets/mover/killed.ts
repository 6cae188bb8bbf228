import { createMover } from '../../../src/buckets/mover/mover.ts';
import type { MoverStore } from '../../../src/buckets/mover/ports.ts';
import { openDatabase } from '../../../src/storage/database.ts';
import { hurriedClock } from '../../support/hurried-clock.ts';
import { storeFor } from './field.ts';
import { killedNeeds } from './killing.ts';

/**
 * A mover in a process of its own, to be killed: at any time, or by itself the moment its store has done something and
 * nobody knows it yet.
 */
const its = killedNeeds.parse(JSON.parse(process.env['HANDOFF_KILLED'] ?? ''));
const source = storeFor(its.access);
const target = its.streams ? storeFor(its.access, { partBytes: its.partBytes }) : source;
if (its.diesAfter !== undefined) {
  dieAfter(source, its.diesAfter);
  if (target !== source) dieAfter(target, its.diesAfter);
}
const log = (level: string) => (event: string, details: unknown) =>
  process.stderr.write(`${JSON.stringify({ level, event, details })}\n`);
const mover = createMover({
  db: openDatabase(its.folder),
  clock: hurriedClock(its.speed),
  log: { info: log('info'), warn: log('warn'), error: log('error') },
  hub: { bucket: its.hub, store: source },
  storeOf: () => target,
  readRoutes: async () => its.routes,
  tell: async (alert) => {
    log('alert')('alert', alert);
  },
  interval: its.interval,
  atOnce: its.atOnce,
  mostCopiedAtOnce: its.mostCopiedAtOnce,
});
// What speaks to the store is loaded with the first call: whoever measures begins after it.
await source.look({ bucket: its.hub, key: 'nothing' });
process.on('SIGUSR2', mover.wake);
process.stdout.write('begun\n');
await mover.run(new AbortController().signal);

function dieAfter(
  store: MoverStore,
  what: Extract<keyof MoverStore, 'copy' | 'copyInParts' | 'write' | 'tag' | 'remove' | 'abandon'>,
): void {
  const real: (...given: never[]) => Promise<unknown> = store[what];
  Object.assign(store, {
    [what]: async (...given: never[]) => {
      await real(...given);
      process.kill(process.pid, 'SIGKILL');
      await new Promise(() => undefined);
    },
  });
}
