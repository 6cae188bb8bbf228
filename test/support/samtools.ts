import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';

/** Undefined where samtools is installed; where every part has to be proven, that it is not is an error. */
export const noSamtools: string | undefined = reason();

function reason(): string | undefined {
  if (spawnSync('samtools', ['--version']).status === 0) return undefined;
  if (process.env['CI'] === 'true') throw new Error('samtools is not installed.');
  return 'samtools is not installed';
}

/** The records of a BAM as another program sees them: lines of SAM, one after the other, whatever their number. */
export async function* linesOf(path: string): AsyncGenerator<string, undefined> {
  const view = spawn('samtools', ['view', path], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(view, 'close');
  view.stdout.setEncoding('latin1');
  let rest = '';
  for await (const piece of view.stdout) {
    const lines = `${rest}${piece}`.split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  const [code] = await ended;
  if (code !== 0 || rest !== '') throw new Error(`samtools view ended with ${code}: ${path}`);
}
