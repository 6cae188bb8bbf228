import type { Fault } from '../grant/fault.ts';

/** Two hundred people and as many ARNs fit into half of it. */
export const MOST_BYTES = 64 * 1024;

/** The text of a file, where it is text that people can see all of. */
export function textOf(bytes: Uint8Array): string | Fault {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return { code: 'not text', line: 1, says: 'The file is not UTF-8: save it as UTF-8 text.' };
  }
  // Also what turns the order of letters around, or takes no room: the file would show other words than it has.
  const hidden =
    /[^\P{Cc}\t\n\r]|[\u200b-\u200f\u202a-\u202e\u2060-\u2069\u2028\u2029\ufeff]/u.exec(text);
  if (hidden === null) return text;
  const line = text.slice(0, hidden.index).split('\n').length;
  const sign = hidden[0].codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0');
  return {
    code: 'not text',
    line,
    says: `There is a sign that can’t be seen (U+${sign}): remove it.`,
  };
}
