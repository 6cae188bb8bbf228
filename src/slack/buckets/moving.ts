import type { Actor } from '../../domain/role.ts';
import type { Needs } from '../needs.ts';
import { paragraph, type Rendered } from '../views/blocks.ts';
import { bucketUsage } from '../views/buckets/help.ts';
import {
  noTrafficView,
  releasedView,
  trafficView,
  transfersView,
} from '../views/buckets/transfers.ts';
import { escaped } from '../views/text.ts';

const SHOWN = 15;

/** What the mover has done, and its release of what it holds: that is for those who look after buckets. */
export async function moving(
  { mover, roles }: Pick<Needs, 'mover' | 'roles'>,
  word: 'transfers' | 'release',
  dataset: string | undefined,
  actor: Extract<Actor, { kind: 'person' }>,
): Promise<Rendered> {
  if (mover === undefined)
    return paragraph('What lands in the hub is not moved by me here, so I have no record of it.');
  const { reports } = mover;
  if (word === 'release') {
    if (dataset === undefined) return bucketUsage('release');
    if (!actor.roles.includes('data-engineering'))
      return paragraph(
        `Only ${escaped(roles['data-engineering'].name)} releases what is held. Tell them that it is mended.`,
      );
    return releasedView(dataset, await mover.release(dataset, actor.id));
  }
  const all = await reports.traffic();
  if (dataset === undefined) return trafficView(all);
  const traffic = all.find((one) => one.dataset === dataset);
  if (traffic === undefined)
    return noTrafficView(
      dataset,
      all.map((one) => one.dataset),
    );
  return transfersView(dataset, {
    traffic,
    transfers: await reports.transfers(dataset, { most: SHOWN }),
    held: await reports.held(dataset),
  });
}
