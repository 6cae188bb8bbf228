import { addFileNews, endFileNews, listOpenFileNews } from '../../storage/buckets/file-news.ts';
import { askForFileCard } from '../../storage/buckets/request-errands.ts';
import type { RequestNeeds } from '../requests/needs.ts';

/**
 * Tells of each file that is not what holds: once, and again when something else is the matter with it. When nothing is
 * any more, what was told says so. Users whose role is gone are told of with their dataset.
 */
export async function lookAtFiles(
  needs: Pick<RequestNeeds, 'db' | 'clock' | 'inForce' | 'wake'>,
): Promise<void> {
  const { db, clock } = needs;
  const { news } = await needs.inForce();
  const found = new Map(
    news
      .filter(({ why }) => why !== 'user gone')
      .map((one) => [one.path, JSON.stringify(one)] as const),
  );
  const now = clock.now();
  await db.transaction().execute(async (trx) => {
    const told = await listOpenFileNews(trx);
    for (const one of told) {
      if (found.get(one.path) === one.news) continue;
      await endFileNews(trx, one.id, now);
      await askForFileCard(trx, one.id, now);
    }
    for (const [path, what] of found) {
      if (told.some((one) => one.path === path && one.news === what)) continue;
      await askForFileCard(trx, await addFileNews(trx, path, what, now), now);
    }
  });
  needs.wake();
}
