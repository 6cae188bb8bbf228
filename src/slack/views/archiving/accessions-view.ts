import type { Cycle } from '../../../domain/cycle/cycle.ts';
import type { Card } from '../../../operations/message.ts';
import type { Accession } from '../../../operations/ports.ts';
import { inSections, paragraph, type Rendered, section } from '../blocks.ts';
import { bold, code, count, cut, escaped } from '../text.ts';

const SHOWN = 40;

/** What the archives call it: to be copied here, and all of it as a file. */
export function accessionsView(
  { dataset }: Cycle,
  found: readonly Accession[],
  csv: 'none' | 'sent' | 'failed',
): Rendered {
  const name = bold(dataset.shortName);
  if (found.length === 0) {
    return paragraph(`Ingest shows no accessions of ${name}. They come when it is archived.`);
  }
  const file = {
    sent: 'All of them are in a CSV file in your messages with me.',
    failed: 'The CSV file could not be sent; please ask again.',
    none: '',
  }[csv];
  const rest = found.length - SHOWN;
  const head = `✓ ${name} has ${count(found.length, 'accession')}. ${file}`;
  const lines = [
    ...found
      .slice(0, SHOWN)
      .map((one) => `${code(one.accession)} ${escaped(one.of)} ${escaped(one.label)}`),
    ...(rest > 0 ? [`and ${rest} more`] : []),
  ];
  return {
    text: cut([head, ...lines].join('\n'), 3000),
    blocks: [section(head), ...inSections(lines)],
  };
}

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
