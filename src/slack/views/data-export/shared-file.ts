import type { ModalView } from '@slack/types';
import { sayingView } from '../dialogs/form.ts';
import { bold, count } from '../text.ts';

export type Unfetched = 'elsewhere' | 'too large' | 'not let in' | 'gone' | 'failed';

/** While what was shared is on its way. */
export function fetchingView(files: readonly { readonly name: string }[]): ModalView {
  const [first] = files;
  const words =
    first === undefined
      ? 'There is no file on this message. Choose the shortcut on one that has a file.'
      : files.length === 1
        ? `Fetching ${bold(first.name)}…`
        : `Fetching ${count(files.length, 'file')}…`;
  return sayingView('Export files', words);
}

export function notFetchedWords(name: string, why: Unfetched): string {
  const file = bold(name);
  switch (why) {
    case 'elsewhere':
      return `${file} lies outside of Slack, where I do not go. Share a copy of it here.`;
    case 'too large':
      return `${file} is too large to be fetched from Slack: 1 GB is the most. Upload it with the REST interface.`;
    case 'not let in':
      return `Slack does not let me read ${file}. Invite me to this channel, then try again.`;
    case 'gone':
      return `${file} is not there any more.`;
    case 'failed':
      return `${file} could not be fetched just now. Please try again.`;
  }
}
