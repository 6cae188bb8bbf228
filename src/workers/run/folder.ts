import {
  chmod,
  lstat,
  mkdir,
  open,
  readdir,
  readFile,
  readlink,
  rename,
  rm,
  symlink,
} from 'node:fs/promises';
import { join } from 'node:path';
import type { Ending, Task } from '../executor.ts';
import { CLOSED, ending, filesOf } from './files.ts';

const KEY = /^[A-Za-z0-9-]{1,60}$/;
const LOG_LINES = 50;
const LOG_BYTES = 64 * 1024;

/** The bot’s hands in the folder of one run. */
export interface RunFolder {
  readonly path: string;
  /** Notes what is to be done. `again` where that was noted before, `another` where something else was. */
  begin(task: Task, secretsByFile: boolean): Promise<'first' | 'again' | 'another'>;
  /** Names of what is in it; undefined where there is none. */
  list(): Promise<ReadonlySet<string> | undefined>;
  /** Who does the work: the scheduler’s number of it; undefined while nobody has begun. */
  claimant(): Promise<string | undefined>;
  result(): Promise<'done' | 'gave up' | undefined>;
  handOver(environment: Readonly<Record<string, string>>): Promise<void>;
  /** From now on nobody begins, and whoever is at it stops within a second or two. */
  close(): Promise<void>;
  /** Closes it, and notes how it ended: whoever follows it again hears the same. */
  settle(ending: Ending): Promise<void>;
  ending(): Promise<Ending | undefined>;
  log(): Promise<readonly string[]>;
  remove(): Promise<void>;
}

export function runFolder(root: string, key: string): RunFolder {
  if (!KEY.test(key)) throw new Error(`A run can’t be called ${JSON.stringify(key)}.`);
  const path = join(root, key);
  const files = filesOf(path);

  return {
    path,
    async begin(task, secretsByFile) {
      await mkdir(path, { recursive: true, mode: 0o700 });
      const text = JSON.stringify({ task, secretsByFile });
      const before = await readFile(files.spec, 'utf8').catch(absent);
      if (before !== undefined) return before === text ? 'again' : 'another';
      await writeWhole(files.spec, text);
      return 'first';
    },
    async list() {
      const names = await readdir(path).catch(absent);
      return names === undefined ? undefined : new Set(names);
    },
    async claimant() {
      const claim = await readlink(files.claim).catch(absent);
      return claim?.split('/')[0];
    },
    async result() {
      const text = await readFile(files.result, 'utf8').catch(absent);
      if (text === undefined) return undefined;
      return text === '0' ? 'done' : 'gave up';
    },
    async handOver(environment) {
      await rm(files.wanted, { force: true });
      await writeWhole(files.environment, JSON.stringify(environment));
    },
    close,
    async settle(how) {
      await close();
      await writeWhole(files.ending, JSON.stringify(how));
    },
    async ending() {
      const text = await readFile(files.ending, 'utf8').catch(absent);
      return text === undefined ? undefined : ending.parse(JSON.parse(text));
    },
    log: () => lastLines(files.log),
    remove: () => rm(path, { recursive: true, force: true, maxRetries: 3 }),
  };

  async function close(): Promise<void> {
    const draft = `${files.claim}.closed`;
    await rm(draft, { force: true });
    await symlink(CLOSED, draft);
    await rename(draft, files.claim);
    await rm(files.environment, { force: true });
  }
}

/** Keys of runs in whose folders nothing has happened since then; whatever else lies there is not ours. */
export async function listOld(root: string, olderThan: Date): Promise<readonly string[]> {
  const keys = ((await readdir(root).catch(absent)) ?? []).filter((name) => KEY.test(name));
  const found = await Promise.all(
    keys.map(async (key) => {
      const folder = join(root, key);
      const names = (await readdir(folder).catch(notAFolder)) ?? [];
      if (!names.includes('spec.json')) return [];
      const seen = await Promise.all(
        ['', ...names].map((name) => lstat(join(folder, name)).catch(absent)),
      );
      const last = Math.max(...seen.map((one) => one?.mtimeMs ?? 0));
      return last < olderThan.getTime() ? [key] : [];
    }),
  );
  return found.flat();
}

/** It is there whole or not at all, and only this user reads it. */
async function writeWhole(path: string, text: string): Promise<void> {
  const draft = `${path}.draft`;
  await rm(draft, { force: true });
  {
    await using file = await open(draft, 'wx', 0o600);
    await file.writeFile(text);
    await file.sync();
  }
  await chmod(draft, 0o600);
  await rename(draft, path);
}

async function lastLines(path: string): Promise<readonly string[]> {
  const file = await open(path, 'r').catch(absent);
  if (file === undefined) return [];
  await using _ = file;
  const { size } = await file.stat();
  const bytes = Math.min(size, LOG_BYTES);
  const { buffer, bytesRead } = await file.read(Buffer.alloc(bytes), 0, bytes, size - bytes);
  const lines = buffer.toString('utf8', 0, bytesRead).split('\n');
  return (lines.at(-1) === '' ? lines.slice(0, -1) : lines).slice(-LOG_LINES);
}

function notAFolder(error: unknown): undefined {
  if (error instanceof Error && 'code' in error && error.code === 'ENOTDIR') return undefined;
  return absent(error);
}

export function absent(error: unknown): undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT' || code === 'ESTALE') return undefined;
  throw error;
}
