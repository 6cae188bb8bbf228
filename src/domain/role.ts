/** The parties of the SOPs. Which user group and channel each one is, is configuration. */
export const ROLES = [
  'wrangler',
  'ingest-operations',
  'import-team',
  'browser-team',
  'data-consumers',
  'coordinators',
  'developers',
  'data-engineering',
] as const;

export type Role = (typeof ROLES)[number];

export function isRole(name: string): name is Role {
  return ROLES.some((role) => role === name);
}

/**
 * Whoever makes something happen: a person with the roles they hold now, a program with a key and the roles it was
 * given, a watched system, or time.
 */
export type Actor =
  | {
      readonly kind: 'person';
      readonly id: string;
      readonly roles: readonly Role[];
      readonly timeZone?: string; // IANA, where the directory says so
    }
  | { readonly kind: 'service'; readonly name: string; readonly roles: readonly Role[] }
  | { readonly kind: 'observer'; readonly source: string }
  | { readonly kind: 'timer' };

/** Who may cause a transition: any of some roles, or the observer of a system, or the clock. */
export type Who = readonly Role[] | 'observer' | 'timer' | 'anyone with a role';

/** Deny unless allowed. */
export function mayAct(actor: Actor, who: Who): boolean {
  if (who === 'observer') return actor.kind === 'observer';
  if (who === 'timer') return actor.kind === 'timer';
  if (actor.kind !== 'person' && actor.kind !== 'service') return false;
  if (who === 'anyone with a role') return actor.roles.length > 0;
  return who.some((role) => actor.roles.includes(role));
}

const KEY = 'key:';

/** Whether an actor's name, as the journal writes it, is a program's. */
export function isKey(name: string): boolean {
  return name.startsWith(KEY);
}

/**
 * The actor as the journal writes it: `U…`, `key:nightly`, `ingest`, `timer`. Whoever has the same name is the same
 * party: where two have to agree, a key counts once, however many programs hold it.
 */
export function actorName(actor: Actor): string {
  switch (actor.kind) {
    case 'person':
      return actor.id;
    case 'service':
      return `${KEY}${actor.name}`;
    case 'observer':
      return actor.source;
    case 'timer':
      return 'timer';
  }
}
