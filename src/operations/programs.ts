import type { Cycle } from '../domain/cycle/cycle.ts';
import { ESCALATE, openAlert, SNOOZE, SNOOZES, TAKE } from '../domain/decision/alert.ts';
import { approvalOf, takesPeople } from '../domain/decision/approval.ts';
import type { Asked } from '../domain/errand.ts';
import type { Policy } from '../domain/policy.ts';
import { type Actor, mayAct } from '../domain/role.ts';
import type { Form } from '../domain/runbook/form.ts';
import { transitionsFrom } from '../domain/runbook/runbook.ts';
import { runbookNamed } from '../runbooks/registry.ts';
import { findCyclesOf } from '../storage/cycles/cycles.ts';
import {
  countOpen,
  type DatasetFilter,
  type Place,
  pageDatasets,
} from '../storage/cycles/datasets.ts';
import type { Database } from '../storage/database.ts';
import { findMessage } from '../storage/messages.ts';
import { cardKey, outboxLag } from '../storage/outbox.ts';
import type { Consider, Considered } from './delivery/answer.ts';
import { authenticate, type Caller } from './keys.ts';
import { createOnce, type Once } from './once.ts';
import type { Catalogue, Chat, Clock } from './ports.ts';

/** What programs can ask for besides what people can: the REST door. */
export interface Programs {
  /** Undefined, and no word on why, when this opens nothing. */
  authenticate(key: string): Promise<Caller | undefined>;
  /**
   * What `/export <project>` would answer; changes nothing.
   *
   * @throws {OutsideError} when ingest can't be asked.
   */
  preview(asked: Asked): Promise<Considered>;
  datasets(wanted: DatasetFilter & { limit: number; after?: Place | undefined }): Promise<Page>;
  /** Newest first. */
  cyclesOf(projectUuid: string): Promise<readonly Cycle[]>;
  lineOf(cycle: Cycle): DatasetLine;
  dataset(projectUuid: string, actor: Actor): Promise<DatasetReport | undefined>;
  readonly once: Once;
  /** How much is to be done, for those who watch the bot. */
  standing(): Promise<Standing>;
}

export interface Page {
  readonly datasets: readonly DatasetLine[];
  /** Where the next page begins; absent on the last. */
  readonly next?: Place;
}

/** A dataset as a list shows it: its newest cycle. */
export interface DatasetLine {
  readonly cycle: Cycle;
  readonly late: boolean;
  readonly browserUrl: string;
}

export interface DatasetReport extends DatasetLine {
  /** Newest first, the current one among them. */
  readonly cycles: readonly Cycle[];
  /** What the asking party may do now. */
  readonly actions: readonly OpenAction[];
  readonly cardUrl?: string;
}

export interface OpenAction {
  readonly event: string;
  readonly label: string;
  readonly form?: Form;
  /** What exactly is confirmed, to be sent along: the hash of a list. */
  readonly subject?: string;
}

export interface Standing {
  readonly outbox: { readonly waiting: number; readonly givenUp: number; readonly lag: number }; // lag: milliseconds
  readonly open: readonly { runbook: string; state: string; count: number }[];
  readonly alerts: number;
}

export type { Caller, Considered, Place };

export function createPrograms(needs: {
  readonly db: Database;
  readonly clock: Clock;
  readonly policy: Policy;
  readonly consider: Consider;
  readonly catalogue: Pick<Catalogue, 'projectUrl'>;
  readonly chat: Pick<Chat, 'permalink'>;
}): Programs {
  const { db, clock } = needs;

  const lineOf = (cycle: Cycle): DatasetLine => ({
    cycle,
    late: openAlert(cycle) !== undefined,
    browserUrl: needs.catalogue.projectUrl(cycle.dataset.projectUuid),
  });

  return {
    authenticate: (key) => authenticate(needs, key),
    preview: needs.consider,
    once: createOnce(needs),
    cyclesOf: (projectUuid) => findCyclesOf(db, projectUuid),
    lineOf,

    async datasets({ limit, ...wanted }) {
      // One more than asked for tells whether there is a next page.
      const found = await pageDatasets(db, { ...wanted, limit: limit + 1 });
      const shown = found.slice(0, limit);
      const last = shown.at(-1);
      return {
        datasets: shown.map(lineOf),
        ...(found.length > limit && last !== undefined
          ? { next: { openedAt: last.openedAt.getTime(), id: last.id } }
          : {}),
      };
    },

    async dataset(projectUuid, actor) {
      const cycles = await findCyclesOf(db, projectUuid);
      const [cycle] = cycles;
      if (cycle === undefined) return undefined;
      const at = await findMessage(db, cardKey(cycle.id));
      const cardUrl = at && (await needs.chat.permalink(at).catch(() => undefined));
      return {
        ...lineOf(cycle),
        cycles,
        actions: actionsFor(cycle, actor, needs.policy),
        ...(cardUrl === undefined ? {} : { cardUrl }),
      };
    },

    async standing() {
      const { waiting, givenUp, oldest } = await outboxLag(db);
      const lag = oldest === undefined ? 0 : clock.now().getTime() - oldest.getTime();
      const { states: open, alerts } = await countOpen(db);
      return { outbox: { waiting, givenUp, lag }, open, alerts };
    },
  };
}

/** The buttons of a card, for a party that sees none: those that it may press. */
function actionsFor(cycle: Cycle, actor: Actor, policy: Policy): readonly OpenAction[] {
  if (cycle.closedAt !== undefined) return [];
  const offered = transitionsFrom(runbookNamed(cycle.runbook), cycle.state, policy.webForm)
    .map(({ transition }) => transition)
    .filter(
      (transition) =>
        mayAct(actor, transition.who) &&
        transition.possible?.(cycle.memory) !== false &&
        !(actor.kind === 'service' && takesPeople(approvalOf(transition, policy))),
    )
    .flatMap(({ on, button, form, about }): OpenAction[] => {
      if (button === undefined) return [];
      const subject = about?.(cycle.memory);
      return [
        {
          event: on,
          label: button,
          ...(form === undefined ? {} : { form }),
          ...(subject === undefined ? {} : { subject }),
        },
      ];
    });
  const alerted = openAlert(cycle) !== undefined && mayAct(actor, 'anyone with a role');
  return alerted ? [...ON_AN_ALERT, ...offered] : offered;
}

/** What can be done about an open alert, in every state. */
const ON_AN_ALERT: readonly OpenAction[] = [
  { event: TAKE, label: 'I’m on it' },
  {
    event: SNOOZE,
    label: 'Snooze',
    form: {
      title: 'Snooze',
      submit: 'Snooze',
      fields: [{ name: 'for', label: 'For how long?', input: 'choice', options: SNOOZES }],
    },
  },
  { event: ESCALATE, label: 'Escalate' },
];
