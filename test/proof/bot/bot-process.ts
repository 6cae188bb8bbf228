import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

export const REPOSITORY = fileURLToPath(new URL('../../../', import.meta.url));

const SUPERVISOR_PAUSE = 200; // milliseconds

/** The bot as production runs it: its own process, `node src/launch.mjs start`, started anew when it ends. */
export class BotProcess {
  readonly port: number;
  /** Its log lines that speak of an error, as they came. */
  readonly errors: string[] = [];
  /** How often it ended by itself once it was ready, and before. */
  deaths = 0;
  failedStarts = 0;
  #up = false;
  #child: ChildProcess | undefined;
  #ending = false;
  #said = ''; // by /readyz, lately
  #again: NodeJS.Timeout | undefined;
  readonly #folder: string;
  readonly #environment: Readonly<Record<string, string>>;

  /** `folder` holds `src/launch.mjs`: the repository, or a copy of it. */
  constructor(
    port: number,
    environment: Readonly<Record<string, string>>,
    folder: string = REPOSITORY,
  ) {
    this.port = port;
    this.#environment = environment;
    this.#folder = folder;
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  start(): void {
    this.#ending = false;
    this.#up = false;
    const child = spawn(process.execPath, ['src/launch.mjs', 'start'], {
      cwd: this.#folder,
      env: { PATH: process.env['PATH'] ?? '', ...this.#environment, PORT: String(this.port) },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.#child = child;
    // Nothing is left running when the tests end in the middle.
    const takeAlong = (): void => void child.kill('SIGKILL');
    process.once('exit', takeAlong);
    child.once('exit', (code, signal) => {
      process.off('exit', takeAlong);
      if (this.#ending) return;
      if (this.#up) this.deaths += 1;
      else this.failedStarts += 1;
      this.errors.push(`ended by itself: code ${code}, signal ${signal}`);
      this.#again = setTimeout(() => this.start(), SUPERVISOR_PAUSE);
    });
    if (child.stderr !== null) {
      createInterface({ input: child.stderr }).on('line', (line) => {
        if (!line.startsWith('{') || /"level":(50|60)/.test(line)) this.errors.push(line);
      });
    }
  }

  /** kill -9; resolves when it is gone. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /** Asks it to drain and end; resolves to its exit code. */
  stop(): Promise<number | null> {
    return this.#end('SIGTERM');
  }

  /** Resolves to the milliseconds from now until /readyz says yes. @throws {Error} when it never does. */
  async ready(within = 60_000): Promise<number> {
    const begun = performance.now();
    while (performance.now() - begun < within) {
      if (await this.#answers()) {
        this.#up = true;
        return performance.now() - begun;
      }
      await delay(5);
    }
    throw new Error(
      `The bot was not ready in ${within} ms: ${this.#said}\n${this.errors.slice(-20).join('\n')}`,
    );
  }

  async #answers(): Promise<boolean> {
    try {
      const response = await fetch(`http://127.0.0.1:${this.port}/readyz`);
      this.#said = await response.text();
      return response.status === 200;
    } catch (error) {
      this.#said = String(error);
      return false;
    }
  }

  async #end(signal: NodeJS.Signals): Promise<number | null> {
    const child = this.#child;
    this.#ending = true;
    clearTimeout(this.#again);
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return null;
    const gone = once(child, 'exit');
    child.kill(signal);
    await gone;
    return child.exitCode;
  }
}

/** A port on loopback that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (typeof address !== 'object' || address === null) throw new Error('no free port');
  return address.port;
}
