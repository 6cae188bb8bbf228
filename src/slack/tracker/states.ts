import type { Actor } from '../../domain/role.ts';
import { draw } from '../../pictures/draw.ts';
import type { Run } from '../../storage/tracker/runs.ts';
import { agesOf, standingsOf } from '../../tracker/history/census.ts';
import type { Tracking } from '../../tracker/tracking/tracking.ts';
import type { Needs } from '../needs.ts';
import type { Rendered } from '../views/blocks.ts';
import { statesView } from '../views/tracker/states.ts';
import { sendFile } from './send-file.ts';

/** What the states mean and how many stand where; the picture in the person’s own messages. */
export async function answerStates(
  needs: Needs,
  tracking: Tracking,
  run: Run | undefined,
  actor: Extract<Actor, { kind: 'person' }>,
): Promise<Rendered> {
  if (run === undefined) return statesView(undefined, 'none');
  const { clock, log } = needs;
  const now = clock.now();
  const counted = await tracking.census(run);
  const known = { run, standings: standingsOf(counted), now };
  try {
    const picture = await draw({
      of: 'datasets',
      shown: {
        byState: known.standings.map(({ stage: name, datasets }) => ({ name, datasets })),
        byAge: agesOf(counted, now),
      },
    });
    const isSent = await sendFile(needs, actor.id, {
      content: picture,
      filename: 'datasets.png',
      title: 'Where datasets stand',
      alt: 'How many datasets are in each state, and how long those on their way have stood as they do',
    });
    return statesView(known, isSent ? 'sent' : 'failed');
  } catch (error) {
    log.warn('picture of datasets not drawn', { person: actor.id, message: String(error) });
    return statesView(known, 'failed');
  }
}
