const UTF8 = new TextDecoder('utf-8', { fatal: true });
const LATIN1 = new TextDecoder('latin1'); // takes every byte

/** What somebody once saved with whatever program they had: UTF-8, and what is not that as Latin-1. */
export function decode(bytes: Uint8Array): { readonly text: string; readonly isUtf8: boolean } {
  try {
    return { text: UTF8.decode(bytes), isUtf8: true };
  } catch {
    return { text: LATIN1.decode(bytes), isUtf8: false };
  }
}

export const LINE_FEED = 0x0a;
const RETURN = 0x0d; // alone it ends the lines of an old Macintosh

/** Where this many whole lines end; undefined where there are not so many. */
export function endOfLines(bytes: Uint8Array, wanted: number): number | undefined {
  let lines = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at];
    if (byte !== LINE_FEED && byte !== RETURN) continue;
    if (byte === RETURN && bytes[at + 1] === LINE_FEED) at += 1;
    lines += 1;
    if (lines === wanted) return at + 1;
  }
  return undefined;
}
