/** What a byte may be, as bits: reads are looked through byte by byte, and nothing else is quick enough for billions. */
export const STRANGE = 1; // no line of a FASTQ file holds it
export const NO_BASE = 2; // BAM does not keep it in a sequence
export const BLANK = 4;

export const LINE_END = 10;
export const HEAD = 64; // @
export const PLUS = 43;

/** The bits of each byte. */
export const LETTERS = Uint8Array.from({ length: 256 }, (_, byte) => {
  const letter = String.fromCharCode(byte);
  return (
    (/[ -~]/.test(letter) ? 0 : STRANGE) |
    (/[ACGTNRYKMSWBDHV]/.test(letter) ? 0 : NO_BASE) |
    (letter === ' ' ? BLANK : 0)
  );
});
