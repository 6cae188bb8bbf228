import type { Urgency } from '../../domain/decision/urgency.ts';
import { isRole } from '../../domain/role.ts';
import type { Recipient } from '../../domain/runbook/effect.ts';
import { duration, escaped, person, type Roles } from './text.ts';

/** `for more than 4 h: I ask ingest operations and the submitter`; undefined for what is never late. */
export function whenLate({ within, still, alert }: Urgency, roles: Roles): string | undefined {
  const when = [
    ...(within === undefined ? [] : [`for more than ${duration(within)}`]),
    ...(still === undefined ? [] : [`without progress for ${duration(still)}`]),
  ];
  const whom = alert.mention.map((one) => recipient(one, roles));
  return when.length === 0 ? undefined : `${when.join(', or ')}: I ask ${whom.join(' and ')}`;
}

/** Whoever is called, by name: nobody is called by being named. */
export function recipient(one: Recipient, roles: Roles): string {
  if (isRole(one)) return escaped(roles[one].name);
  const [kind, id = ''] = one.split(' ');
  if (kind === 'group') return `<!subteam^${escaped(id)}>`;
  return kind === 'person' ? person(id) : `the ${escaped(one)}`;
}
