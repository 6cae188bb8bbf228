import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { z } from 'zod';
import { MOST_COPIED_AT_ONCE } from '../../../src/buckets/mover/send.ts';

export const killedNeeds = z.object({
  folder: z.string(),
  hub: z.string(),
  access: z.object({ endpoint: z.string(), accessKey: z.string(), secretKey: z.string() }),
  routes: z.array(z.object({ dataset: z.string(), target: z.string(), keep: z.boolean() })),
  /** The target’s store is another one, as far as the mover knows. */
  streams: z.boolean().default(false),
  diesAfter: z.enum(['copy', 'copyInParts', 'write', 'tag', 'remove', 'abandon']).optional(),
  speed: z.number().default(20),
  interval: z.number().default(5000), // milliseconds, as they pass there
  atOnce: z.number().default(4),
  partBytes: z.number().default(5 * 1024 ** 2),
  mostCopiedAtOnce: z.number().default(MOST_COPIED_AT_ONCE),
});
export type KilledNeeds = z.input<typeof killedNeeds>;

const PROGRAM = new URL('./killed.ts', import.meta.url).pathname;

export interface Killable {
  /** Resolves when it is dead, by whatever signal. */
  readonly dead: Promise<unknown>;
  kill(): Promise<void>;
  /** Has it look through the hub at once. */
  wake(): void;
  readonly pid: number;
}

export async function startKillable(needs: KilledNeeds): Promise<Killable> {
  const child = spawn(process.execPath, [PROGRAM], {
    env: { ...process.env, HANDOFF_KILLED: JSON.stringify(needs) },
    stdio: [
      'ignore',
      'pipe',
      process.env['HANDOFF_KILLED_LOG'] === undefined ? 'ignore' : 'inherit',
    ],
  });
  const dead = once(child, 'close');
  await once(child.stdout, 'data');
  return {
    dead,
    pid: child.pid ?? 0,
    wake: () => void child.kill('SIGUSR2'),
    async kill() {
      child.kill('SIGKILL');
      await dead;
    },
  };
}
