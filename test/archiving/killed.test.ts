import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ArchiveFileJob } from '../../src/archiving/job.ts';
import { noSamtools } from '../support/samtools.ts';
import { aDesk, aFile, aLane, type Desk, KEYS, LOGIN } from './desk.ts';

const PROGRAM = new URL('./archive-program.ts', import.meta.url).pathname;

let desk: Desk;
beforeEach(async () => {
  desk = await aDesk();
});
afterEach(() => desk[Symbol.asyncDispose]());

/** The job in a process of its own, as a worker has it. */
function start(job: ArchiveFileJob): ChildProcess {
  const child = spawn(process.execPath, [PROGRAM], {
    stdio: ['pipe', 'pipe', 'ignore'],
    env: {
      PATH: process.env['PATH'] ?? '',
      AAP_USERNAME: LOGIN.user,
      AAP_PASSWORD: LOGIN.password,
      AWS_ACCESS_KEY_ID: KEYS.accessKey,
      AWS_SECRET_ACCESS_KEY: KEYS.secretKey,
    },
  });
  child.stdin?.end(JSON.stringify({ job, workFolder: desk.workFolder }));
  return child;
}

async function finish(job: ArchiveFileJob): Promise<unknown> {
  const child = start(job);
  if (child.stdout === null) throw new Error('No output.');
  return JSON.parse(await text(child.stdout));
}

describe.skipIf(process.platform !== 'linux')('a job whose process is killed', () => {
  test('in the middle of an upload is carried on with, in the same upload', async () => {
    const content = randomBytes(20_000_000);
    const job = aFile(desk, content);
    const child = start(job);
    let patches = 0;
    desk.dsp.trouble.of = (call) => {
      if (call === 'PATCH files') patches += 1;
      if (patches === 5) child.kill('SIGKILL');
      return patches >= 5 ? 'never' : undefined;
    };
    await once(child, 'exit');
    desk.dsp.trouble.of = () => undefined;
    expect(await finish(job)).toMatchObject({ ok: true, skipped: [] });
    expect(desk.dsp.content('submission-1', 'cell_1.fastq.gz')?.equals(content)).toBe(true);
    expect(desk.dsp.seen).toMatchObject({ created: 1, bytes: content.length });
    expect(desk.site.seen.reads).toBe(1);
  });

  test('while it fetches goes on where it was', async () => {
    const content = randomBytes(6_000_000);
    const job = aFile(desk, content);
    desk.site.trouble.breaks = [4_000_000];
    const child = start(job);
    const fetched = () => biggest(desk.workFolder, '.part');
    while (fetched() < 1_000_000) await delay(2);
    child.kill('SIGKILL');
    await once(child, 'exit');
    const [{ bytes }, kept] = [{ ...desk.site.seen }, fetched()];
    expect(await finish(job)).toMatchObject({ ok: true });
    expect(desk.dsp.content('submission-1', 'cell_1.fastq.gz')?.equals(content)).toBe(true);
    expect(desk.site.seen.bytes).toBe(bytes + content.length - kept);
  });

  test.skipIf(noSamtools !== undefined)(
    'while it converts leaves no half of a BAM behind',
    async () => {
      const job = aLane(desk, { reads: 30_000 });
      const child = start(job);
      const manifest = join(desk.workFolder, 'manifest-1');
      while (biggest(desk.workFolder, '.bam.part') < 1) await delay(2);
      child.kill('SIGKILL');
      await once(child, 'exit');
      expect(biggest(desk.workFolder, '.bam')).toBe(0);
      expect(await finish(job)).toMatchObject({ ok: true, outputs: [{ reads: 30_000 }] });
      expect(desk.site.seen.reads).toBe(3);
      expect(readdirSync(manifest)).toHaveLength(1);
    },
  );
});

/** Bytes of the largest file whose name ends so; 0 where there is none. */
function biggest(folder: string, ending: string): number {
  if (!existsSync(folder)) return 0;
  const sizes = readdirSync(folder, { recursive: true })
    .map((name) => join(folder, String(name)))
    .filter((path) => path.endsWith(ending))
    .map((path) => statSync(path, { throwIfNoEntry: false })?.size ?? 0);
  return Math.max(0, ...sizes);
}

describe.skipIf(noSamtools !== undefined || process.platform !== 'linux')(
  'secrets and names of others',
  () => {
    test('are in no command line while a job runs, and secrets in no file it leaves', async () => {
      const job = aLane(desk, { reads: 30_000, output: 'CANARY-output.bam' });
      const running = { over: false };
      const work = finish(job).finally(() => {
        running.over = true;
      });
      const lines = new Set<string>();
      while (!running.over) {
        for (const line of commandLines()) lines.add(line);
        await delay(3);
      }
      expect(await work).toMatchObject({ ok: true });
      const tools = [...lines].filter((line) => line.startsWith('samtools'));
      expect(tools.some((line) => line.includes(' -b '))).toBe(true); // it was looked at in time
      expect([...lines].filter((line) => line.includes('CANARY'))).toEqual([]);

      const left = readdirSync(desk.workFolder, { recursive: true, withFileTypes: true })
        .filter((one) => one.isFile())
        .map((one) => readFileSync(join(one.parentPath, one.name), 'latin1'));
      expect(left.length).toBeGreaterThan(4);
      const secrets = [LOGIN.password, KEYS.accessKey, KEYS.secretKey, 'token-'];
      expect(left.filter((content) => secrets.some((one) => content.includes(one)))).toEqual([]);
    });
  },
);

function commandLines(): readonly string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        return [readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')];
      } catch {
        return []; // it has ended
      }
    });
}
