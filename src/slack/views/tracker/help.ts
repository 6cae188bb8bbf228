import { paragraph, type Rendered } from '../blocks.ts';
import { escaped } from '../text.ts';

/** What can follow the command besides a name, with what it does. */
const SUBCOMMANDS = {
  board: {
    usage: 'board [state] [tech …] [curator …] [stuck 30d] [sort since]',
    does: 'all datasets as a table, of those that you name; “Filter” asks for it in a dialog',
  },
  check: {
    usage: 'check <name>',
    does: 'whether we have it, before it is ingested: an accession, GEO’s or a secondary one; and its accession here',
  },
  history: { usage: 'history <name>', does: 'how it stood from when to when, and each change' },
  'as-of': {
    usage: 'as-of <day> [name]',
    does: 'how it stood at the end of that day, one or all: `2026-10-01`',
  },
  changes: {
    usage: 'changes [crawl] [kind]',
    does: 'what the last crawl found otherwise, what went backwards first; `changes 5-7` is of several crawls',
  },
  duplicates: {
    usage: 'duplicates [decided]',
    does: 'external datasets that we seem to have, side by side with ours',
  },
  proposals: {
    usage: 'proposals',
    does: 'what people wrote into cells of the sheet at Google that I fill, to be accepted or refused',
  },
  sheet: {
    usage: 'sheet [day]',
    does: 'both sheets as a workbook for Excel, in your messages with me',
  },
  states: { usage: 'states', does: 'what the states mean, how many stand where and how long' },
  crawl: { usage: 'crawl', does: 'looks through all places now' },
  troubles: { usage: 'troubles [crawl]', does: 'what the last crawl could not read as it should' },
  files: { usage: 'files <name>', does: 'where its metadata lie' },
  metadata: {
    usage: 'metadata <name> [idf | sdrf | analysis]',
    does: 'what they say, and the file itself in your messages with me',
  },
  help: { usage: 'help', does: 'this text' },
} as const;

export type DatasetSubcommand = keyof typeof SUBCOMMANDS;

const isSubcommand = (word: string): word is DatasetSubcommand => Object.hasOwn(SUBCOMMANDS, word);
export const DATASET_SUBCOMMANDS = Object.keys(SUBCOMMANDS).filter(isSubcommand);

/** The command about tracked datasets; for the manifest, too. */
export const DATASET = {
  command: '/dataset',
  description: 'Where every dataset stands',
  usage: ['<name>', ...DATASET_SUBCOMMANDS.map((name) => SUBCOMMANDS[name].usage)].join(' | '),
} as const;

export function datasetHelpView(): Rendered {
  const lines = DATASET_SUBCOMMANDS.map(
    (name) =>
      `\`${DATASET.command} ${escaped(SUBCOMMANDS[name].usage)}\` – ${SUBCOMMANDS[name].does}`,
  );
  return paragraph(
    [
      `*${DATASET.description}*`,
      `\`${DATASET.command} &lt;name&gt;\` – where it stands everywhere: an accession, a secondary one, GEO’s, or a project’s short name or UUID`,
      ...lines,
    ].join('\n'),
  );
}

/** How one of them is typed, where something is missing. */
export function datasetUsage(name: DatasetSubcommand): Rendered {
  return paragraph(`Type it as \`${DATASET.command} ${escaped(SUBCOMMANDS[name].usage)}\`.`);
}
