import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hours } from '../../src/domain/duration.ts';
import { verifyJournal } from '../../src/storage/journal.ts';
import { aStation } from '../support/a-station.ts';
import { ana, ben, cho, guest } from '../support/cycles.ts';
import { gist, type Project } from '../support/outside.ts';
import { IMPORT_REQUEST } from '../support/station.ts';

const at = aStation();
let project: Project;
beforeEach(() => {
  project = at.outside.addProject(1);
});
afterEach(async () => {
  expect((await verifyJournal(at.station.db)).ok).toBe(true);
  await at.station.stop();
  at.folder[Symbol.dispose]();
});

const history = () => at.station.operations.report.history(project.projectUuid);
const events = async () => (await history()).map(({ event }) => event);
const problem = (key: string, cycleId: string, actor = ana, turn?: number) =>
  at.station.operations.advance({
    key,
    cycleId,
    event: { name: 'problem', values: { reason: 'It is not right.' } },
    actor,
    ...(turn === undefined ? {} : { turn }),
  });

describe('the same command delivered again', () => {
  it('has one effect, four times and over a restart', async () => {
    const id = await at.station.submit(project);
    const outcomes = [await problem('same', id), await problem('same', id)];
    await at.station.stop();
    at.start();
    outcomes.push(...(await Promise.all([problem('same', id), problem('same', id)])));
    expect(outcomes.map((outcome) => outcome.ok && outcome.duplicate)).toEqual([
      false,
      true,
      true,
      true,
    ]);
    await at.clock.advance(hours(1));
    expect((await events()).filter((event) => event === 'problem')).toHaveLength(1);
    expect(
      at.outside.thread(project).filter(({ message }) => gist(message) === 'problem'),
    ).toHaveLength(1);
  });

  it('has one effect for every one of fifty, shuffled, four times each', async () => {
    const id = await at.station.submit(project);
    const keys = Array.from({ length: 50 }, (_, n) => `note-${n}`);
    const deliveries = [...keys, ...keys, ...keys, ...keys]
      .map((key, n) => ({ key, order: (n * 7919) % 199 }))
      .sort((a, b) => a.order - b.order);
    await Promise.all(
      deliveries.map(({ key }) =>
        at.station.operations.advance({
          key,
          cycleId: id,
          event: { name: 'note', values: { note: `About ${key}.` } },
          actor: cho,
        }),
      ),
    );
    expect(await at.station.operations.report.notes()).toHaveLength(50);
    expect((await at.station.operations.report.card(id))?.cycle.memory.notes).toBe(50);
  });

  it('opens one cycle, also when both are under way at once', async () => {
    const previewId = await at.station.preview(project);
    const open = () =>
      at.station.operations.open({ key: 'same', previewId, action: 'Export', actor: ana });
    const outcomes = await Promise.all([open(), open(), open(), open()]);
    expect(outcomes.filter((outcome) => outcome.ok && !outcome.duplicate)).toHaveLength(1);
    expect(new Set(outcomes.map((outcome) => outcome.ok && outcome.cycle.id)).size).toBe(1);
    await at.clock.advance(hours(1));
    expect(project.submits).toHaveLength(1);
    expect(at.outside.cards(project)).toHaveLength(1);
  });

  it('that was refused for the role is kept once in the journal', async () => {
    const id = await at.station.submit(project);
    for (let i = 0; i < 4; i += 1) {
      expect(await problem('same', id, guest)).toMatchObject({
        refusal: { code: 'not your role' },
      });
    }
    expect((await events()).filter((event) => event === 'refused')).toHaveLength(1);
  });

  it('of a refusal that the door decided is kept once in the journal', async () => {
    const entry = { key: 'r', person: 'U0GUEST', attempted: 'problem', why: 'guest' };
    const cycleId = await at.station.submit(project);
    await Promise.all(
      [1, 2, 3, 4].map(() => at.station.operations.auditRefusal({ ...entry, cycleId })),
    );
    expect((await events()).filter((event) => event === 'refused')).toHaveLength(1);
  });
});

