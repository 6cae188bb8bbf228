/** A line of comma-separated values: never a formula, never a second column or line. */
export function csvLine(cells: readonly string[]): string {
  return cells.map(cell).join(',');
}

/** What a spreadsheet would compute is made text. */
function cell(text: string): string {
  const line = text.replace(/[\r\n\t\0]+/g, ' ').trim();
  const harmless = /^[=+\-@]/.test(line) ? `'${line}` : line;
  return /[",]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
