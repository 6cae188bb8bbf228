import { cellsOf } from './rows.ts';
import type { AnalysisFacts, Software } from './schema.ts';

export function readAnalysisMethods(lines: readonly string[]): AnalysisFacts {
  const rows = lines.map(cellsOf);
  const describedBy = (name: RegExp) => rows.find(([head = '']) => name.test(head))?.[1] ?? '';
  const mapping = describedBy(/^Read Mapping/i);
  return {
    kind: 'analysis',
    mapping: softwareIn(mapping.replace(/^.*\)/, '')),
    ensembl: /Ensembl(?: Genomes)? release:?\s*([^)\s]+)/i.exec(mapping)?.[1],
    genes: softwareIn(describedBy(/^(Gene )?Quantification/i)),
    transcripts: softwareIn(describedBy(/^Transcript Quantification/i)),
  };
}

/** `featureCounts version: 1.5.1`. */
function softwareIn(text: string): Software {
  const [, name, version] = /^\s*(?:with\s+)?(.*?),?\s*version:?\s*(\S.*?)\s*$/i.exec(text) ?? [];
  return { name: name || undefined, version };
}
