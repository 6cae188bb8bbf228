import { bold } from '../text.ts';

/** While an export of very many files is being written down, and there is none yet. */
export function preparingWords(name: string): string {
  return `${bold(name)} is being prepared. Keep this open for a moment: it changes when the export is there.`;
}

/** `channel`: where its card is. */
export function onItsWayWords(name: string, channel: string): string {
  return `${bold(name)} waits for its turn. Its card in <#${channel}> shows how far it is; you can close this.`;
}

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
