import type { Message, NotMade } from '../../../operations/message.ts';
import { paragraph, type Rendered } from '../blocks.ts';
import { bold } from '../text.ts';
import { DATA_EXPORT } from './help.ts';

/** Why there is none, and the field that it is about. */
export const NOT_CREATED = {
  'unknown files': {
    block: 'files',
    says: 'Some of these are not there any more, or not for you to see. Choose again.',
  },
  'empty datasets': {
    block: 'project',
    says: 'This project has no files that you may see. Choose another.',
  },
  'unusable targets': { block: 'name', says: 'Nobody can be told there.' }, // the dialog names none
} as const;

const WHY: Readonly<Record<NotMade, string>> = {
  'unknown files': 'some of its files are not there any more, or not for you to see',
  'empty datasets': 'its project has no files any more that you may see',
  'unusable targets': 'nobody can be told where it says',
  outdated: 'I was updated just then, and take such requests in another form now',
};

/** It was asked for and taken, and then could not be made after all. */
export function notMadeView({
  name,
  why,
}: Extract<Message, { kind: 'export not made' }>): Rendered {
  return paragraph(
    `${bold(name)} was not made: ${WHY[why]}. \`${DATA_EXPORT.command}\` asks for it again.`,
  );
}
