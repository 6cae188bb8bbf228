import type { Card } from '../../../operations/message.ts';
import { bold, code, count, escaped } from '../text.ts';

/** The first accessions, to be copied; the rest are a press away. */
export function accessionLines({ cycle }: Card): string {
  const name = bold(cycle.dataset.shortName);
  const { total, first } = cycle.memory.archive?.accessions ?? { total: 0, first: [] };
  if (total === 0) {
    return `Ingest shows no accessions of ${name} yet; ${code(`/archiving accessions ${cycle.dataset.shortName}`)} looks again.`;
  }
  const lines = first.map(({ accession, of }) => `${code(accession)} ${escaped(of)}`);
  const rest = total - lines.length;
  const more = rest > 0 ? [`and ${rest} more`] : [];
  return [`✓ ${name} has ${count(total, 'accession')}:`, ...lines, ...more].join('\n');
}
