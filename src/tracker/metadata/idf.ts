import { cellsOf, distinct, plainName } from './rows.ts';
import type { IdfFacts } from './schema.ts';

const ROWS = new Set(
  [
    'Investigation Title',
    'Comment[EAExperimentType]',
    'Comment[AEExperimentType]',
    'Comment[EACurator]',
    'Comment[SecondaryAccession]',
  ].map(plainName),
);

/** How all of them begin: most lines of a file are others, and there are many files. */
const MAYBE = /^["\s]*(?:inv|com)/i;

/** A row may be there several times, with several values each. */
export function readIdf(lines: readonly string[]): IdfFacts {
  const found = new Map<string, string[]>();
  for (const line of lines) {
    if (!MAYBE.test(line)) continue;
    const tab = line.indexOf('\t');
    const [head = ''] = cellsOf(tab < 0 ? line : line.slice(0, tab));
    const name = plainName(head);
    if (tab < 0 || !ROWS.has(name)) continue;
    found.set(name, [...(found.get(name) ?? []), ...cellsOf(line.slice(tab + 1))]);
  }
  const valuesOf = (name: string) => distinct(found.get(plainName(name)) ?? []);
  const accessions = valuesOf('Comment[SecondaryAccession]').flatMap((one) => one.split(/[\s,;]+/));
  return {
    kind: 'idf',
    title: valuesOf('Investigation Title')[0],
    experimentType: valuesOf('Comment[EAExperimentType]')[0],
    analysisTypes: [...valuesOf('Comment[AEExperimentType]')],
    curators: [...valuesOf('Comment[EACurator]')],
    secondaryAccessions: [...distinct(accessions)],
  };
}
