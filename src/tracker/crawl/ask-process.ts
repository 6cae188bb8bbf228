import { spawn } from 'node:child_process';
import { z } from 'zod';

/** A program of ours that answers in lines of JSON, each a list. */
export interface Program {
  readonly command: readonly string[];
  readonly input: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** How long it may show no sign of life, milliseconds. */
  readonly silence: number;
}

/** What a program says last, when it could not do all. */
export type Ending = { readonly why: 'silent' | 'broken'; readonly detail?: string } | undefined;

/** Has a process of its own do something, with none of the bot’s secrets; it is held back while nobody takes its lines. */
export async function* askProcess<T>(
  { command, input, environment, silence }: Program,
  shape: z.ZodType<T>,
  signal: AbortSignal,
): AsyncGenerator<readonly T[], Ending> {
  const batch = z.array(shape);
  const [program = process.execPath, ...given] = command;
  const child = spawn(program, given, { env: { LANG: 'C.UTF-8', TZ: 'UTC', ...environment } });
  let lastWords = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    lastWords = (lastWords + text).slice(-2000);
  });
  const ended = new Promise<Ending>((resolve) => {
    const broken = (detail: string): void => resolve({ why: 'broken', detail });
    child.once('error', ({ message }) => broken(message));
    child.once('close', (code, by) =>
      code === 0 ? resolve(undefined) : broken(`${code ?? by} ${lastWords.trim()}`),
    );
  });
  child.stdin.on('error', () => undefined).end(input); // its exit tells more
  const pieces = child.stdout.setEncoding('utf8').iterator();
  const patience = timer(silence, signal);
  try {
    let rest = '';
    for (;;) {
      const next = await Promise.race([pieces.next(), patience.start()]);
      patience.stop();
      signal.throwIfAborted();
      if (next === 'late') return { why: 'silent' };
      if (next.done === true) return await ended;
      const lines = (rest + z.string().parse(next.value)).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) yield batch.parse(JSON.parse(line));
    }
  } finally {
    patience.stop();
    child.kill('SIGKILL');
    for (const end of [child.stdin, child.stdout, child.stderr]) end.destroy();
    child.unref(); // nobody waits for a process that hangs in the kernel
  }
}

/** Also late when nobody wants the answer any more. */
function timer(milliseconds: number, signal: AbortSignal) {
  let stop = (): void => undefined;
  return {
    start: () =>
      new Promise<'late'>((resolve) => {
        const late = (): void => resolve('late');
        const running = setTimeout(late, milliseconds);
        signal.addEventListener('abort', late, { once: true });
        stop = () => {
          clearTimeout(running);
          signal.removeEventListener('abort', late);
        };
      }),
    stop: () => stop(),
  };
}
