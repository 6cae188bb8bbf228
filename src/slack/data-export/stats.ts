import { EXPORT_FORMATS } from '../../domain/data-export/format.ts';
import { EXPORT_STATUSES } from '../../domain/data-export/job.ts';
import { days } from '../../domain/duration.ts';
import type { Actor } from '../../domain/role.ts';
import type { Statistics, Storage } from '../../exports/jobs.ts';
import { draw } from '../../pictures/draw.ts';
import type { Needs } from '../needs.ts';
import type { Rendered } from '../views/blocks.ts';
import { FORMAT_NAMES } from '../views/data-export/formats.ts';
import { statisticsView, storageWords } from '../views/data-export/statistics.ts';

const DAYS_SHOWN = 14;

/** Numbers where they were asked for; the picture in the person’s own messages, since it is about them. */
export async function answerStats(
  needs: Needs,
  actor: Extract<Actor, { kind: 'person' }>,
): Promise<Rendered> {
  const { exports, clock, log } = needs;
  const statistics = await exports.jobs.statistics(actor);
  const storage = await exports.jobs.storage(actor);
  if (statistics.total === 0) return statisticsView(statistics, storage, 'none');
  try {
    const picture = await draw({
      of: 'exports',
      shown: shownOf(statistics, storage, clock.now()),
    });
    await needs.client.filesUploadV2({
      channel_id: await needs.chat.direct(actor.id),
      file: Buffer.from(picture),
      filename: 'exports.png',
      title: 'Your exports',
      alt_text: 'Your exports by status, format and day, and the storage that all exports take',
    });
    return statisticsView(statistics, storage, 'sent');
  } catch (error) {
    log.warn('picture of exports not sent', { person: actor.id, message: String(error) });
    return statisticsView(statistics, storage, 'failed');
  }
}

function shownOf(statistics: Statistics, storage: Storage, now: Date) {
  const { byStatus, byFormat, byDay } = statistics;
  const jobsOn = new Map(byDay.map(({ day, jobs }) => [day, jobs]));
  return {
    byStatus: EXPORT_STATUSES.map((name) => ({ name, jobs: byStatus[name] ?? 0 })),
    byFormat: EXPORT_FORMATS.flatMap((format) => {
      const { [format]: jobs = 0 } = byFormat;
      return jobs === 0 ? [] : [{ name: FORMAT_NAMES[format].split(',')[0] ?? format, jobs }];
    }),
    byDay: Array.from({ length: DAYS_SHOWN }, (_, index) => {
      const at = new Date(now.getTime() - days(DAYS_SHOWN - 1 - index));
      const jobs = jobsOn.get(at.toISOString().slice(0, 10)) ?? 0;
      return { name: DAY.format(at), jobs };
    }),
    storage: {
      words: storageWords(storage),
      ...(storage.quota === undefined ? {} : { share: Math.min(1, storage.all / storage.quota) }),
    },
  };
}

const DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' });
