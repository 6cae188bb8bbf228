import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SNOOZE, SNOOZES } from '../../src/domain/decision/alert.ts';
import { days, hours } from '../../src/domain/duration.ts';
import { ROLES, type Role } from '../../src/domain/role.ts';
import { exporting } from '../../src/runbooks/exporting.ts';
import { insertCycle } from '../../src/storage/cycles/cycles.ts';
import { verifyJournal } from '../../src/storage/journal.ts';
import { type Action, actionsOf, isAllowed, type Person } from '../slack/authority/table.ts';
import { heldCycle, LIST } from '../slack/authority/town.ts';
import { aDataset, POLICY } from '../support/cycles.ts';
import { type Bench, openBench } from './bench.ts';

/** A key as the table knows people: by the roles that it was given. */
const keyOf = (called: string, roles: readonly Role[]): Person => ({
  id: `key:${called}`,
  called,
  roles,
});
const KEYS: readonly Person[] = [
  ...ROLES.map((role) => keyOf(role, [role])),
  keyOf('without-a-role', []),
];

const STRICT = {
  approvals: { imported: { people: 2 }, 'final check passed': { notSubmitter: true } },
  ladders: { otherwise: { rungs: [{ call: 'coordinators', after: hours(1) }], repeats: 0 } },
} as const;

/** The same table as Slack’s doors: every key tries everything that the runbook declares. */
describe('who may do what over REST', () => {
  let bench: Bench;
  let actions: readonly Action[];
  let made = 0;
  beforeAll(async () => {
    bench = await openBench({ deliver: false, policy: STRICT });
    actions = actionsOf(exporting, { ...POLICY, ...STRICT });
  });
  afterAll(() => bench[Symbol.asyncDispose]());

  /** A dataset of its own in which this could happen now. */
  async function datasetFor({ state }: Action): Promise<string> {
    made += 1;
    const dataset = aDataset(700_000 + made);
    const id = `rest${String(made).padStart(16, '0')}`;
    await insertCycle(bench.station.db, {
      ...heldCycle(bench.clock.now()),
      id,
      dataset,
      state,
    });
    return dataset.projectUuid;
  }

  const post = async (action: Action, key: string) =>
    bench.post(`/api/datasets/${await datasetFor(action)}/events`, key, {
      event: action.event,
      ...(action.event === SNOOZE ? { values: { for: SNOOZES[0] } } : {}),
      ...(action.event === 'confirm clean-up' ? { subject: LIST } : {}),
    });
  const refusals = async (actor: string) =>
    (
      await bench.station.db
        .selectFrom('journal')
        .select('seq')
        .where('event', '=', 'refused')
        .where('actor', '=', actor)
        .execute()
    ).length;

  const codeIn = (body: Record<string, unknown>): string =>
    String(body['type']).split(/[/:]/).at(-1) ?? '';

  it.each(KEYS)('is as declared for the key of $called', async (party) => {
    const key = await bench.key({ name: party.called, roles: [...party.roles] });
    const wrong: string[] = [];
    let denied = 0;
    for (const action of actions) {
      const { status, body } = await post(action, key);
      // An empty form is refused as a form by those alone who may fill it in.
      const code = codeIn(body);
      if (code === 'starts-a-cycle') continue; // a preview is asked for: no event of a key
      const granted = status === 200 || (status === 422 && code === 'form');
      // One person could hold two keys: what takes two people, or another, takes people.
      const takesPeople = action.asks.people === 2 || action.asks.notSubmitter === true;
      const allowed = isAllowed(party, action.who, action.asks) && !takesPeople;
      if (!granted) denied += 1;
      if (granted !== allowed || (!granted && status !== 403)) {
        wrong.push(`${action.event}: ${status} ${code}, allowed: ${allowed}`);
      }
    }
    expect(wrong).toEqual([]);
    expect(denied).toBeGreaterThan(0);
    expect(await refusals(`key:${party.called}`)).toBe(denied);
  });

  it.each([
    ['without the scope', 403, { scopes: ['datasets:read' as const] }],
    ['that has expired', 401, { expiresInDays: 1 }],
  ])('nothing with a key %s, whatever its roles', async (_what, expected, wanted) => {
    const key = await bench.key({ name: `every-role-${expected}`, roles: [...ROLES], ...wanted });
    if (expected === 401) await bench.clock.advance(days(2));
    for (const action of actions) expect((await post(action, key)).status).toBe(expected);
  });

  it('leaves a journal that is whole', async () => {
    expect(await verifyJournal(bench.station.db)).toMatchObject({ ok: true });
  });
});
