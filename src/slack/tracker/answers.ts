import type { Run } from '../../storage/tracker/runs.ts';
import { namesOf } from '../../tracker/dataset/dataset.ts';
import type { Tracked } from '../../tracker/tracking/tracker.ts';
import type { Tracking } from '../../tracker/tracking/tracking.ts';
import { buttonValue } from '../interaction/button-value.ts';
import type { Needs } from '../needs.ts';
import { nearestWord } from '../subcommands.ts';
import { button, paragraph, type Rendered } from '../views/blocks.ts';
import { code } from '../views/text.ts';
import { historyView } from '../views/tracker/changes.ts';
import { everywhereView, unknownView } from '../views/tracker/dataset.ts';
import { decidedView, duplicateView, pairsOf } from '../views/tracker/duplicates.ts';
import { filesView } from '../views/tracker/files.ts';
import {
  DATASET,
  DATASET_SUBCOMMANDS,
  type DatasetSubcommand,
  datasetHelpView,
  datasetUsage,
} from '../views/tracker/help.ts';
import { NO_CRAWL, noCrawlBy } from '../views/tracker/pieces.ts';
import { type AsOf, timeIn } from './as-of.ts';
import type { Asker } from './asker.ts';
import { answerBoard } from './board.ts';
import { wordsIn } from './board-wish.ts';
import { answerChanges } from './changes.ts';
import { startCrawl } from './crawl.ts';
import { answerMetadata } from './files.ts';
import { answerProposals } from './proposals.ts';
import { answerStates } from './states.ts';

const MOST_CHANGES = 1000; // of one dataset

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
  if (sub === 'crawl') return startCrawl(needs, tracking, asker);
  const run = await tracking.runAt();
  if (sub === 'proposals') return answerProposals(tracking);
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
    case 'duplicates':
      return answerDuplicates(tracking, rest);
    case 'history': {
      if (rest.length !== 1) return datasetUsage('history');
      const [name = ''] = rest;
      const [one] = await tracking.called(run, [name]);
      const accession = one?.dataset.accession ?? name.toUpperCase(); // it may be gone
      const versions = await tracking.versions(accession);
      if (versions.length === 0) return unknownView(name);
      const changes = await tracking.changes({ accession }, { limit: MOST_CHANGES });
      return historyView(accession, versions, changes);
    }
    case 'files':
    case 'metadata': {
      const [name, kind, tooMany] = rest;
      if (name === undefined || tooMany !== undefined) return datasetUsage(sub);
      const [one] = await tracking.called(run, [name]);
      if (one === undefined) return unknownView(name);
      return sub === 'files'
        ? filesView(one.dataset)
        : answerMetadata(needs, tracking, one.dataset, kind, asker.actor);
    }
  }
}

/** By accession, or the other way round by the project that a runbook carries. */
async function answerName(
  needs: Needs,
  tracking: Tracking,
  run: Run | undefined,
  name: string,
  then?: AsOf,
): Promise<Rendered> {
  const { report } = needs.operations;
  const ofName = run === undefined ? [] : await tracking.called(run, [name]);
  const rows = await report.called([name, ...ofName.flatMap(({ dataset }) => namesOf(dataset))]);
  const projects = rows.flatMap(({ card: { cycle } }) => [
    cycle.dataset.projectUuid,
    cycle.dataset.shortName,
    ...(cycle.memory.archive?.accessions?.first.map(({ accession }) => accession) ?? []),
  ]);
  const tracked: readonly Tracked[] =
    ofName.length > 0 || run === undefined || projects.length === 0
      ? ofName
      : await tracking.called(run, projects);
  const now = needs.clock.now();
  if (run === undefined && rows.length === 0) return NO_CRAWL;
  if (tracked.length === 0 && rows.length === 0) return unknownName(name, then);
  return everywhereView({ name, run, tracked, rows, now, then }, needs.roles);
}

/** A slip of the pen, or nothing that anybody knows. */
function unknownName(name: string, then: AsOf | undefined): Rendered {
  const near = nearestWord(name, DATASET_SUBCOMMANDS);
  if (near === undefined) return unknownView(name, then);
  const meant = button({
    label: `${DATASET.command} ${near}`,
    id: 'dataset-word:meant',
    value: buttonValue({ s: near }),
  });
  return paragraph(`I know of no dataset ${code(name)}. Did you mean this?`, [meant]);
}

/** `as-of 2026-10-01 [name, or what a board takes]`. */
async function answerAsOf(
  needs: Needs,
  tracking: Tracking,
  [day = '', ...rest]: readonly string[],
): Promise<Rendered> {
  const then = timeIn(day, tracking.timeZone);
  if (then === undefined) return datasetUsage('as-of');
  const run = await tracking.runAt(then.at);
  if (run === undefined) return noCrawlBy(then);
  const [name] = rest;
  const tracked = rest.length === 1 && name !== undefined ? await tracking.called(run, [name]) : [];
  if (tracked.length > 0 && name !== undefined)
    return everywhereView(
      { name, run, tracked, rows: [], now: needs.clock.now(), then },
      needs.roles,
    );
  if (name !== undefined && /-\d+$/.test(name) && rest.length === 1) return unknownView(name, then);
  return answerBoard(needs, tracking, [...rest, 'as-of', day]);
}

async function answerDuplicates(
  tracking: Tracking,
  [word, number]: readonly string[],
): Promise<Rendered> {
  const { open, decided } = await tracking.twins.list();
  if (word === 'decided') return decidedView(decided);
  const page = word === 'page' && number !== undefined ? Number(number) : 1;
  return duplicateView(pairsOf(open), Number.isInteger(page) ? page : 1, decided.length);
}
