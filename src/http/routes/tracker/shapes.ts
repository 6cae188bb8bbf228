import { z } from 'zod';
import type { Run } from '../../../storage/tracker/runs.ts';
import { dataset } from '../../../tracker/dataset/dataset.ts';
import { change } from '../../../tracker/history/changes.ts';
import type { ToldChange } from '../../../tracker/tracking/changes.ts';
import type { Tracked } from '../../../tracker/tracking/tracked.ts';
import type { Stood } from '../../../tracker/tracking/tracker.ts';
import { datasetShape } from '../datasets/shapes.ts';

const count = z.int();
const time = z.iso.datetime();

export const runShape = z
  .object({
    id: z.int(),
    by: z.string().describe('Who or what started it'),
    startedAt: time,
    endedAt: time.optional(),
    state: z.enum(['crawling', 'done', 'failed']),
    fault: z.string().optional(),
    datasets: count.optional(),
    filesRead: count.optional().describe('The others were as they had been'),
    changes: z.record(z.string(), count).optional().describe('How many of each kind'),
    troubles: count.optional().describe('What could not be read as it should be'),
    unread: z
      .array(
        z.object({
          location: z.string(),
          since: z.string().optional(),
          why: z.string().optional(),
        }),
      )
      .readonly()
      .optional()
      .describe(
        'Places that could not be read, or are empty all at once; since: how old what is told of them is',
      ),
  })
  .meta({ id: 'TrackerRun' });

export const runReportShape = runShape
  .extend({
    troubleList: z
      .array(
        z.object({
          location: z.string(),
          path: z.string().optional(),
          why: z.string(),
          detail: z.string().optional(),
        }),
      )
      .readonly()
      .describe('The first of them'),
  })
  .meta({ id: 'TrackerRunReport' });

export const trackedShape = dataset
  .extend({
    since: time.describe('When it was first seen with this status, or that was accepted'),
    corrected: z
      .record(z.string(), z.string())
      .optional()
      .describe('What people found to be so over the crawl, by column of the sheet'),
  })
  .meta({ id: 'TrackedDataset' });

export const trackedReportShape = trackedShape
  .extend({
    runbooks: z.array(datasetShape).describe('The same dataset, as runbooks carry it'),
  })
  .meta({ id: 'TrackedReport' });

export const versionShape = trackedShape
  .extend({ run: z.int(), from: time, to: time.optional() })
  .meta({ id: 'TrackedVersion' });

export const changeShape = z
  .object({ id: z.int(), run: z.int(), at: time, change })
  .meta({ id: 'TrackedChange' });

export function runOf({ id, by, startedAt, endedAt, state, fault, found }: Run) {
  return {
    id,
    by,
    startedAt: startedAt.toISOString(),
    endedAt: endedAt?.toISOString(),
    state,
    fault,
    ...(found && {
      datasets: found.datasets,
      filesRead: found.filesRead,
      changes: { ...found.changes },
      troubles: found.troubled,
      unread: found.unread,
    }),
  };
}

export const runReportOf = (run: Run) => ({
  ...runOf(run),
  troubleList: run.found?.troubles ?? [],
});

export const trackedOf = ({ dataset, since, corrected }: Tracked) => ({
  ...dataset,
  since: since.toISOString(),
  ...(corrected && {
    corrected: Object.fromEntries([...corrected].map(([title, { text }]) => [title, text])),
  }),
});

export const versionOf = ({ run, from, to, ...tracked }: Stood) => ({
  ...trackedOf(tracked),
  run,
  from: from.toISOString(),
  to: to?.toISOString(),
});

export const changeOf = ({ at, ...told }: ToldChange) => ({ ...told, at: at.toISOString() });
