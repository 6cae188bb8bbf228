import type { Run } from '../../storage/tracker/runs.ts';
import type { Tracking } from '../../tracker/tracking/tracking.ts';
import type { Needs } from '../needs.ts';
import type { Rendered } from '../views/blocks.ts';
import { historyView } from '../views/tracker/changes.ts';
import { checkView } from '../views/tracker/check.ts';
import { goneView, unknownView } from '../views/tracker/dataset.ts';
import { filesView } from '../views/tracker/files.ts';
import {
  DATASET_SUBCOMMANDS,
  type DatasetSubcommand,
  datasetHelpView,
  datasetUsage,
} from '../views/tracker/help.ts';
import { NO_CRAWL, noCrawlOf } from '../views/tracker/pieces.ts';
import { troublesView } from '../views/tracker/troubles.ts';
import type { Asker } from './asker.ts';
import { answerBoard } from './board.ts';
import { readBoardWish, wordsIn } from './board-wish.ts';
import { findCalled } from './called.ts';
import { answerChanges } from './changes.ts';
import { startCrawl } from './crawl.ts';
import { answerDuplicates } from './duplicates.ts';
import { answerMetadata } from './files.ts';
import { answerName } from './name.ts';
import { answerProposals } from './proposals.ts';
import { runThen } from './run-then.ts';
import { answerSheet } from './sheet.ts';
import { answerStates } from './states.ts';

const MOST_CHANGES = 1000; // of one dataset
/** Sub-commands that take nothing. */
const ALONE: readonly DatasetSubcommand[] = ['crawl', 'states'];

/** What was typed after the command, or stands behind a button. */
export async function answerDataset(
  needs: Needs,
  tracking: Tracking,
  text: string,
  asker: Asker,
): Promise<Rendered> {
  const [first = '', ...rest] = wordsIn(text);
  const sub = DATASET_SUBCOMMANDS.find((known) => known === first.toLowerCase());
  if (first === '' || sub === 'help') return datasetHelpView();
  if (rest.length > 0 && ALONE.some((one) => one === sub)) return datasetUsage(sub ?? 'help');
  if (sub === 'crawl') return startCrawl(needs, tracking, asker);
  const run = await tracking.runAt();
  if (sub === 'proposals') return answerProposals(tracking, rest);
  if (sub === 'states') return answerStates(needs, tracking, run, asker.actor);
  if (sub === undefined) return answerName(needs, tracking, run, [first, ...rest].join(' '));
  return run === undefined ? NO_CRAWL : answerKnown(needs, tracking, run, { sub, rest, asker });
}

/** What needs a crawl to have been done. */
async function answerKnown(
  needs: Needs,
  tracking: Tracking,
  run: Run,
  asked: {
    readonly sub: Exclude<DatasetSubcommand, 'help' | 'crawl' | 'proposals' | 'states'>;
    readonly rest: readonly string[];
    readonly asker: Asker;
  },
): Promise<Rendered> {
  const { sub, rest, asker } = asked;
  switch (sub) {
    case 'board':
      return answerBoard(needs, tracking, rest);
    case 'as-of':
      return answerAsOf(needs, tracking, rest);
    case 'changes':
      return answerChanges(tracking, run, rest);
    case 'troubles':
      return answerTroubles(tracking, run, rest);
    case 'sheet':
      return answerSheetOf(needs, tracking, rest, asker);
    case 'duplicates':
      return answerDuplicates(tracking, rest);
    case 'check':
    case 'history':
    case 'files':
    case 'metadata':
      return answerOf(needs, tracking, run, { sub, rest, asker });
  }
}

/** `sheet [day]`. */
async function answerSheetOf(
  needs: Needs,
  tracking: Tracking,
  [day, tooMany]: readonly string[],
  { actor }: Asker,
): Promise<Rendered> {
  const asked = await runThen(tracking, day, needs.clock.now());
  if (asked === undefined || tooMany !== undefined) return datasetUsage('sheet');
  return 'said' in asked ? asked.said : answerSheet(needs, tracking, asked.run, actor);
}

/** What is asked of one dataset, by any of its names. */
async function answerOf(
  needs: Needs,
  tracking: Tracking,
  run: Run,
  {
    sub,
    rest: [name, kind, tooMany],
    asker,
  }: {
    readonly sub: 'check' | 'history' | 'files' | 'metadata';
    readonly rest: readonly string[];
    readonly asker: Asker;
  },
): Promise<Rendered> {
  const isTooMuch = sub === 'metadata' ? tooMany !== undefined : kind !== undefined;
  if (name === undefined || isTooMuch) return datasetUsage(sub);
  const { tracked } = await findCalled(needs, tracking, run, name);
  const [one] = tracked;
  const gone = one === undefined ? await tracking.gone(run, [name]) : [];
  const missing = () => (gone.length === 0 ? unknownView(name) : goneView(gone));
  switch (sub) {
    case 'check': {
      const others = tracked.map(({ dataset }) => dataset.accession);
      return checkView(run, await tracking.check(run, name, others));
    }
    case 'history': {
      const accession = (one ?? gone[0])?.dataset.accession ?? name.toUpperCase();
      const versions = await tracking.versions(accession);
      if (versions.length === 0) return unknownView(name);
      const changes = await tracking.changes({ accession }, { limit: MOST_CHANGES });
      const accepted = await tracking.proposals.accepted(accession);
      return historyView(accession, versions, changes, accepted);
    }
    case 'files':
      return one === undefined ? missing() : filesView(one.dataset);
    case 'metadata':
      return one === undefined
        ? missing()
        : answerMetadata(needs, tracking, one.dataset, kind, asker.actor);
  }
}

/** `troubles [crawl]`: of the last one unless told. */
async function answerTroubles(
  tracking: Tracking,
  last: Run,
  [number, tooMany]: readonly string[],
): Promise<Rendered> {
  if (number === undefined) return troublesView(last);
  if (!/^\d{1,9}$/.test(number) || tooMany !== undefined) return datasetUsage('troubles');
  const run = await tracking.run(Number(number));
  return run === undefined || run.state === 'crawling' ? noCrawlOf(number) : troublesView(run);
}

/** `as-of 2026-10-01 [name, or what a board takes]`. */
async function answerAsOf(
  needs: Needs,
  tracking: Tracking,
  [day = '', ...rest]: readonly string[],
): Promise<Rendered> {
  const asked = await runThen(tracking, day, needs.clock.now());
  if (asked === undefined) return datasetUsage('as-of');
  if ('said' in asked) return asked.said;
  if ('wish' in readBoardWish(rest)) return answerBoard(needs, tracking, [...rest, 'as-of', day]);
  return answerName(needs, tracking, asked.run, rest.join(' '), asked.then);
}
