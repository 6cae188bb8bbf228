import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { stringify } from 'yaml';
import { ROLES } from '../../src/domain/role.ts';

const REPOSITORY = fileURLToPath(new URL('../../', import.meta.url));

/** The program as people start it, in a process of its own; gone when it is disposed of. */
export class Program implements AsyncDisposable {
  said = ''; // on both channels
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;

  constructor(words: readonly string[], environment: Readonly<Record<string, string>> = {}) {
    this.#child = spawn(process.execPath, ['src/launch.mjs', ...words], {
      cwd: REPOSITORY,
      env: { PATH: process.env['PATH'] ?? '', ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#ended = once(this.#child, 'close');
    for (const channel of [this.#child.stdout, this.#child.stderr])
      channel?.on('data', (chunk: Buffer) => {
        this.said += chunk.toString();
      });
  }

  /** Its exit code, once it has ended. */
  async code(): Promise<number | null> {
    await this.#ended;
    return this.#child.exitCode;
  }

  /** SIGTERM; resolves to the milliseconds it took to end. */
  async stop(): Promise<number> {
    const begun = performance.now();
    this.#child.kill('SIGTERM');
    await this.#ended;
    return performance.now() - begun;
  }

  async says(words: string): Promise<void> {
    await until(
      () => this.said.includes(words),
      () => `not said: ${words}\n${this.said}`,
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#ended;
  }
}

export async function until(
  check: () => boolean | Promise<boolean>,
  complaint: () => string,
): Promise<void> {
  const end = performance.now() + 30_000;
  while (!(await check())) {
    if (performance.now() > end) throw new Error(complaint());
    await delay(50);
  }
}

/** All that `start` needs, for an installation whose surroundings are not there. */
export function anInstallation(folder: string, slackApiUrl: string): Record<string, string> {
  const nowhere = 'http://127.0.0.1:9';
  const config = join(folder, 'handoff.yml');
  const file = {
    slack: { channel: 'C00DCPOPS1', secondsBetweenPosts: 0 },
    roles: Object.fromEntries(ROLES.map((name) => [name, { name }])),
    ingest: { url: nowhere, ui: nowhere },
    catalogue: { url: nowhere, browser: nowhere },
    staging: { endpoint: nowhere, bucket: 'bucket', prefix: 'prod' },
  };
  writeFileSync(config, stringify(file));
  return {
    HANDOFF_CONFIG: config,
    DATA_DIR: join(folder, 'data'),
    SLACK_API_URL: slackApiUrl,
    SLACK_BOT_TOKEN: 'xoxb-wrong-wrong',
    SLACK_APP_TOKEN: 'xapp-wrong-wrong',
    INGEST_TOKEN: 'ingest-token',
    STAGING_ACCESS_KEY: 'access-key',
    STAGING_SECRET_KEY: 'secret-key',
  };
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

/** What a GET says, and its status; undefined when nobody answers. */
export async function ask(
  port: number,
  path: string,
): Promise<{ readonly status: number; readonly text: string } | undefined> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}${path}`);
    return { status: response.status, text: await response.text() };
  } catch {
    return undefined;
  }
}
