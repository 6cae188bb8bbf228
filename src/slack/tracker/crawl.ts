import { mayAct } from '../../domain/role.ts';
import type { Tracking } from '../../tracker/tracking/tracking.ts';
import type { Needs } from '../needs.ts';
import { paragraph, type Rendered } from '../views/blocks.ts';
import { endedView, startedView } from '../views/tracker/crawl.ts';
import { NOT_YOUR_ROLE } from '../views/tracker/pieces.ts';
import type { Asker } from './asker.ts';

/** Looks through all places now, for whoever has a role; what was found is said when it is done. */
export async function startCrawl(
  { log }: Pick<Needs, 'log'>,
  { crawls }: Pick<Tracking, 'crawls'>,
  { actor, say }: Asker,
): Promise<Rendered> {
  if (!mayAct(actor, 'anyone with a role')) return paragraph(NOT_YOUR_ROLE);
  const started = await crawls.start(actor);
  if (started.what !== 'no sources')
    void started.ended
      .then((run) => say(endedView(run)))
      .catch((error: unknown) => {
        log.info('the end of a crawl not told', { run: started.run.id, message: String(error) });
      });
  return startedView(started);
}
