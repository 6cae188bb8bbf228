import type { FileNews, FileStory } from '../../../domain/bucket-file.ts';
import { paragraph, type Rendered } from '../blocks.ts';
import { code, escaped, moment } from '../text.ts';
import { BUCKET } from './help.ts';

/** What is the matter with a file of the folder, and what holds instead. */
export function fileWords(news: FileNews): string {
  return `${matterOf(news)} ${holdsInstead(news)}${nextOf(news)}`;
}

/** Several of them in a list: each in short, and what is to be done said once. */
export function filesWords(news: readonly FileNews[]): readonly string[] {
  const unread = news.filter(({ why }) => why === 'by hand' || why === 'taken out');
  return [
    ...news.map((one) =>
      unread.includes(one)
        ? `${code(one.path, 200)}: ${one.why === 'by hand' ? 'changed' : 'taken out'} by hand. ${holdsInstead(one)}`
        : fileWords(one),
    ),
    ...(unread.length === 0
      ? []
      : [
          `Nobody has agreed to what was done by hand, so it is not applied. Next: \`${BUCKET.command} review &lt;name&gt;\` has it reviewed.`,
        ]),
  ];
}

/** Told once where those who look after buckets read it, and said there when it is over. */
export function fileView({ news, over, isOtherwise }: FileStory): Rendered {
  if (over === undefined) return paragraph(`⚠ ${fileWords(news)}`);
  return paragraph(
    isOtherwise
      ? `${code(news.path, 200)}: something else is the matter with it since ${moment(over)}.`
      : `✓ ${code(news.path, 200)} is well again since ${moment(over)}. It was: ${matterOf(news)}`,
  );
}

function matterOf({ path, why, line, says }: FileNews): string {
  switch (why) {
    case 'set aside':
      return `${code(`${path}:${line}`, 200)} is set aside: ${escaped(says, 400)}`;
    case 'user gone':
      return `${code(`${path}:${line}`, 200)}: ${escaped(says, 400)}`;
    case 'by hand':
      return `${code(path, 200)} was changed by hand, and nobody has agreed to that; it is not applied.`;
    case 'taken out':
      return `${code(path, 200)} was taken out by hand, and nobody has agreed to that.`;
  }
}

function holdsInstead({ why, since }: FileNews): string {
  if (why === 'user gone') return 'All others keep what they have.';
  return since === undefined
    ? 'Nothing of it holds.'
    : `${moment(since, 'What was agreed to')} holds.`;
}

function nextOf({ why, path }: FileNews): string {
  const name = /([^/]+)\.yaml$/.exec(path)?.[1] ?? '';
  return why === 'by hand' || why === 'taken out'
    ? ` Next: \`${BUCKET.command} review ${escaped(name)}\` has it reviewed.`
    : '';
}
