import type { Run } from '../../storage/tracker/runs.ts';
import { CHANGE_KINDS, type Change } from '../../tracker/history/changes.ts';
import type { ToldChange } from '../../tracker/tracking/tracker.ts';
import type { Tracking } from '../../tracker/tracking/tracking.ts';
import type { Rendered } from '../views/blocks.ts';
import { changesView } from '../views/tracker/changes.ts';
import { datasetUsage } from '../views/tracker/help.ts';
import { noCrawlOf } from '../views/tracker/pieces.ts';

/** Changes in one answer. */
const PAGE = 25;

/** `changes [crawl] [kind] [after id]`: of the last crawl unless told; of all kinds the first, what matters most first. */
export async function answerChanges(
  tracking: Tracking,
  last: Run,
  words: readonly string[],
): Promise<Rendered> {
  const rest = [...words];
  const number = /^\d{1,9}$/.test(rest[0] ?? '') ? Number(rest.shift()) : undefined;
  const kind = CHANGE_KINDS.find((one) => one === rest[0]?.toLowerCase());
  if (kind !== undefined) rest.shift();
  const after =
    rest[0] === 'after' && /^\d{1,15}$/.test(rest[1] ?? '') ? Number(rest[1]) : undefined;
  if (rest.length > 0 && after === undefined) return datasetUsage('changes');
  const run = number === undefined ? last : await tracking.run(number);
  if (run?.found === undefined) return noCrawlOf(String(number));
  const shown = await pageOf(tracking, run, kind, after);
  const end = shown.length === PAGE ? shown.at(-1) : undefined;
  const next = end && { kind: end.change.kind, after: end.id };
  return changesView(run, shown, { kind, next });
}

/** The first changes of a run: of one kind, or kind by kind. */
async function pageOf(
  tracking: Pick<Tracking, 'changes'>,
  run: Run,
  kind?: Change['kind'],
  after?: number,
): Promise<readonly ToldChange[]> {
  if (kind !== undefined) return tracking.changes({ run: run.id }, { kind, after, limit: PAGE });
  const shown: ToldChange[] = [];
  for (const one of CHANGE_KINDS) {
    if ((run.found?.changes[one] ?? 0) === 0 || shown.length >= PAGE) continue;
    shown.push(
      ...(await tracking.changes({ run: run.id }, { kind: one, limit: PAGE - shown.length })),
    );
  }
  return shown;
}
