import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exporting } from '../../src/runbooks/exporting.ts';
import { verifyJournal } from '../../src/storage/journal.ts';
import { DOORS } from './authority/doors.ts';
import { type Action, actionsOf, isAllowed, PEOPLE } from './authority/table.ts';
import { openTown, type Town } from './authority/town.ts';
import { buttonsFor, show, type Trial } from './authority/trial.ts';

const asTold = ({ door, person, action, expected, verdict }: Trial): string =>
  `${person} at ${door}, “${action}”: ${verdict}, not ${expected}`;

/** Everybody tries everything, at every door; the runbook and the configuration alone say what becomes of it. */
describe('who may do what', () => {
  let town: Town;
  let actions: readonly Action[];
  const all: Trial[] = [];
  beforeAll(async () => {
    town = await openTown();
    actions = actionsOf(exporting, town.policy);
  });
  afterAll(() => town[Symbol.asyncDispose]());

  it.each(Object.entries(DOORS))(
    'is as declared at the door “%s”',
    async (_name, door) => {
      const trials = await door(town, actions);
      all.push(...trials);
      expect(trials.filter(({ expected, verdict }) => verdict !== expected).map(asTold)).toEqual(
        [],
      );
      // Neither everything nor nothing: the table has both in it.
      expect(new Set(trials.map(({ expected }) => expected)).size).toBe(2);
    },
    40_000,
  );

  it('is kept once in the journal where it was refused, and the journal is whole', async () => {
    const journal = await town.db.selectFrom('journal').select(['event', 'actor']).execute();
    expect(journal.filter(({ event }) => event === 'refused')).toHaveLength(
      all.filter(({ verdict }) => verdict === 'refused and kept').length,
    );
    const mayNothing = PEOPLE.filter(
      ({ outside, roles }) => outside !== undefined || roles[0] === undefined,
    );
    const done = new Set(
      journal.flatMap(({ event, actor }) => (event === 'refused' ? [] : [actor])),
    );
    for (const { id } of mayNothing) expect(done).not.toContain(id);
    expect(await verifyJournal(town.db)).toMatchObject({ ok: true });
  });

  it('was tried by everybody, for everything that the runbook declares', () => {
    const tried = new Set(all.map(({ person, action }) => `${person}: ${action}`));
    for (const { called } of PEOPLE)
      for (const { event } of actions) expect(tried).toContain(`${called}: ${event}`);
  });

  it('takes two people where two are asked for: the same one twice is refused, and that is kept', async () => {
    const twice = actions.filter(({ asks }) => asks.people === 2);
    expect(twice.map(({ event }) => event)).toEqual(['imported', 'confirm clean-up']);
    for (const action of twice) {
      const [one, other] = PEOPLE.filter((person) => isAllowed(person, action.who, action.asks));
      const container = await show(town, await buttonsFor(town, [action]));
      for (const person of [one, one, other])
        await town.desk
          .as(person?.id ?? '')
          .press({ container, blockId: 'row0', actionId: `event:${action.event}` });
      const newest = await town.db
        .selectFrom('journal')
        .select(['event', 'actor', 'detail'])
        .orderBy('seq', 'desc')
        .limit(3)
        .execute();
      expect(newest.map(({ event, actor }) => [event, actor])).toEqual([
        [action.event, other?.id],
        ['refused', one?.id],
        ['one of two confirmed', one?.id],
      ]);
      expect(newest[1]?.detail).toContain('"another person"');
    }
  });
});
