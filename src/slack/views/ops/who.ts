import type { Role } from '../../../domain/role.ts';
import type { Holder, Holders } from '../../directory/people.ts';
import { context, header, type Rendered, section } from '../blocks.ts';
import { cut, escaped, moment, person, type Roles } from '../text.ts';

export interface RoleNow extends Holders {
  readonly role: Role;
  /** When they work next; now, when they work now. Absent where no hours are set. */
  readonly worksFrom?: Date;
}

/** `/ops who`. People are named as Slack names them: an answer that one person sees calls nobody. */
export function whoView(now: Date, held: readonly RoleNow[], roles: Roles): Rendered {
  const told = held.map((each) => roleNow(each, roles[each.role].name, now));
  return {
    text: cut(['Who is who', ...told].join('\n'), 3000),
    blocks: [
      header('Who is who'),
      ...told.map(section),
      context(
        'Times in brackets are theirs',
        'At most a minute old, and what I go by when somebody presses a button',
      ),
    ],
  };
}

function roleNow({ people, more, unread, worksFrom }: RoleNow, name: string, now: Date): string {
  const working =
    worksFrom === undefined
      ? ''
      : worksFrom <= now
        ? ' · at work'
        : ` · ${moment(worksFrom, 'back')}`;
  const known = [
    ...people.map((each) => holder(each, now)),
    ...(more === 0 ? [] : [`and ${more} more`]),
  ];
  const silent =
    unread === undefined
      ? []
      : [
          `⚠ Slack doesn’t say who is in <!subteam^${escaped(unread)}> just now, so I refuse everybody until it does.`,
        ];
  const nobody = unread === undefined ? ['nobody'] : [];
  const named = known.length > 0 ? [known.join(', ')] : nobody;
  return [`*${escaped(name)}*${working}`, ...silent, ...named].join('\n');
}

function holder({ id, timeZone, refused }: Holder, now: Date): string {
  if (refused === 'not read') return `${person(id)} (Slack doesn’t say who this is just now)`;
  if (refused !== undefined) return `${person(id)} (${refused}: may do nothing)`;
  const clock = timeZone === undefined ? undefined : clockIn(timeZone, now);
  return clock === undefined ? person(id) : `${person(id)} (${clock})`;
}

/** Undefined where this computer does not know the zone that Slack names. */
function clockIn(timeZone: string, now: Date): string | undefined {
  try {
    return now.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit', timeZone });
  } catch {
    return undefined;
  }
}
