import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import type { Somebody } from './as-somebody.ts';

/** A database server that listens on loopback. */
export interface DatabaseServer {
  readonly port: number;
  /** As its administrator, by its socket. */
  run(sql: string, database?: string): Promise<void>;
  stop(): Promise<void>;
}

const STARTS_WITHIN = 30_000; // milliseconds

/** Started in the foreground; resolves once `isUp`. */
export async function startServer(its: {
  readonly program: string;
  readonly words: readonly string[];
  readonly as: Somebody;
  readonly folder: string;
  readonly log: number; // file descriptor
  readonly logPath: string;
  readonly stopSignal: NodeJS.Signals;
  readonly isUp: () => Promise<boolean>;
}): Promise<Pick<DatabaseServer, 'stop'>> {
  const { program, words, as, folder, log, isUp } = its;
  const child = spawn(program, words, { ...as, cwd: folder, stdio: ['ignore', log, log] });
  const gone = new Promise((resolve) => child.once('exit', resolve));
  const until = Date.now() + STARTS_WITHIN;
  while (!(await isUp())) {
    if (child.exitCode !== null || Date.now() > until)
      throw new Error(`${program} does not come up: ${readFileSync(its.logPath, 'utf8')}`);
    await pause(100);
  }
  return {
    async stop() {
      if (child.exitCode === null) child.kill(its.stopSignal);
      await gone;
    },
  };
}
