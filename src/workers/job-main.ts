import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Report, type Task, task } from '../exports/executor.ts';

/** Progress is told at most this often, milliseconds. */
const PROGRESS_EVERY = 250;

/**
 * What runs in a worker: one task, given and reported as messages. It knows neither the bot’s database nor who asked,
 * and ends when whoever started it is gone.
 */
const stopping = new AbortController();
const stop = (): void => stopping.abort();
process.on('SIGTERM', stop);
process.on('disconnect', () => {
  stop();
  setTimeout(() => process.exit(1), 1000).unref();
});
process.once('message', (given) => {
  void perform(task.parse(given)).then(
    () => process.disconnect?.(),
    (error: unknown) => {
      process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : error}\n`);
      process.exit(1);
    },
  );
});

async function perform(given: Task): Promise<void> {
  switch (given.kind) {
    // Only what a task needs is loaded: that is most of what a start takes.
    case 'convert': {
      const { convert } = await import('../exports/convert/convert.ts');
      for (const { file, spec } of given.conversions) {
        if (stopping.signal.aborted) return;
        await convertOne(convert, given.folder, file, spec);
      }
      return;
    }
    case 'package': {
      const { writePackage } = await import('../exports/package/write.ts');
      const { bytes } = await writePackage({
        members: given.members,
        output: given.output,
        modifiedAt: new Date(given.modifiedAt),
        signal: stopping.signal,
        progress: rarely((fraction) => void say({ kind: 'progress', fraction })),
      });
      return say({ kind: 'packaged', bytes });
    }
  }
}

type Convert = typeof import('../exports/convert/convert.ts').convert;
type Spec = Extract<Task, { kind: 'convert' }>['conversions'][number]['spec'];

async function convertOne(
  convert: Convert,
  folder: string,
  file: number,
  spec: Spec,
): Promise<void> {
  const workFolder = join(folder, `converting-${file}`);
  await mkdir(workFolder, { mode: 0o700 });
  await say({ kind: 'begun', file });
  const tell = (fraction: number, rows?: number): void =>
    void say({ kind: 'progress', file, fraction, ...(rows !== undefined && { rows }) });
  const slow = setTimeout(tell, PROGRESS_EVERY, 0); // also where a format tells nothing on its way
  const done = await convert(spec, {
    signal: stopping.signal,
    workFolder,
    progress: rarely(tell),
  });
  clearTimeout(slow);
  await rm(workFolder, { recursive: true, force: true });
  if (done.ok) return say({ kind: 'finished', file, report: { ...done.report } });
  if (done.error.kind !== 'cancelled')
    await say({ kind: 'failed', file, says: sentence(done.error) });
}

function sentence({
  says,
  where = {},
}: {
  readonly says: string;
  readonly where?: object;
}): string {
  const places = Object.entries(where)
    .filter(([name, value]) => !says.includes(name === 'column' ? String(value) : `ine ${value} `))
    .map(([name, value]) => `${name} ${value}`);
  return places.length === 0 ? says : `${says} (${places.join(', ')})`;
}

/** Resolves when it has left: a process that ends at once would take it along. */
function say(report: Report): Promise<void> {
  return new Promise((resolve) => process.send?.(report, () => resolve()));
}

type Tell = (fraction: number, rows?: number) => void;

function rarely(tell: Tell): Tell {
  let last = Date.now();
  return (fraction, rows) => {
    const now = Date.now();
    if (now - last < PROGRESS_EVERY) return;
    last = now;
    tell(Math.min(1, Math.max(0, fraction)), rows);
  };
}
