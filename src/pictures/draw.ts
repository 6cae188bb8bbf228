import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { StatisticsShown } from './statistics-chart.ts';

const LONGEST = 20_000; // milliseconds of real time

/** A PNG. @throws when it could not be drawn in time. */
export async function drawStatistics(shown: StatisticsShown): Promise<Uint8Array> {
  const worker = new Worker(new URL('./picture-main.ts', import.meta.url), { workerData: shown });
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
