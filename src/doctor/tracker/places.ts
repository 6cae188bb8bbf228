import { readFile } from 'node:fs/promises';
import type { Config } from '../../config/config.ts';
import { readSourcesConfig } from '../../tracker/sources/sources-config.ts';
import { type Check, type Finding, fail, ok, warn } from '../check.ts';

/** Where the tracker looks for datasets; nothing where it is switched off. No place is touched: a mount may be dead. */
export function trackerChecks({ tracker }: Pick<Config, 'tracker'>): readonly Check[] {
  if (tracker === undefined) return [];
  const { sources: path, store } = tracker;

  async function places(): Promise<Finding> {
    let text: string;
    try {
      text = await readFile(path, 'utf8');
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      return fail(
        `${path} cannot be read: ${why}`,
        'Check tracker.sources, and who owns the file.',
      );
    }
    const read = readSourcesConfig(text, path);
    if (!read.ok)
      return fail(read.faults.join('\n'), `Correct ${path}; nothing is crawled until then.`);
    const bucket = read.sources.find(({ kind }) => kind === 'bucket');
    if (bucket !== undefined && store === undefined)
      return fail(`${bucket.location} is in a bucket`, 'Say tracker.store.');
    const says = `${path}: ${read.sources.length} ${read.sources.length === 1 ? 'place' : 'places'}`;
    return read.warnings.length === 0
      ? ok(says)
      : warn(says, `Is this meant? ${read.warnings.join('\n')}`);
  }

  return [{ name: 'tracker sources', run: places }];
}
