import type { Cycle } from '../../domain/cycle/cycle.ts';
import { asks, groupsCalled } from '../../domain/decision/waiting.ts';
import type { Policy } from '../../domain/policy.ts';
import type { Actor } from '../../domain/role.ts';
import type { FormValues } from '../../domain/runbook/form.ts';
import { goals, type Runbook } from '../../domain/runbook/runbook.ts';
import { runbookNamed, statesThat } from '../../runbooks/registry.ts';
import {
  findCycle,
  findCyclesOf,
  listAsking,
  listClosedCycles,
  listShortNames,
  type OpenPage,
  pageOpenCycles,
  readOwn,
} from '../../storage/cycles/cycles.ts';
import { pageDatasets } from '../../storage/cycles/datasets.ts';
import type { Database } from '../../storage/database.ts';
import { readJournal } from '../../storage/journal.ts';
import { findMessage } from '../../storage/messages.ts';
import { cardKey, cleanUpKey } from '../../storage/outbox.ts';
import type { HistoryLine, Listing, NoteLine, Report, Row } from '../operations.ts';
import type { Chat, People } from '../ports.ts';
import type { CardOf } from './card.ts';
import { createPrefill } from './prefill.ts';

const ROWS_MOST = 40;

/** Reading only: what people and cards are shown. */
export function createReport(needs: {
  readonly db: Database;
  readonly policy: Policy;
  readonly cardOf: CardOf;
  readonly chat: Pick<Chat, 'permalink'>;
  readonly people: Pick<People, 'email' | 'groupsOf'>;
  readonly nearestNames: (words: string, names: readonly string[]) => readonly string[];
  readonly institution: string;
  /** Those that are switched on here: cycles of others are not shown. */
  readonly runbooks: readonly Runbook[];
}): Report {
  const { db, policy, cardOf } = needs;
  const on = needs.runbooks.map(({ name }) => name);

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

    async card(cycleId) {
      const cycle = await findCycle(db, cycleId);
      return cycle && cardOf(cycle);
    },

    async board(runbook) {
      const runbooks = on.filter((name) => runbook === undefined || name === runbook);
      return listing(await pageOpenCycles(db, { runbooks, limit: ROWS_MOST }));
    },

    async mine(actor) {
      if (actor.kind !== 'person') return { rows: [], total: 0 };
      const groups = await needs.people.groupsOf(actor.id, groupsCalled(policy));
      const asking = (await listAsking(db)).filter((cycle) =>
        asks(runbookNamed(cycle.runbook), cycle, { ...actor, groups }, policy),
      );
      const page = await pageOpenCycles(db, {
        runbooks: on,
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
      return listing(
        await pageOpenCycles(db, { runbooks: on, limit: ROWS_MOST, late: true }),
        viewer,
      );
    },

    async released() {
      return rowsOf(await listClosedCycles(db, needs.runbooks.flatMap(goals), 10));
    },

    async find(words, runbook) {
      const cycles = (await findCyclesOf(db, words)).filter(
        (cycle) => on.includes(cycle.runbook) && (runbook ?? cycle.runbook) === cycle.runbook,
      );
      if (cycles.length > 0) return { rows: await rowsOf(cycles), nearest: [] };
      return { rows: [], nearest: needs.nearestNames(words, await listShortNames(db)) };
    },

    async called(names) {
      const cycles = await pageDatasets(db, { called: names, limit: ROWS_MOST });
      return rowsOf(cycles.filter((cycle) => on.includes(cycle.runbook)));
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

    prefill: createPrefill(needs),
  };
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
