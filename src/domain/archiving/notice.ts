/** What people are told while a submission is archived. */
export const ARCHIVING_NOTICES = [
  'archiving submitted',
  'archiving joined',
  'archiving refused by ingest',
  'archiving reached',
  'archiving disturbed',
  'earlier DSP submission',
  'archiver locked',
  'metadata refused',
  'metadata not archived',
  'metadata in DSP',
  'metadata errors',
  'DSP submission removed',
  'file plan ready',
  'file plan unreadable',
  'files begun',
  'files refused by ENA',
  'files failed',
  'files archived',
  'files said to be there',
  'ready to complete',
  'not ready to complete',
  'completion refused',
  'completing',
  'archived',
  'accessions',
  'export took over',
  'export under way already',
  'export possible',
] as const;
export type ArchivingNotice = (typeof ARCHIVING_NOTICES)[number];

export function isArchivingNotice(name: string): name is ArchivingNotice {
  return ARCHIVING_NOTICES.some((notice) => notice === name);
}

/** Those that carry the buttons of their turn. */
export const ASKING_ARCHIVERS: readonly ArchivingNotice[] = [
  'archiving refused by ingest',
  'archiving reached',
  'earlier DSP submission',
  'metadata refused',
  'metadata not archived',
  'metadata in DSP',
  'file plan ready',
  'file plan unreadable',
  'files refused by ENA',
  'files failed',
  'ready to complete',
  'completion refused',
  'DSP submission removed',
];
