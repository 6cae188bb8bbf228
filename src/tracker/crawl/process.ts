import { spawn } from 'node:child_process';
import { z } from 'zod';

/** What a process says last, when it could not do all. */
export type Ending = { readonly why: 'silent' | 'broken'; readonly detail?: string } | undefined;

/** Names a folder in which Node keeps what it has compiled: so a process starts in a third of the time. */
export const CODE_CACHE = 'NODE_COMPILE_CACHE';

export interface Program {
  readonly command: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

/** A process of its own, with none of the bot’s secrets; it is held back while nobody listens. */
export interface Running {
  tell(text: string): void;
  /** It will be told nothing more. */
  leave(): void;
  /** Its next lines, or how it ended. `silence`: how long it may show no sign of life, milliseconds. */
  listen(
    silence: number,
    signal: AbortSignal,
  ): Promise<{ readonly lines: readonly string[] } | { readonly ending: Ending }>;
  /** Nobody waits for a process that hangs in the kernel. */
  kill(): void;
  readonly ended: Promise<Ending>;
}

export function startProcess({ command, environment }: Program): Running {
  const [program = process.execPath, ...given] = command;
  const { [CODE_CACHE]: cache } = process.env;
  const child = spawn(program, given, {
    env: { LANG: 'C.UTF-8', TZ: 'UTC', ...(cache && { [CODE_CACHE]: cache }), ...environment },
  });
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
  child.stdin.on('error', () => undefined); // its exit tells more
  const pieces = child.stdout.setEncoding('utf8').iterator();
  let rest = '';
  return {
    ended,
    tell: (text) => void child.stdin.write(text),
    leave: () => void child.stdin.end(),
    async listen(silence, signal) {
      const patience = timer(silence, signal);
      try {
        const next = await Promise.race([pieces.next(), patience.over]);
        signal.throwIfAborted();
        if (next === 'late') return { ending: { why: 'silent' } };
        if (next.done === true) return { ending: await ended };
        const [first = '', ...lines] = z.string().parse(next.value).split('\n');
        lines.unshift(rest + first); // a long line comes in many pieces: only the new one is looked through
        rest = lines.pop() ?? '';
        return { lines };
      } finally {
        patience.stop();
      }
    },
    kill() {
      child.kill('SIGKILL');
      for (const end of [child.stdin, child.stdout, child.stderr]) end.destroy();
      child.unref();
    },
  };
}

/**
 * Has a program of ours begin and end with nothing to do: what is compiled of it is kept for the next time. Otherwise each
 * of several that begin together compiles for itself, and holds on to the compiler.
 */
export async function beginOnce(program: Program, signal: AbortSignal): Promise<void> {
  const running = startProcess(program);
  running.leave();
  signal.addEventListener('abort', running.kill, { once: true });
  await running.ended;
  signal.removeEventListener('abort', running.kill);
}

/** Has a program of ours answer in lines of JSON, each a list. */
export async function* askProcess<T>(
  { input, silence, ...program }: Program & { readonly input: string; readonly silence: number },
  shape: z.ZodType<T>,
  signal: AbortSignal,
): AsyncGenerator<readonly T[], Ending> {
  const batch = z.array(shape);
  const running = startProcess(program);
  try {
    running.tell(input);
    running.leave();
    for (;;) {
      const said = await running.listen(silence, signal);
      if ('ending' in said) return said.ending;
      for (const line of said.lines) yield batch.parse(JSON.parse(line));
    }
  } finally {
    running.kill();
  }
}

/** Also over when nobody wants the answer any more. */
function timer(milliseconds: number, signal: AbortSignal) {
  let stop = (): void => undefined;
  const over = new Promise<'late'>((resolve) => {
    const late = (): void => resolve('late');
    const running = setTimeout(late, milliseconds);
    signal.addEventListener('abort', late, { once: true });
    stop = () => {
      clearTimeout(running);
      signal.removeEventListener('abort', late);
    };
  });
  return { over, stop: () => stop() };
}
