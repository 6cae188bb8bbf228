import { mayCause } from '../domain/approval.ts';
import type { Cycle } from '../domain/cycle.ts';
import { manifestRow } from '../domain/export/manifest-row.ts';
import { webFormLink } from '../domain/export/web-form-link.ts';
import type { FormValues } from '../domain/form.ts';
import type { Policy } from '../domain/policy.ts';
import type { Actor } from '../domain/role.ts';
import { goals, transitionsFrom } from '../domain/runbook.ts';
import { asks, groupsCalled } from '../domain/waiting.ts';
import { RUNBOOKS, runbookNamed, statesThat } from '../runbooks/registry.ts';
import {
  findCycle,
  findCyclesOf,
  listAsking,
  listClosedCycles,
  listShortNames,
  type OpenPage,
  pageOpenCycles,
  readOwn,
} from '../storage/cycles.ts';
import type { Database } from '../storage/database.ts';
import { readJournal } from '../storage/journal.ts';
import { findMessage } from '../storage/messages.ts';
import { cardKey, cleanUpKey } from '../storage/outbox.ts';
import { findWatch } from '../storage/watches.ts';
import { type Looking, lastAnswer } from './last-answer.ts';
import type { Card, CardAction } from './message.ts';
import type { HistoryLine, Listing, NoteLine, Report, Row } from './operations.ts';
import type { Catalogue, Chat, Clock, People } from './ports.ts';

const ROWS_MOST = 40;

