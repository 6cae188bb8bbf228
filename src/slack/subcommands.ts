import { distance } from 'fastest-levenshtein';
import type { ProjectSummary } from '../domain/export/readiness.ts';
import type { Actor } from '../domain/role.ts';
import type { Runbook } from '../domain/runbook/runbook.ts';
import { answerArchiving } from './archiving/answers.ts';
import { within } from './connection/patience.ts';
import { buttonValue } from './interaction/button-value.ts';
import type { Needs } from './needs.ts';
import { helpView, isOfArchiving, type Subcommand, subcommandsOf } from './views/answers/help.ts';
import { historyView } from './views/answers/history.ts';
import {
  boardView,
  listView,
  NOTHING_WAITS,
  notesView,
  nothingUnderWay,
  seeTheBoard,
  statusView,
  unknownDatasetView,
} from './views/answers/report.ts';
import { button, paragraph, type Rendered } from './views/blocks.ts';
import { bold } from './views/text.ts';

/** One letter wrong, missing or more, or two swapped. */
const NEAR = 2;
const LOOK_UP_MOST = 1200; // milliseconds of real time

export function subcommandOf(runbook: Runbook, word: string): Subcommand | undefined {
  return subcommandsOf(runbook).find((name) => name === word.toLowerCase());
}

/** What a sub-command answers. Reads only. */
export async function answerSubcommand(
  needs: Needs,
  runbook: Runbook,
  name: Subcommand,
  rest: string,
  actor: Extract<Actor, { kind: 'person' }>,
): Promise<Rendered> {
  if (isOfArchiving(name)) return answerArchiving(needs, runbook, name, rest, actor);
  const { roles } = needs;
  const { report } = needs.operations;
  const unknown = async (nearest: readonly string[]): Promise<Rendered> =>
    unknownDatasetView(rest, nearest, runbook, await findNamed(needs, rest));
  switch (name) {
    case 'help':
      return helpView(runbook, report.policy, roles);
    case 'board':
      return boardView(await report.board(runbook.name), roles, runbook);
    case 'mine':
      return listView(
        'Waiting for you',
        await report.mine(actor),
        roles,
        `${NOTHING_WAITS} ${seeTheBoard(runbook)}`,
      );
    case 'status': {
      if (rest === '') {
        return listView(
          'Under way',
          await report.board(runbook.name),
          roles,
          nothingUnderWay(runbook),
        );
      }
      const { rows, nearest } = await report.find(rest, runbook.name);
      return rows.length === 0 ? unknown(nearest) : statusView(rows, roles, runbook);
    }
    case 'history': {
      if (rest === '') {
        return paragraph(
          `Of which project? \`${runbook.command} history &lt;project&gt;\` takes a short name, a UUID or a link from ingest.`,
        );
      }
      const { rows, nearest } = await report.find(rest);
      const dataset = rows[0]?.card.cycle.dataset;
      if (dataset === undefined) return unknown(nearest);
      return historyView(runbook, dataset.shortName, await report.history(dataset.projectUuid));
    }
    case 'notes': {
      if (rest === '') return notesView(await report.notes());
      const { rows, nearest } = await report.find(rest);
      const dataset = rows[0]?.card.cycle.dataset;
      if (dataset === undefined) return unknown(nearest);
      return notesView(await report.notes(dataset.projectUuid), dataset.shortName);
    }
  }
}

/**
 * The sub-command that somebody probably meant, when the first word is nearly one and is no project's name.
 * Short names hold no blanks, so with a second word only a sub-command can be meant. A project that is really
 * called `stauts` is found first, here or in ingest; when ingest does not say in time, the person chooses.
 */
export async function meantSubcommand(
  needs: Needs,
  runbook: Runbook,
  word: string,
  rest: string,
): Promise<Subcommand | undefined> {
  const near = nearestWord(word, subcommandsOf(runbook));
  if (near === undefined || rest !== '') return near;
  const [{ rows }, named] = await Promise.all([
    needs.operations.report.find(word),
    findNamed(needs, word),
  ]);
  return rows.length > 0 || named !== undefined ? undefined : near;
}

/** The project that ingest has under exactly this name or UUID, if it says so in time. */
async function findNamed(
  { findProjects }: Pick<Needs, 'findProjects'>,
  words: string,
): Promise<ProjectSummary | undefined> {
  const wanted = words.toLowerCase();
  const projects = await within(LOOK_UP_MOST, findProjects(words), []);
  return projects.find(
    ({ shortName, projectUuid }) => shortName.toLowerCase() === wanted || projectUuid === wanted,
  );
}

/** The one of these words that somebody probably meant. */
export function nearestWord<T extends string>(word: string, words: readonly T[]): T | undefined {
  return words
    .map((name) => ({ name, off: distance(word.toLowerCase(), name) }))
    .filter(({ name, off }) => off <= Math.min(NEAR, Math.floor(name.length / 2)))
    .toSorted((a, b) => a.off - b.off)[0]?.name;
}

/** “Did you mean …?”, with both readings as buttons; of a project only to those who may start one. */
export function meantView(
  runbook: Runbook,
  typed: string,
  meant: Subcommand,
  rest: string,
  mayStart: boolean,
): Rendered {
  const full = `${runbook.command} ${meant}${rest === '' ? '' : ` ${rest}`}`;
  return paragraph(`I don’t know ${bold(typed)}. Did you mean ${bold(full)}?`, [
    button({
      label: full,
      id: 'sub',
      value: buttonValue({ b: runbook.name, s: meant, r: rest.slice(0, 500) }),
    }),
    ...(mayStart
      ? [
          button({
            label: 'It’s a project',
            id: 'ask:typed',
            value: buttonValue({ b: runbook.name, w: typed.slice(0, 500) }),
          }),
        ]
      : []),
  ]);
}
