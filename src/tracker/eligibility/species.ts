import type { Dataset } from '../dataset/dataset.ts';

/** The species that Atlas has annotations for. */
export type SupportedSpecies = ReadonlySet<string>;

/** From the names of their files: `homo_sapiens`. */
export const supportedSpecies = (paths: Iterable<string>): SupportedSpecies =>
  new Set([...paths].map(plainSpecies).filter((name) => name !== ''));

export const SUPPORT = ['Supported in Atlas', 'Not supported'] as const;

/** Supported where all of its species are; undefined where the samples name none. */
export function supportOf(
  { organisms }: Pick<Dataset, 'organisms'>,
  supported: SupportedSpecies,
): (typeof SUPPORT)[number] | undefined {
  if (organisms.length === 0) return undefined;
  const all = organisms.every((organism) => supported.has(plainSpecies(organism)));
  return all ? 'Supported in Atlas' : 'Not supported';
}

export const plainSpecies = (name: string): string =>
  name
    .replace(/[^A-Za-z0-9]+/g, ' ')
    .trim()
    .toLowerCase();
