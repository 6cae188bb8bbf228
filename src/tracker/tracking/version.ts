import type { Run } from '../../storage/tracker/runs.ts';
import type { Version } from '../../storage/tracker/versions.ts';
import { type Dataset, dataset } from '../dataset/dataset.ts';

/** When its place was last read says nothing of a dataset: the run knows that. */
const kept = dataset.omit({ asOf: true });

export const contentOf = ({ asOf: _, ...content }: Dataset): string => JSON.stringify(content);

/** As `contentOf` wrote it. */
export const readContent = (content: string): Omit<Dataset, 'asOf'> =>
  kept.parse(JSON.parse(content));

/** A dataset as a run knew it. */
export function datasetAt(run: Run): (version: Pick<Version, 'content'>) => Dataset {
  const unread = new Map(run.found?.unread.map(({ location, since }) => [location, since]));
  return ({ content }) => {
    const known = readContent(content);
    return { ...known, asOf: unread.get(known.location) ?? run.startedAt.toISOString() };
  };
}
