import { open } from 'node:fs/promises';
import { type Report, report } from '../executor.ts';
import { absent } from './folder.ts';

/** Reads what a worker says as it comes: each report once, in order. */
export interface Reports {
  /** Hands on what has been said since it was last asked; one at a time, and none after one that could not be kept. */
  read(): Promise<void>;
}

export function followReports(path: string, onReport: (report: Report) => Promise<void>): Reports {
  let offset = 0;
  return {
    async read() {
      const file = await open(path, 'r').catch(absent);
      if (file === undefined) return;
      await using _ = file;
      const { size } = await file.stat();
      const more = Math.max(0, size - offset);
      const { buffer } = await file.read(Buffer.alloc(more), 0, more, offset);
      const whole = buffer.lastIndexOf('\n') + 1; // what follows is being written
      for (const line of buffer.toString('utf8', 0, whole).split('\n')) {
        const said = parse(line);
        if (said !== undefined) await onReport(said);
      }
      offset += whole;
    },
  };
}

/** Undefined where it was broken off: whoever wrote it was killed. */
export function parse(line: string): Report | undefined {
  let said: unknown;
  try {
    said = JSON.parse(line);
  } catch {
    return undefined;
  }
  return report.parse(said);
}
