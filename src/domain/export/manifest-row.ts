import { csvLine } from '../csv-line.ts';

/** Who may hand in data, as the import team's manifest spells it. */
export const INSTITUTIONS = ['EBI', 'UCSC', 'LANTERN', 'LATTICE', 'TEST'] as const;

/** A row of the import team's manifest, three columns without a header: `EBI,<uuid>,No`. */
export function manifestRow(row: {
  readonly institution: string;
  readonly projectUuid: string;
  readonly managedAccess: boolean;
}): string {
  const { institution, projectUuid, managedAccess } = row;
  return csvLine([institution, projectUuid, managedAccess ? 'Yes' : 'No']);
}
