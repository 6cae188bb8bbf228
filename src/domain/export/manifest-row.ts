/** Who may hand in data, as the import team's manifest spells it. */
export const INSTITUTIONS = ['EBI', 'UCSC', 'LANTERN', 'LATTICE', 'TEST'] as const;

/** A row of the import team's manifest, three columns without a header: `EBI,<uuid>,No`. */
export function manifestRow(row: {
  readonly institution: string;
  readonly projectUuid: string;
  readonly managedAccess: boolean;
}): string {
  const { institution, projectUuid, managedAccess } = row;
  return [cell(institution), cell(projectUuid), managedAccess ? 'Yes' : 'No'].join(',');
}

/** Never a formula, never a second column: what a spreadsheet would compute is made text. */
function cell(text: string): string {
  const line = text.replace(/[\r\n\t\0]+/g, ' ').trim();
  const harmless = /^[=+\-@]/.test(line) ? `'${line}` : line;
  return /[",]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
