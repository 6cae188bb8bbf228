import { type ArchivingNotice, ASKING_ARCHIVERS } from '../archiving/notice.ts';
import type { ArchivingWork } from '../archiving/work.ts';
import type { Role } from '../role.ts';

/** What people are told. The words are the door's (`slack/views/thread/notice.ts`); who is told is the runbook's. */
export type NoticeName =
  | ArchivingNotice
  | 'submitted'
  | 'export refused by ingest'
  | 'export finished'
  | 'export disturbed'
  | 'alert taken'
  | 'alert snoozed'
  | 'alert again'
  | 'alert escalated'
  | 'staging faults'
  | 'import form ready'
  | 'ready to import'
  | 'imported'
  | 'snapshot made'
  | 'hand over to browser'
  | 'snapshot proposed'
  | 'import noticed early'
  | 'in the browser'
  | 'released'
  | 'announce release'
  | 'problem'
  | 'problem solved'
  | 'valid again'
  | 'recovery started'
  | 'second person wanted'
  | 'clean-up done'
  | 'clean-up void'
  | 'not valid yet'
  | 'export taken over'
  | 'new cycle';

/** Notices that carry the buttons of their turn. When the turn is over they lose them. */
export const ASKING: readonly NoticeName[] = [
  'export refused by ingest',
  'export finished',
  'import form ready',
  'ready to import',
  'staging faults',
  'snapshot proposed',
  'import noticed early',
  'hand over to browser',
  'in the browser',
  'problem',
  'valid again',
  'recovery started',
  'not valid yet',
  'clean-up done',
  'second person wanted',
  ...ASKING_ARCHIVERS,
];

/**
 * Someone to be mentioned: a whole role, the person who submitted this cycle, everybody who has had a part in it, or
 * a user group or person by their Slack id.
 */
export type Recipient =
  | Role
  | 'submitter'
  | 'whoever took part'
  | `group ${string}`
  | `person ${string}`;

/** What has to happen in the world because of a transition. Data: `operations/delivery/deliver.ts` does it. */
export type Effect =
  /** Ask ingest to export (spec 1, step 1). Not idempotent: looked up before it is repeated. */
  | { readonly kind: 'submit to ingest' }
  /** One line in the card's thread. Mentioned recipients are pinged, once. */
  | { readonly kind: 'tell'; readonly notice: NoticeName; readonly mention: readonly Recipient[] }
  /** A message in the channel that a role reads, outside the card's thread. */
  | { readonly kind: 'announce'; readonly notice: NoticeName; readonly to: Role }
  /** Open one alert in the channel for this episode, or edit the one that is open. */
  | { readonly kind: 'alert'; readonly mention: readonly Recipient[] }
  /** The list of what would be deleted (step 7): posted once, then edited in place until it is done. */
  | { readonly kind: 'show clean-up'; readonly mention: readonly Recipient[] }
  /** List everything that lies in the staging area, older versions and half-written uploads included. */
  | { readonly kind: 'list leftovers' }
  /** Delete exactly what two people have confirmed, and look again afterwards. */
  | { readonly kind: 'clean staging area' }
  /** Read ingest at once: somebody says that it is valid again. */
  | { readonly kind: 'look at validity' }
  /** List the staging area once the export is done: counts, bytes, faults. */
  | { readonly kind: 'look at staging area' }
  /** Record whether the catalogue showed the project before its import, so that step 5 can tell news from old. */
  | { readonly kind: 'look at catalogue' }
  /** A step of archiving, by its name. */
  | { readonly kind: 'archiving'; readonly work: ArchivingWork };

export const listLeftovers: Effect = { kind: 'list leftovers' };
export const cleanStagingArea: Effect = { kind: 'clean staging area' };
export const lookAtValidity: Effect = { kind: 'look at validity' };
export const showCleanUp = (...mention: readonly Recipient[]): Effect => ({
  kind: 'show clean-up',
  mention,
});
export const submitToIngest: Effect = { kind: 'submit to ingest' };
export const lookAtStagingArea: Effect = { kind: 'look at staging area' };
export const lookAtCatalogue: Effect = { kind: 'look at catalogue' };
export const archivingWork = (work: ArchivingWork): Effect => ({ kind: 'archiving', work });
export const tell = (notice: NoticeName, ...mention: readonly Recipient[]): Effect => ({
  kind: 'tell',
  notice,
  mention,
});
export const announce = (notice: NoticeName, to: Role): Effect => ({
  kind: 'announce',
  notice,
  to,
});
export const alert = (
  ...mention: readonly Recipient[]
): Extract<Effect, { readonly kind: 'alert' }> => ({ kind: 'alert', mention });
