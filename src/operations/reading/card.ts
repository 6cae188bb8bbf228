import type { Cycle } from '../../domain/cycle/cycle.ts';
import { mayCause } from '../../domain/decision/approval.ts';
import { manifestRow } from '../../domain/export/manifest-row.ts';
import { webFormLink } from '../../domain/export/web-form-link.ts';
import type { Policy } from '../../domain/policy.ts';
import type { Actor } from '../../domain/role.ts';
import { transitionsFrom } from '../../domain/runbook/runbook.ts';
import { runbookNamed } from '../../runbooks/registry.ts';
import { findWatch } from '../../storage/cycles/watches.ts';
import type { Database } from '../../storage/database.ts';
import type { Card, CardAction } from '../message.ts';
import type { Catalogue, Clock } from '../ports.ts';
import { type Looking, lastAnswer } from './last-answer.ts';

/** A cycle as it is shown, to everybody or to one viewer. */
export type CardOf = (cycle: Cycle, viewer?: Actor) => Promise<Card>;

export function createCardOf(needs: {
  readonly db: Database;
  readonly clock: Clock;
  readonly policy: Policy;
  readonly catalogue: Pick<Catalogue, 'projectUrl'>;
  readonly institution: string;
  readonly looking: Looking;
  readonly importForm?: {
    readonly url: string;
    readonly entries: Readonly<Record<string, string>>;
  };
}): CardOf {
  const { db, clock, policy } = needs;

  return async (cycle, viewer) => {
    const watch = await findWatch(db, cycle.id);
    const request = cycle.memory.importRequest;
    const now = clock.now();
    return {
      cycle,
      now,
      ...(viewer === undefined ? {} : { viewer }),
      actions: actionsOf(cycle, policy, viewer),
      browserUrl: needs.catalogue.projectUrl(cycle.dataset.projectUuid),
      ...lastAnswer(cycle, watch, now, needs.looking),
      ...(request === undefined
        ? {}
        : {
            manifestRow: manifestRow({
              institution: request['institution'] ?? needs.institution,
              projectUuid: cycle.dataset.projectUuid,
              managedAccess: request['managedAccess'] === 'Yes',
            }),
          }),
      ...(request === undefined || needs.importForm === undefined
        ? {}
        : { importFormUrl: webFormLink(needs.importForm, request) }),
    };
  };
}

/** The buttons that the runbook offers in this state, to everybody or to one viewer; the decisive one first. */
function actionsOf(cycle: Cycle, policy: Policy, viewer?: Actor): readonly CardAction[] {
  if (cycle.closedAt !== undefined) return [];
  const rank = { primary: 0, plain: 1, danger: 2 };
  return transitionsFrom(runbookNamed(cycle.runbook), cycle.state, policy.webForm)
    .filter(({ transition }) => transition.possible?.(cycle.memory) !== false)
    .filter(({ transition }) => viewer === undefined || mayCause(cycle, transition, viewer, policy))
    .flatMap(({ transition }): CardAction[] =>
      transition.button === undefined
        ? []
        : [
            {
              event: transition.on,
              label: transition.button,
              opensForm: transition.form !== undefined,
              ...(transition.style === undefined ? {} : { style: transition.style }),
            },
          ],
    )
    .sort((a, b) => rank[a.style ?? 'plain'] - rank[b.style ?? 'plain']);
}
