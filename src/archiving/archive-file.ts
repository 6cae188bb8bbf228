import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ArchiveFailure } from './failure.ts';
import type { Archived, ArchiveFileJob, ArchiveSecrets } from './job.ts';
import { fingerprint } from './kept.ts';
import { PATIENCE, type Patience } from './patience.ts';
import { outputsOf } from './plan/planned.ts';
import { checkRoom, noSpace } from './room.ts';
import { convertInputs } from './stages/convert.ts';
import { fetchInputs } from './stages/fetch.ts';
import { openDestination, uploadFiles } from './stages/upload.ts';

export interface ArchivePorts {
  readonly signal: AbortSignal;
  /** How much of all is done, 0 to 1, and what is being done. */
  readonly progress: (fraction: number, note: string) => void;
  /** A line for whoever reads the log of the job. */
  readonly say?: (line: string) => void;
  /** Kept between attempts: what is in it is not fetched or made again. */
  readonly workFolder: string;
  readonly secrets: ArchiveSecrets;
  readonly id: () => string; // unique
  readonly patience?: Patience;
}

/** Does one job of an upload plan: fetches its inputs, makes its BAM, uploads. May be repeated after any end. */
export async function archiveFile(job: ArchiveFileJob, ports: ArchivePorts): Promise<Archived> {
  const result = await archived(job, { ...ports, progress: narrated(ports) });
  ports.say?.(result.ok ? 'done' : result.says);
  return result;
}

async function archived(job: ArchiveFileJob, ports: ArchivePorts): Promise<Archived> {
  try {
    return await archive(job, ports);
  } catch (error) {
    if (ports.signal.aborted)
      return { ok: false, kind: 'cancelled', says: 'It was stopped.', passing: true };
    const failure = noSpace(error) ?? error;
    if (!(failure instanceof ArchiveFailure)) throw error;
    return { ok: false, kind: failure.kind, says: failure.message, passing: failure.passing };
  }
}

/** Each thing that is being done is a line of the log; how far it is, is not. */
function narrated({ progress, say }: ArchivePorts): ArchivePorts['progress'] {
  let last = '';
  return (fraction, note) => {
    if (note !== last) say?.(note);
    last = note;
    progress(fraction, note);
  };
}

async function archive(job: ArchiveFileJob, ports: ArchivePorts): Promise<Archived> {
  const { planned } = job;
  const { patience = PATIENCE, progress } = ports;
  // Lanes share the folder of their manifest; each has its own in it.
  const own = fingerprint(...outputsOf(planned)).slice(0, 12);
  const folder = join(ports.workFolder, planned.manifestId, own);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const during = (from: number, to: number) => ({
    ...ports,
    patience,
    folder,
    progress: (fraction: number, note: string) => progress(from + (to - from) * fraction, note),
  });

  const destination = openDestination(job, during(0, 0));
  await checkRoom(folder, planned);
  const inputs = await fetchInputs(job, during(0, 0.3));
  const files = await convertInputs(job, inputs, during(0.3, 0.7));
  const skipped = [...(await uploadFiles(files, destination, during(0.7, 1)))];
  const outputs = files.map(({ name, bytes, sha256, reads }) => {
    return { name, bytes, sha256, ...(reads === undefined ? {} : { reads }) };
  });
  return { ok: true, outputs, skipped, warnings: files.flatMap(({ warnings = [] }) => warnings) };
}
