import { beforeEach, describe, expect, it } from 'vitest';
import { hours } from '../../../src/domain/duration.ts';
import { aStation } from '../../support/a-station.ts';
import { ana, cho } from '../../support/cycles.ts';
import { gist, type Project } from '../../support/outside.ts';
import { IMPORT_REQUEST } from '../../support/station.ts';

const at = aStation();
let project: Project;
let cycleId: string;
beforeEach(async () => {
  project = at.outside.addProject(1);
  cycleId = await at.station.submit(project);
  project.envelope = 'Exported';
  await at.station.look();
  await at.station.press(cycleId, 'request import', ana, IMPORT_REQUEST);
});

async function notice(text: string, key: string): Promise<void> {
  await at.station.operations.importNotice({ key, text, link: 'https://chat.example.org/p1' });
  await at.clock.advance(hours(1));
}
const proposals = () =>
  at.outside.thread(project).filter(({ message }) => gist(message) === 'snapshot proposed');
const cycle = async () => (await at.station.operations.report.card(cycleId))?.cycle;

const told = (gisted: string) =>
  at.outside.thread(project).filter(({ message }) => gist(message) === gisted);

describe('what the import system says before the import was requested', () => {
  beforeEach(async () => {
    project = at.outside.addProject(2);
    cycleId = await at.station.submit(project);
    project.envelope = 'Exported';
    await at.station.look();
  });

  it.each(['imported', 'snapshot made'])(
    'is told to the submitter with its evidence, and kept: %s',
    async (said) => {
      await notice(`${said} ${project.projectUuid}`, 'n1');
      await notice(`${said} ${project.projectUuid}`, 'n1');
      expect(told('import noticed early')).toHaveLength(1);
      expect(told('import noticed early')[0]?.message).toMatchObject({
        mention: ['submitter'],
        card: { cycle: { memory: { proposal: { event: said, link: expect.any(String) } } } },
      });
      expect(await cycle()).toMatchObject({
        state: 'exported',
        memory: { proposal: { headline: `HCA ${said}` } },
      });
      expect(proposals()).toEqual([]);
    },
  );

  it('is told as well while the import form waits to be sent', async () => {
    await at.station.stop();
    at.start({ webForm: true });
    await at.station.press(cycleId, 'prepare import form', ana, {
      ...IMPORT_REQUEST,
      projectUuid: project.projectUuid,
    });
    await notice(`imported ${project.projectUuid}`, 'n1');
    expect(told('import noticed early')).toHaveLength(1);
    expect((await cycle())?.state).toBe('import form ready');
  });

  it('of a problem can be confirmed at once', async () => {
    await notice(`problem ${project.projectUuid}`, 'n1');
    const [message] = told('import noticed early').map(({ message }) => message);
    if (message?.kind !== 'notice') throw new Error('nothing was told');
    expect(message.card.actions.map(({ event }) => event)).toContain('problem');
  });
});

describe('what the import system says', () => {
  it('is proposed to the import team with its evidence, and changes nothing by itself', async () => {
    await notice(`snapshot made ${project.projectUuid}`, 'n1');
    expect(await cycle()).toMatchObject({
      state: 'import requested',
      memory: {
        proposal: {
          event: 'snapshot made',
          headline: 'HCA snapshot made',
          evidence: `snapshot made ${project.projectUuid}`,
          link: 'https://chat.example.org/p1',
        },
      },
    });
    expect(proposals()).toHaveLength(1);
    expect(proposals()[0]?.message).toMatchObject({ mention: ['import-team'] });
    await at.station.press(cycleId, 'snapshot made', cho);
    expect((await cycle())?.memory.proposal).toBeUndefined();
  });

  it('is proposed once, however often it is delivered', async () => {
    const text = `snapshot made ${project.projectUuid}`;
    await Promise.all([notice(text, 'n1'), notice(text, 'n1'), notice(text, 'n1')]);
    await notice(text, 'n1');
    expect(proposals()).toHaveLength(1);
  });

  it('without a project is shown once, with those that wait for the import', async () => {
    for (let n = 0; n < 3; n += 1) await notice('problem', 'n1');
    const shown = at.outside.posts.filter(({ message }) => message.kind === 'nameless notice');
    expect(shown).toHaveLength(1);
    expect(shown[0]).toMatchObject({
      channel: 'C0OPS',
      message: { headline: 'HCA problem', waiting: [{ cycle: { id: cycleId } }] },
    });
  });

  it('of a project that was never exported here, or of nothing, is none of ours', async () => {
    const before = at.outside.posts.length;
    await notice('snapshot made f5057fee-4c3e-4459-82dd-21250b729601', 'n1');
    await notice('Good morning', 'n2');
    expect(at.outside.posts).toHaveLength(before);
  });

  it('comes too late when a person was faster', async () => {
    await at.station.press(cycleId, 'snapshot made', cho);
    await notice(`snapshot made ${project.projectUuid}`, 'n1');
    expect(proposals()).toEqual([]);
    expect((await cycle())?.state).toBe('snapshot made');
  });
});
