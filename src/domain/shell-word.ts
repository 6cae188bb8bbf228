/** A word as a POSIX shell has to be given it to be taken literally. */
function shellWord(word: string): string {
  if (/^[\w@%+=:,./-]+$/.test(word)) return word;
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

/** A command line of words. */
export const shellLine = (words: readonly string[]): string => words.map(shellWord).join(' ');
