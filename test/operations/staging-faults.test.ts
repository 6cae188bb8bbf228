import { beforeEach, describe, expect, it } from 'vitest';
import { aStation } from '../support/a-station.ts';
import { ana } from '../support/cycles.ts';
import { down, gist, type Project } from '../support/outside.ts';
import { IMPORT_REQUEST, REST } from '../support/station.ts';

const at = aStation();
let project: Project;
let cycleId: string;
beforeEach(async () => {
  project = at.outside.addProject(1);
  at.outside.trouble.staging.before = () => down('staging');
  cycleId = await at.station.submit(project);
  project.envelope = 'Exported';
  await at.station.look();
});

async function stagingAnswers(...faults: readonly string[]): Promise<void> {
  at.outside.stagingFaults.push(...faults);
  at.outside.trouble.staging.before = undefined;
  await at.clock.advance(REST * 12);
}
const told = () =>
  at.outside.thread(project).filter(({ message }) => gist(message) === 'staging faults');
const staging = async () =>
  (await at.station.operations.report.card(cycleId))?.cycle.memory.staging?.faults;

describe('faults of the staging area', () => {
  it('found after the hand-off are told once, to the submitter and to those who hold it', async () => {
    await at.station.press(cycleId, 'request import', ana, IMPORT_REQUEST);
    await stagingAnswers('links/ is empty');
    expect(await staging()).toEqual(['links/ is empty']);
    expect(told()).toHaveLength(1);
    expect(told()[0]?.message).toMatchObject({ mention: ['submitter', 'import-team'] });
    await at.station.stop();
    at.start();
    await at.clock.advance(REST * 12);
    expect(told()).toHaveLength(1);
  });

  it('found before it stand on the card and in the request, and call nobody', async () => {
    await stagingAnswers('links/ is empty');
    expect(await staging()).toEqual(['links/ is empty']);
    await at.station.press(cycleId, 'request import', ana, IMPORT_REQUEST);
    expect(told()).toEqual([]);
  });

  it('that are none are told to nobody', async () => {
    await at.station.press(cycleId, 'request import', ana, IMPORT_REQUEST);
    await stagingAnswers();
    expect(await staging()).toEqual([]);
    expect(told()).toEqual([]);
  });
});
