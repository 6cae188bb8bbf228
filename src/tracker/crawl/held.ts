import type { Found, Holding } from './place.ts';

/** What an entry of a place holds of a dataset, as it is handed on. Beside the schemas, which a reader does without. */
export const held = (accession: string, holding: Holding): Extract<Found, { what: 'held' }> => ({
  what: 'held',
  accession,
  text: JSON.stringify(holding),
});
