import type { Run } from '../../storage/tracker/runs.ts';
import { CHANGE_KINDS, type Change } from '../../tracker/history/changes.ts';
import type { ToldChange } from '../../tracker/tracking/changes.ts';
import type { Tracking } from '../../tracker/tracking/tracking.ts';
import type { Rendered } from '../views/blocks.ts';
import { changesView } from '../views/tracker/changes.ts';
import { datasetUsage } from '../views/tracker/help.ts';
import { noCrawlOf } from '../views/tracker/pieces.ts';
import { troublesView } from '../views/tracker/troubles.ts';

/** Changes in one answer. */
const PAGE = 25;

/**
 * `changes [crawl, or 5-7] [kind] [after id]`: of the last crawl unless told; of all kinds the first, what matters most
 * first.
 */
export async function answerChanges(
  tracking: Tracking,
  last: Run,
  words: readonly string[],
): Promise<Rendered> {
  const rest = [...words];
  const [, first, upTo = first] = /^(\d{1,9})(?:-(\d{1,9}))?$/.exec(rest[0] ?? '') ?? [];
  if (first !== undefined) rest.shift();
  const kind = CHANGE_KINDS.find((one) => one === rest[0]?.toLowerCase());
  if (kind !== undefined) rest.shift();
  const after =
    rest[0] === 'after' && /^\d{1,15}$/.test(rest[1] ?? '') ? Number(rest[1]) : undefined;
  if (rest.length > 0 && after === undefined) return datasetUsage('changes');
  const run = upTo === undefined ? last : await tracking.run(Number(upTo));
  if (run?.found === undefined)
    return run?.state === 'failed' ? troublesView(run) : noCrawlOf(upTo ?? '');
  const runs = { first: first === undefined ? run.id : Number(first), last: run.id };
  if (runs.first > runs.last) return datasetUsage('changes');
  const counts = await tracking.countChanges(runs);
  const shown = await pageOf(tracking, runs, { counts, kind, after });
  const end = shown.length === PAGE ? shown.at(-1) : undefined;
  const next = end && { kind: end.change.kind, after: end.id };
  return changesView({ run, since: runs.first, counts }, shown, { kind, next });
}

/** The first changes of these crawls: of one kind, or kind by kind. */
async function pageOf(
  tracking: Pick<Tracking, 'changes'>,
  runs: { readonly first: number; readonly last: number },
  wanted: {
    readonly counts: Readonly<Record<string, number>>;
    readonly kind: Change['kind'] | undefined;
    readonly after: number | undefined;
  },
): Promise<readonly ToldChange[]> {
  const { counts, kind, after } = wanted;
  if (kind !== undefined) return tracking.changes(runs, { kind, after, limit: PAGE });
  const shown: ToldChange[] = [];
  for (const one of CHANGE_KINDS) {
    if ((counts[one] ?? 0) === 0 || shown.length >= PAGE) continue;
    shown.push(...(await tracking.changes(runs, { kind: one, limit: PAGE - shown.length })));
  }
  return shown;
}
