/** Controls, and marks that turn the direction of text around: in a name they could make it look like another. */
const UNSEEN = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;

const called = (sign: string): string =>
  `U+${(sign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;

/** Objects to a name that somebody gives, unless all of it can be seen. */
export function objectToUnseen(name: string, to: { addIssue(says: string): void }): void {
  const [sign] = name.match(UNSEEN) ?? [];
  if (sign !== undefined)
    to.addIssue(`has a sign in it that nobody sees (${called(sign)}): leave it out`);
}

/** A name that was found, with what nobody would see of it written out: `photo[U+202E]gpj.exe`. */
export function seen(name: string): string {
  return name.replaceAll(UNSEEN, (sign) => `[${called(sign)}]`);
}

/** Text with a blank in place of each; lines stay where they are to be kept. */
export function withoutUnseen(text: string, lines: 'keep lines' | 'one line'): string {
  const blanked = text.replaceAll(UNSEEN, (sign) =>
    sign === '\n' && lines === 'keep lines' ? sign : ' ',
  );
  return lines === 'one line' ? blanked.replaceAll(/\s+/g, ' ').trim() : blanked;
}
