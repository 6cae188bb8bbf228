import { cellsOf, distinct, plainName } from './rows.ts';
import type { SdrfFacts } from './schema.ts';

/** The header and a sample; an SDRF of single cells has a hundred thousand more. */
export const SDRF_LINES = 2;

export function readSdrf([header = '', sample = '']: readonly string[]): SdrfFacts {
  const names = cellsOf(header).map(plainName);
  const cells = cellsOf(sample);
  const valuesOf = (name: string) => [
    ...distinct(cells.filter((_, column) => names[column] === plainName(name))),
  ];
  return {
    kind: 'sdrf',
    organisms: valuesOf('Characteristics[organism]'),
    libraries: valuesOf('Comment[library construction]'),
  };
}
