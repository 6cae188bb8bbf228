import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { DatasetsShown } from './datasets-chart.ts';
import type { StatisticsShown } from './statistics-chart.ts';

const LONGEST = 20_000; // milliseconds of real time

export type Drawing =
  | { readonly of: 'exports'; readonly shown: StatisticsShown }
  | { readonly of: 'datasets'; readonly shown: DatasetsShown };

/** A PNG. @throws when it could not be drawn in time. */
export async function draw(drawing: Drawing): Promise<Uint8Array> {
  const worker = new Worker(new URL('./picture-main.ts', import.meta.url), { workerData: drawing });
  try {
    const [png]: unknown[] = await once(worker, 'message', {
      signal: AbortSignal.timeout(LONGEST),
    });
    if (!(png instanceof Uint8Array)) throw new Error('The thread drew no picture.');
    return png;
  } finally {
    await worker.terminate();
  }
}