/** Reading only: what people and cards are shown. */
export function createReport(needs: {
  readonly db: Database;
  readonly clock: Clock;
  readonly policy: Policy;
  readonly catalogue: Pick<Catalogue, 'projectUrl'>;
  readonly chat: Pick<Chat, 'permalink'>;
  readonly people: Pick<People, 'email' | 'groupsOf'>;
  readonly nearestNames: (words: string, names: readonly string[]) => readonly string[];
  readonly institution: string;
  readonly looking: Looking;
  readonly importForm?: {
    readonly url: string;
    readonly entries: Readonly<Record<string, string>>;
  };
}): Report & { cardOf(cycle: Cycle): Promise<Card> } {
  const { db, clock, policy } = needs;

  async function cardOf(cycle: Cycle, viewer?: Actor): Promise<Card> {
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
  }

  async function linkTo(key: string): Promise<string | undefined> {
    const at = await findMessage(db, key);
    return at && (await needs.chat.permalink(at).catch(() => undefined));
  }

  async function rowOf(cycle: Cycle, viewer?: Actor): Promise<Row> {
    const { cleanUp } = cycle.memory;
    const link = await linkTo(cardKey(cycle.id));
    const list =
      cleanUp?.phase === 'proposed'
        ? await linkTo(cleanUpKey(cycle.id, cleanUp.number))
        : undefined;
    return {
      card: await cardOf(cycle, viewer),
      ...(link === undefined ? {} : { link }),
      ...(list === undefined ? {} : { list }),
    };
  }

  const rowsOf = (cycles: readonly Cycle[], viewer?: Actor): Promise<Row[]> =>
    Promise.all(cycles.map((cycle) => rowOf(cycle, viewer)));

  const listing = async (page: OpenPage, viewer?: Actor): Promise<Listing> => ({
    rows: await rowsOf(page.cycles, viewer),
    total: page.total,
  });

  return {
    policy,
    cardOf,

    async card(cycleId) {
      const cycle = await findCycle(db, cycleId);
      return cycle && cardOf(cycle);
    },

    async board() {
      return listing(await pageOpenCycles(db, { limit: ROWS_MOST }));
    },

    async mine(actor) {
      if (actor.kind !== 'person') return { rows: [], total: 0 };
      const groups = await needs.people.groupsOf(actor.id, groupsCalled(policy));
      const asking = (await listAsking(db)).filter((cycle) =>
        asks(runbookNamed(cycle.runbook), cycle, { ...actor, groups }, policy),
      );
      const page = await pageOpenCycles(db, {
        limit: ROWS_MOST,
        waitingFor: {
          person: actor.id,
          asSubmitter: statesThat(({ holder }) => holder === 'submitter'),
          byRole: statesThat(({ holder }) => actor.roles.some((role) => role === holder)),
          besides: asking.map(({ id }) => id),
        },
      });
      return listing(page, actor);
    },

    async stuck(viewer) {
      return listing(await pageOpenCycles(db, { limit: ROWS_MOST, late: true }), viewer);
    },

    async released() {
      return rowsOf(await listClosedCycles(db, RUNBOOKS.flatMap(goals), 10));
    },

    async find(words) {
      const cycles = await findCyclesOf(db, words);
      if (cycles.length > 0) return { rows: await rowsOf(cycles), nearest: [] };
      return { rows: [], nearest: needs.nearestNames(words, await listShortNames(db)) };
    },

    async history(projectUuid) {
      const rows = await readJournal(db, projectUuid);
      return rows.map((row): HistoryLine => {
        const words = wordsIn(row.detail);
        return {
          at: row.at,
          cycle: row.cycle_number ?? 0,
          step: row.step ?? 0,
          event: row.event,
          from: row.from_state ?? '',
          to: row.to_state ?? '',
          actor: row.actor,
          ...(words === undefined ? {} : { words }),
        };
      });
    },

    async notes(projectUuid) {
      let query = db
        .selectFrom('journal')
        .innerJoin('cycle', 'cycle.id', 'journal.cycle_id')
        .select(['journal.at', 'journal.step', 'journal.actor', 'journal.detail'])
        .select('cycle.short_name')
        .where('journal.event', '=', 'note')
        .orderBy('journal.seq', 'desc')
        .limit(100);
      if (projectUuid !== undefined) query = query.where('journal.project_uuid', '=', projectUuid);
      const rows = await query.execute();
      return rows.map(
        (row): NoteLine => ({
          at: row.at,
          shortName: row.short_name,
          step: row.step ?? 0,
          author: row.actor,
          note: wordsIn(row.detail) ?? '',
        }),
      );
    },

    async prefill(cycleId, actor) {
      const cycle = await findCycle(db, cycleId);
      if (cycle === undefined) return {};
      const { dataset } = cycle;
      const email = actor.kind === 'person' ? await needs.people.email(actor.id) : undefined;
      const earlier = (await findCyclesOf(db, dataset.projectUuid)).find(
        (other) => other.memory.importRequest !== undefined,
      )?.memory.importRequest;
      const release = earlier?.['release'] ?? (await latestRelease(db));
      const contact = earlier?.['contact'] ?? dataset.primaryWrangler;
      const values: FormValues = {
        institution: earlier?.['institution'] ?? needs.institution,
        projectName: dataset.shortName,
        kind: dataset.alreadyReleased || cycle.number > 1 ? 'updated' : 'new',
        projectUuid: dataset.projectUuid,
        managedAccess: dataset.managedAccess ? 'Yes' : 'No',
        highlight: earlier?.['highlight'] ?? 'No',
        ...(email === undefined ? {} : { email }),
        ...(release === undefined ? {} : { release }),
        ...(contact === undefined ? {} : { contact }),
        ...(earlier?.['duosId'] === undefined ? {} : { duosId: earlier['duosId'] }),
        ...(cycle.number > 1 ? { forImporters: `Update: export cycle ${cycle.number}.` } : {}),
      };
      return values;
    },
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

/** The release that was asked for last: the next request is most likely for the same train. */
async function latestRelease(db: Database): Promise<string | undefined> {
  const row = await db
    .selectFrom('journal')
    .select('detail')
    .where('event', 'in', ['request import', 'prepare import form'])
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row && readOwn<{ values?: FormValues }>(row.detail).values?.['release']?.trim();
}

/** What somebody wrote, out of a journal entry: a reason, a note, a remark. */
function wordsIn(detail: string): string | undefined {
  const { values, reason, disturbed } = readOwn<{
    values?: FormValues;
    reason?: string;
    disturbed?: string;
  }>(detail);
  return values?.['reason'] ?? values?.['note'] ?? values?.['remark'] ?? reason ?? disturbed;
}
