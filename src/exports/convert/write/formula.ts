/**
 * In SQL, whether a spreadsheet that opens this text, or into which it is typed, would run it. Numbers with a sign are
 * none, nor is a sign alone: the strand of a gene.
 */
export function likeFormula(x: string): string {
  // Most cells begin with a digit or a letter: comparing them is all that is done.
  return `((${x} < '0' OR ${x} BETWEEN '=' AND 'A') AND left(${x}, 1) IN ('=', '+', '-', '@', chr(9), chr(13)) AND length(${x}) > 1
    AND TRY_CAST(${x} AS DOUBLE) IS NULL)`;
}
