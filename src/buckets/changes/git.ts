import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';

/** One call of the git program. Words are words: there is no shell, and none of them is taken for an option. Throws GitError. */
export type Git = (
  words: readonly string[],
  more?: { readonly input?: string | Uint8Array; readonly env?: Readonly<Record<string, string>> },
) => Promise<string>;

/** What git said no to, in its words; with others for people, who know neither git nor this machine. */
export class GitError extends Error {
  override readonly name = 'GitError';
  readonly says: string;
  constructor(message: string, says = wordsFor(message)) {
    super(message);
    this.says = says;
  }
}

function wordsFor(message: string): string {
  return /index\.lock/.test(message)
    ? 'The folder of requests is being written to by somebody else’s git: its `index.lock` is there. If none is at work, whoever runs me removes that file.'
    : 'The folder of requests can’t be written to: git refuses it. Whoever runs me finds its words in my log.';
}

/** Nothing of whoever runs the bot, and nothing that the repository would run by itself. */
const SETTINGS = [
  'core.hooksPath=/dev/null',
  'core.fsmonitor=false',
  'commit.gpgSign=false',
  'gc.auto=0',
  'core.quotePath=false',
].flatMap((one) => ['-c', one]);

export function gitIn(folder: string): Git {
  return async (words, { input = '', env = {} } = {}) => {
    const child = spawn('git', [...SETTINGS, '-C', folder, ...words], {
      env: {
        PATH: process.env['PATH'],
        GIT_CONFIG_NOSYSTEM: '1',
        GIT_CONFIG_GLOBAL: '/dev/null',
        GIT_TERMINAL_PROMPT: '0',
        LC_ALL: 'C',
        ...env,
      },
      stdio: 'pipe',
      windowsHide: true,
    });
    child.stdin.on('error', () => undefined); // git may not want it
    child.stdin.end(input);
    const ended = new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    const [out, complaint, code] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      ended,
    ]);
    if (code !== 0)
      throw new GitError(
        `git ${words[0]}: ${complaint.trim().split('\n')[0] || `ended with ${code}`}`,
      );
    return out.trimEnd();
  };
}

/** Undefined where git says no: there is no such thing. */
export function unlessRefused(error: unknown): undefined {
  if (!(error instanceof GitError)) throw error;
}
