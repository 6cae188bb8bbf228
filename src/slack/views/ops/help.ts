import { button, paragraph, type Rendered } from '../blocks.ts';
import { bold } from '../text.ts';

/** What can follow the command, with what it answers. */
const SUBJECTS = {
  who: 'who is in each role now, and whether it is their working time',
  roles: 'what each role may do, and when I ask for help',
  help: 'this text',
} as const;

export type Subject = keyof typeof SUBJECTS;

export const SUBJECT_NAMES: readonly Subject[] = ['who', 'roles', 'help'];

/** The command about the people; those of the runbooks are about datasets. For the manifest, too. */
export const OPS = {
  command: '/ops',
  description: 'People, roles and working hours',
  usage: SUBJECT_NAMES.join(' | '),
} as const;

export function opsHelpView(): Rendered {
  const lines = SUBJECT_NAMES.map((name) => `\`${OPS.command} ${name}\` – ${SUBJECTS[name]}`);
  return paragraph([`*${OPS.description}*`, ...lines].join('\n'));
}

/** A word that is none of these: what was meant is a button, or else all there is. `value` is the button’s. */
export function unknownSubjectView(
  typed: string,
  meant: { readonly name: Subject; readonly value: string } | undefined,
): Rendered {
  if (meant === undefined) {
    const known = SUBJECT_NAMES.map((name) => `\`${OPS.command} ${name}\``).join(', ');
    return paragraph(`I don’t know ${bold(typed)}. There are ${known}.`);
  }
  const full = `${OPS.command} ${meant.name}`;
  return paragraph(`I don’t know ${bold(typed)}. Did you mean ${bold(full)}?`, [
    button({ label: full, id: 'ops', value: meant.value }),
  ]);
}
