import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { tryInstanceLock } from '../../src/storage/instance-lock.ts';
import { aDataFolder, type DataFolder } from '../support/data-folder.ts';

const lockUrl = new URL('../../src/storage/instance-lock.ts', import.meta.url).href;
let folder: DataFolder;
let child: ChildProcess | undefined;
beforeEach(() => {
  folder = aDataFolder();
});
afterEach(() => {
  child?.kill('SIGKILL');
  folder[Symbol.dispose]();
});

/** Another bot on the same folder; resolves when it has said whether it got the lock. */
async function anotherBot(): Promise<string> {
  const script = `const { tryInstanceLock } = await import(${JSON.stringify(lockUrl)});
    globalThis.lock = tryInstanceLock(process.argv[1]);
    process.stdout.write(lock === undefined ? 'standby' : 'active');
    setInterval(() => undefined, 1000);`;
  child = spawn(process.execPath, ['--input-type=module', '-e', script, folder.path], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (child.stdout === null) throw new Error('no output');
  const [said] = await once(child.stdout, 'data');
  return String(said);
}

describe('the instance lock', () => {
  it('is given to one, until it is released', () => {
    const first = tryInstanceLock(folder.path);
    expect(first).toBeDefined();
    expect(tryInstanceLock(folder.path)).toBeUndefined();
    first?.release();
    const second = tryInstanceLock(folder.path);
    expect(second).toBeDefined();
    second?.release();
  });

  it('of another process is respected, and free at once when that is killed', async () => {
    expect(await anotherBot()).toBe('active');
    expect(tryInstanceLock(folder.path)).toBeUndefined();
    expect(tryInstanceLock(folder.path)).toBeUndefined();
    const ended = child && once(child, 'exit');
    child?.kill('SIGKILL');
    await ended;
    const taken = tryInstanceLock(folder.path);
    expect(taken).toBeDefined();
    taken?.release();
  });

  it('held here keeps another process on standby', async () => {
    const held = tryInstanceLock(folder.path);
    expect(await anotherBot()).toBe('standby');
    held?.release();
  });

  it('belongs to nobody else’s eyes', () => {
    const held = tryInstanceLock(folder.path);
    expect(statSync(join(folder.path, 'instance.lock')).mode & 0o077).toBe(0);
    held?.release();
  });
});
