/** What an archiving does in the world; `operations/delivery/archiving` carries it out. */
export const ARCHIVING_WORK = [
  'create DSP submission',
  'remove DSP submission',
  'plan file jobs',
  'start file jobs',
  'retry file jobs',
  'cancel file jobs',
  'send files to ENA',
  'complete DSP submission',
  'read accessions',
  'hand over to export',
] as const;
export type ArchivingWork = (typeof ARCHIVING_WORK)[number];
