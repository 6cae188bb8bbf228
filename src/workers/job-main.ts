import { randomUUID } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Report } from './executor.ts';
import { type Given, type WorkerPorts, work } from './run/worker.ts';

/** A registered file never changes: whatever else is wrong with it, or with what was asked for, stays so. */
const PASSES = 'no space';

/** Progress is told at most this often, milliseconds. */
const PROGRESS_EVERY = 250;

/** What runs in a worker, wherever that is: one task. Only what it needs is loaded: that is most of what a start takes. */
await work(async (given, ports) => {
  switch (given.kind) {
    case 'convert':
      return convertAll(given, ports);
    case 'package': {
      const { writePackage } = await import('../exports/package/write.ts');
      await rm(`${given.output}.part`, { force: true }); // of one that was ended
      const { bytes } = await writePackage({
        members: given.members,
        output: given.output,
        modifiedAt: new Date(given.modifiedAt),
        signal: ports.signal,
        progress: rarely((fraction) => ports.say({ kind: 'progress', fraction })),
      });
      return ports.say({ kind: 'packaged', bytes });
    }
    case 'archive file': {
      const { archiveFile } = await import('../archiving/archive-file.ts');
      const { readArchiveSecrets } = await import('../archiving/job.ts');
      const result = await archiveFile(given.job, {
        signal: ports.signal,
        workFolder: given.folder,
        secrets: readArchiveSecrets(await ports.environment()),
        progress: rarely((fraction, note?: string) =>
          ports.say({ kind: 'progress', fraction, note }),
        ),
        say: (line) => process.stderr.write(`${new Date().toISOString()} ${line}\n`),
        id: randomUUID,
      });
      if (!ports.signal.aborted) ports.say({ kind: 'archived', result });
    }
  }
});

type Conversions = Extract<Given, { kind: 'convert' }>;

async function convertAll({ conversions, folder }: Conversions, ports: WorkerPorts): Promise<void> {
  const { convert } = await import('../exports/convert/convert.ts');
  const ended = new Set(ports.before.flatMap(endedBy));
  for (const { file, spec } of conversions) {
    if (ports.signal.aborted) return;
    if (ended.has(file)) continue;
    const workFolder = join(folder, `converting-${file}`);
    await rm(workFolder, { recursive: true, force: true }); // of one that was ended
    await mkdir(workFolder, { mode: 0o700 });
    ports.say({ kind: 'begun', file });
    const tell = (fraction: number, rows?: number): void =>
      ports.say({ kind: 'progress', file, fraction, ...(rows !== undefined && { rows }) });
    const slow = setTimeout(tell, PROGRESS_EVERY, 0); // also where a format tells nothing on its way
    const progress = rarely(tell);
    const done = await convert(spec, { signal: ports.signal, workFolder, progress });
    clearTimeout(slow);
    await rm(workFolder, { recursive: true, force: true });
    if (done.ok) ports.say({ kind: 'finished', file, report: { ...done.report } });
    else if (done.error.kind !== 'cancelled')
      ports.say({
        kind: 'failed',
        file,
        says: sentence(done.error),
        unfit: done.error.kind !== PASSES,
      });
  }
}

function endedBy(report: Report): readonly number[] {
  return report.kind === 'finished' || report.kind === 'failed' ? [report.file] : [];
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

/** Of how far it is, only what is worth telling: the latest, some times a second. */
function rarely<More extends unknown[]>(
  tell: (fraction: number, ...more: More) => void,
): (fraction: number, ...more: More) => void {
  let last = Date.now();
  return (fraction, ...more) => {
    const now = Date.now();
    if (now - last < PROGRESS_EVERY) return;
    last = now;
    tell(Math.min(1, Math.max(0, fraction)), ...more);
  };
}
