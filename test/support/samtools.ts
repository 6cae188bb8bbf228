import { execFileSync, spawnSync } from 'node:child_process';

/** Undefined where samtools is installed; where every part has to be proven, that it is not is an error. */
export const noSamtools: string | undefined = reason();

function reason(): string | undefined {
  if (spawnSync('samtools', ['--version']).status === 0) return undefined;
  if (process.env['CI'] === 'true') throw new Error('samtools is not installed.');
  return 'samtools is not installed';
}

/** The records of a BAM as another program sees them: columns, and tags by their names. */
export function readRecords(path: string) {
  const text = execFileSync('samtools', ['view', path], { maxBuffer: 1e9, encoding: 'latin1' });
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => {
      const columns = line.split('\t');
      const tags = Object.fromEntries(columns.slice(11).map((tag) => tag.split(/:Z:(.*)/s, 2)));
      return { columns: columns.slice(0, 11), tags };
    });
}
