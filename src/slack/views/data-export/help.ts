import type { TargetKind } from '../../../domain/data-export/notification.ts';
import { buttonValue } from '../../interaction/button-value.ts';
import { button, paragraph, type Rendered } from '../blocks.ts';
import { bold, escaped } from '../text.ts';

const OR = new Intl.ListFormat('en-GB', { type: 'disjunction' });
const targetWord = (kind: TargetKind): string => (kind === 'teams' ? 'Teams' : kind);

/** What can follow the command, with what it answers. */
const SUBCOMMANDS = {
  list: { usage: 'list', answers: 'your exports, newest first' },
  status: { usage: 'status <number>', answers: 'how one of them stands, file by file' },
  cancel: { usage: 'cancel <number>', answers: 'ends one that is under way' },
  shares: {
    usage: 'shares <number>',
    answers: 'whom one of them is shared with, and who has downloaded it',
  },
  notify: { usage: 'notify', answers: 'where else I tell you of them' },
  stats: { usage: 'stats', answers: 'how many exports you made, as numbers and a picture' },
  storage: { usage: 'storage', answers: 'how much your exports take, and of how much' },
  help: { usage: 'help', answers: 'this text' },
} as const;

export type DataSubcommand = keyof typeof SUBCOMMANDS;

const isSubcommand = (word: string): word is DataSubcommand => Object.hasOwn(SUBCOMMANDS, word);
export const DATA_SUBCOMMANDS = Object.keys(SUBCOMMANDS).filter(isSubcommand);

/** The command about files; for the manifest, too. */
export const DATA_EXPORT = {
  command: '/data-export',
  description: 'Export files: converted, packed, with a link',
  usage: DATA_SUBCOMMANDS.map((name) => SUBCOMMANDS[name].usage).join(' | '),
} as const;

/** What the message shortcut is called, and its id; for the manifest, too. */
export const EXPORT_SHORTCUT = {
  name: 'Export this file…',
  callback: 'export-this-file',
  description: 'Convert and pack a file that was shared here',
} as const;

/** `offered`: where else than in Slack this installation tells people. */
export function dataHelpView(offered: readonly TargetKind[]): Rendered {
  const { command, description } = DATA_EXPORT;
  const words = DATA_SUBCOMMANDS.filter((name) => name !== 'notify' || offered.length > 0);
  const lines = words.map((name) => {
    const { usage, answers } = SUBCOMMANDS[name];
    const ways = name === 'notify' ? `: ${OR.format(offered.map(targetWord))}` : '';
    return `\`${command} ${escaped(usage)}\` – ${answers}${ways}`;
  });
  return paragraph(
    [
      `*${description}*`,
      `\`${command}\` – choose files, or a whole dataset, and what to make of them`,
      ...lines,
      `For a file that somebody shared here: ⋯ on its message, then “${EXPORT_SHORTCUT.name}”.`,
    ].join('\n'),
  );
}

/** A word that is none of these: what was meant is a button, or else all there is. */
export function unknownDataWordView(typed: string, meant: DataSubcommand | undefined): Rendered {
  const { command } = DATA_EXPORT;
  if (meant === undefined) {
    const known = DATA_SUBCOMMANDS.map((name) => `\`${command} ${name}\``).join(', ');
    return paragraph(
      `I don’t know ${bold(typed)}. There are ${known}; \`${command}\` alone begins an export.`,
    );
  }
  const full = `${command} ${meant}`;
  return paragraph(`I don’t know ${bold(typed)}. Did you mean ${bold(full)}?`, [
    button({ label: full, id: 'data-word', value: buttonValue({ s: meant }) }),
  ]);
}
