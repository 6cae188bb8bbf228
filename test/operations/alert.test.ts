import { beforeEach, describe, expect, it } from 'vitest';
import { hours, minutes, seconds } from '../../src/domain/duration.ts';
import { aStation } from '../support/a-station.ts';
import { ana, ben } from '../support/cycles.ts';
import { down, lost, type Project } from '../support/outside.ts';
import { REST } from '../support/station.ts';

const at = aStation();
let project: Project;
let cycleId: string;
let opened: number;
beforeEach(async () => {
  project = at.outside.addProject(1);
  opened = at.clock.now().getTime();
  cycleId = await at.station.submit(project);
  at.outside.exportShows(project, {
    transfer: 'complete',
    spreadsheet: 'complete',
    assaysTotal: 6,
  });
  await at.station.look();
});

const alerts = () => at.outside.posts.filter(({ first }) => first.kind === 'alert');
const shown = (n: number) => {
  const message = alerts()[n]?.message;
  return message?.kind === 'alert' ? message : undefined;
};
async function until(milliseconds: number): Promise<void> {
  await at.clock.advance(opened + milliseconds - at.clock.now().getTime());
}
async function roundAt(milliseconds: number): Promise<void> {
  await until(milliseconds);
  await at.station.watch.round();
  await at.clock.settle();
}

describe('an export that stands still', () => {
  it('is reported once, at 4:00 and not a moment before, with the likely cause', async () => {
    await roundAt(hours(4) - 1);
    expect(alerts()).toEqual([]);
    await roundAt(hours(4));
    expect(alerts()).toHaveLength(1);
    expect(shown(0)).toMatchObject({
      mention: ['ingest-operations', 'submitter'],
      diagnosis: { likely: expect.stringContaining('6 of 6 assays') },
      card: { cycle: { dataset: { projectUuid: project.projectUuid } } },
    });
    expect(alerts()[0]?.place).toMatchObject({ channel: 'C0OPS', broadcast: true });
    for (let n = 1; n < 30; n += 1) await roundAt(hours(4) + minutes(20 * n));
    expect(alerts()).toHaveLength(1);
    expect(
      (await at.station.operations.report.history(project.projectUuid)).filter(
        ({ event }) => event === 'deadline passed',
      ),
    ).toHaveLength(1);
  });

  it('is reported between 4:00 and 4:01 by the loop itself', async () => {
    const stopping = new AbortController();
    const running = at.station.watch.run(stopping.signal);
    await until(hours(4) - 1);
    expect(alerts()).toEqual([]);
    await until(hours(4) + minutes(1));
    expect(alerts()).toHaveLength(1);
    stopping.abort();
    await at.clock.settle();
    await running;
  });

  it.each([0, 15, 30, 45])(
    'is reported by 4:01 although each call to ingest takes 20 s to fail, the rounds shifted by %i s',
    async (shift) => {
      await at.clock.advance(seconds(shift));
      at.outside.ports.ingest.listUnderWay = async () => {
        await at.clock.sleep(seconds(20));
        return down('ingest');
      };
      await at.station.stop();
      at.start();
      const stopping = new AbortController();
      const running = at.station.watch.run(stopping.signal);
      await until(hours(4) - 1);
      expect(alerts()).toEqual([]);
      await until(hours(4) + minutes(1));
      expect(alerts()).toHaveLength(1);
      stopping.abort();
      await at.clock.advance(minutes(1));
      await running;
    },
  );

  it('is reported although ingest has been silent for hours', async () => {
    at.outside.trouble.ingest.before = () => down('ingest');
    await roundAt(hours(4));
    expect(alerts()).toHaveLength(1);
  });

  it('is reported once when its answer is lost, and over a restart', async () => {
    at.outside.trouble.chat.after = (call) => {
      if (call === 'post') lost('chat');
    };
    await roundAt(hours(4));
    await at.station.crash();
    at.outside.trouble.chat.after = undefined;
    at.start();
    await roundAt(hours(5));
    expect(alerts()).toHaveLength(1);
  });

  it('is resolved in place when it moves, and reported anew when it stands still again', async () => {
    await roundAt(hours(4));
    at.outside.exportShows(project, { assaysDone: 1 });
    await roundAt(hours(5));
    await at.clock.advance(REST);
    expect(alerts()).toHaveLength(1);
    expect(shown(0)?.card.cycle.memory.alert).toMatchObject({ resolvedBy: 'progress' });
    await roundAt(hours(9) - 1);
    expect(alerts()).toHaveLength(1);
    await roundAt(hours(9));
    expect(alerts()).toHaveLength(2);
    expect(shown(1)?.card.cycle.memory.alert).toMatchObject({ episode: 2 });
    expect(shown(1)?.card.cycle.memory.alert).not.toHaveProperty('resolvedAt');
    expect(shown(0)?.card.cycle.memory.alert).toMatchObject({ episode: 1 });
  });

  it('is resolved in place when it ends', async () => {
    await roundAt(hours(4));
    project.envelope = 'Exported';
    await roundAt(hours(5));
    await at.clock.advance(REST);
    expect(alerts()).toHaveLength(1);
    expect(shown(0)?.card.cycle).toMatchObject({
      state: 'exported',
      memory: { alert: { resolvedBy: 'ingest' } },
    });
  });

  it('is not reported when it ends in the very round that would have reported it', async () => {
    project.envelope = 'Exported';
    await roundAt(hours(4));
    await at.clock.advance(hours(1));
    expect(alerts()).toEqual([]);
  });

  it('is not reported while a person holds it, but again when it carries on', async () => {
    await until(hours(3));
    await at.station.press(cycleId, 'problem', ana, { reason: 'It is not right.' });
    await roundAt(hours(6));
    expect(alerts()).toEqual([]);
    await at.station.press(cycleId, 'problem solved', ana, { reason: 'It was right.' });
    await roundAt(hours(9));
    expect(alerts()).toEqual([]);
    await roundAt(hours(10) + minutes(1));
    expect(alerts()).toHaveLength(1);
  });
});

describe('two people who escalate at the same moment', () => {
  it('call two rungs, and nobody of those is passed over', async () => {
    await at.station.stop();
    const rungs = [
      { call: 'coordinators' as const, after: hours(1) },
      { call: 'import-team' as const, after: hours(1) },
    ];
    const policy = { ladders: { otherwise: { rungs, repeats: 0 } } };
    at.start({ policy });
    await roundAt(hours(4));
    await Promise.all([ana, ben].map((one) => at.station.press(cycleId, 'escalate alert', one)));
    await at.clock.settle();
    const called = at.outside
      .thread(project)
      .flatMap(({ message }) =>
        message.kind === 'notice' && message.notice === 'alert escalated' ? [message.mention] : [],
      );
    expect(called).toEqual([['coordinators'], ['import-team']]);
  });
});
