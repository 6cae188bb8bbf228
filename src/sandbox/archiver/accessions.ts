import { numberOf } from '../world/identity.ts';

/** A made-up accession in the form of an archive’s own, always the same for an entity: `SAMEA99…`. */
export function accessionOf(
  letters: 'SAMEA' | 'S-BSST' | 'ERP' | 'ERX' | 'ERR',
  uuid: string,
): string {
  return `${letters}99${String(numberOf(`${letters} ${uuid}`, 1_000_000)).padStart(6, '0')}`;
}
