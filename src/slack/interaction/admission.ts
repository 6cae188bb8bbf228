import { type Actor, mayAct } from '../../domain/role.ts';
import { opening, type Runbook } from '../../domain/runbook/runbook.ts';
import type { Operations } from '../../operations/operations.ts';
import type { People } from '../../operations/ports.ts';

type Admitted =
  | { readonly ok: true; readonly actor: Extract<Actor, { kind: 'person' }> }
  | { readonly ok: false; readonly why: string };

/** Who is at the door: a person with their roles, or a refusal that has been kept in the journal. */
export async function admit(
  {
    people,
    operations,
  }: {
    readonly people: Pick<People, 'actor'>;
    readonly operations: Pick<Operations, 'auditRefusal'>;
  },
  request: {
    readonly key: string;
    readonly person: string;
    readonly team?: string | undefined;
    readonly attempted: string;
    readonly cycleId?: string;
  },
): Promise<Admitted> {
  const { key, person, team, attempted, cycleId } = request;
  const known = await people.actor(person, team);
  if (!('refused' in known) && known.kind === 'person') return { ok: true, actor: known };
  const why = 'refused' in known ? known.refused : 'This is for people.';
  await operations.auditRefusal({
    key,
    person,
    attempted,
    why,
    ...(cycleId === undefined ? {} : { cycleId }),
  });
  return { ok: false, why };
}

export function mayStart(runbook: Runbook, actor: Actor): boolean {
  return mayAct(actor, opening(runbook).who);
}