describe('two people at once', () => {
  it('one wins, and the other is told who', async () => {
    const id = await at.station.submit(project);
    const turn = (await at.station.operations.report.card(id))?.cycle.turn;
    const [one, two] = await Promise.all([
      problem('a', id, ana, turn),
      problem('b', id, ben, turn),
    ]);
    expect([one.ok, two.ok]).toEqual([true, false]);
    expect(two).toMatchObject({
      refusal: {
        code: 'not now',
        state: 'needs correction',
        last: { by: 'U0ANA', event: 'problem' },
      },
      card: { cycle: { state: 'needs correction' } },
      link: expect.stringContaining('https://'),
    });
  });

  it('open one cycle between them, and the other is shown it', async () => {
    const previews = [
      await at.station.preview(project, ana),
      await at.station.preview(project, ben),
    ] as const;
    const [one, two] = await Promise.all([
      at.station.operations.open({
        key: 'a',
        previewId: previews[0],
        action: 'Export',
        actor: ana,
      }),
      at.station.operations.open({
        key: 'b',
        previewId: previews[1],
        action: 'Export',
        actor: ben,
      }),
    ]);
    expect(one).toMatchObject({ ok: true });
    expect(two).toMatchObject({
      ok: false,
      refusal: { code: 'already under way', number: 1 },
      card: { cycle: { submitter: 'U0ANA' } },
    });
    await at.clock.advance(hours(1));
    expect(project.submits).toHaveLength(1);
  });

  it('replace a held cycle once', async () => {
    const id = await at.station.submit(project);
    await at.station.press(id, 'problem', ana, { reason: 'It is not right.' });
    project.envelope = 'Graph valid';
    const previews = [
      await at.station.preview(project, ana),
      await at.station.preview(project, ben),
    ] as const;
    const outcomes = await Promise.all([
      at.station.operations.open({
        key: 'a',
        previewId: previews[0],
        action: 'Export',
        actor: ana,
      }),
      at.station.operations.open({
        key: 'b',
        previewId: previews[1],
        action: 'Export',
        actor: ben,
      }),
    ]);
    expect(outcomes.map(({ ok }) => ok)).toEqual([true, false]);
    await at.clock.advance(hours(1));
    expect(project.submits).toHaveLength(2);
    expect((await at.station.operations.report.find('sim1')).rows).toHaveLength(2);
  });
});

describe('a button of the past', () => {
  it('of an earlier turn changes nothing, and shows how things stand', async () => {
    const id = await at.station.submit(project);
    const turn = (await at.station.operations.report.card(id))?.cycle.turn;
    await at.station.press(id, 'problem', ben, { reason: 'It is not right.' });
    await at.station.press(id, 'problem solved', ben, { reason: 'It was right.' });
    expect(await problem('old', id, ana, turn)).toMatchObject({
      ok: false,
      refusal: { code: 'stale button', last: { by: 'U0BEN' } },
      card: { cycle: { state: 'exporting' } },
    });
  });

  it('of a preview that has expired is refused, and nothing happens', async () => {
    const previewId = await at.station.preview(project);
    await at.clock.advance(hours(1));
    const open = { key: 'k', previewId, action: 'Export', actor: ana } as const;
    expect(await at.station.operations.open(open)).toMatchObject({
      refusal: { code: 'preview expired' },
    });
    expect(await history()).toEqual([]);
  });

  it('of a preview cannot choose what was not offered', async () => {
    const previewId = await at.station.preview(project);
    const open = { key: 'k', previewId, action: 'Export_Metadata', actor: ana } as const;
    expect(await at.station.operations.open(open)).toMatchObject({
      refusal: { code: 'preview expired' },
    });
  });

  it('of a preview does not replace the cycle that it opened itself', async () => {
    const previewId = await at.station.preview(project);
    project.envelope = 'Metadata valid';
    await at.station.operations.open({ key: 'a', previewId, action: 'Export', actor: ana });
    await at.clock.advance(hours(0.5));
    const [row] = (await at.station.operations.report.board()).rows;
    expect(row?.card.cycle).toMatchObject({ number: 1, state: 'needs correction' });
    const again = await at.station.operations.open({
      key: 'b',
      previewId,
      action: 'Export',
      actor: ana,
    });
    expect(again).toMatchObject({ ok: false, refusal: { code: 'preview expired' } });
    expect((await at.station.operations.report.find('Sim1')).rows).toHaveLength(1);
  });

  it('of somebody without the role opens nothing and is kept in the journal', async () => {
    const previewId = await at.station.preview(project);
    const open = { key: 'k', previewId, action: 'Export', actor: cho } as const;
    expect(await at.station.operations.open(open)).toMatchObject({
      refusal: { code: 'not your role' },
    });
    expect(await events()).toEqual(['refused']);
    expect((await at.station.operations.report.board()).total).toBe(0);
  });

  it('of a cycle that never was is refused', async () => {
    expect(await problem('k', 'nosuchcycle000000000')).toMatchObject({
      refusal: { code: 'unknown cycle' },
    });
  });
});

describe('a full disk', () => {
  it('is never answered with a success', async () => {
    const id = await at.station.submit(project);
    await at.station.stop();
    let full = true;
    at.start({
      beforeStatement: (statement) => {
        if (full && statement === 'commit') throw new Error('SQLITE_FULL');
      },
    });
    await expect(problem('k', id)).rejects.toThrow('SQLITE_FULL');
    await expect(
      at.station.operations.ask({
        key: 'k',
        runbook: 'exporting',
        person: 'U0ANA',
        channel: 'C0OPS',
        words: 'Sim1',
      }),
    ).resolves.toBeUndefined();
    full = false;
    expect(await problem('k', id)).toMatchObject({ ok: true, duplicate: false });
    expect(await at.station.press(id, 'request import', ana, IMPORT_REQUEST)).toMatchObject({
      ok: false,
    });
  });
});
