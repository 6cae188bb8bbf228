import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ana } from '../support/cycles.ts';
import { aDataFolder, type DataFolder } from '../support/data-folder.ts';
import { createOutside, down, gist, type Outside, type Project } from '../support/outside.ts';
import { IMPORT_REQUEST, REST, type Station, startStation } from '../support/station.ts';
import { createTestClock, type TestClock } from '../support/test-clock.ts';

let folder: DataFolder;
let clock: TestClock;
let outside: Outside;
let station: Station;
let project: Project;
let cycleId: string;
beforeEach(async () => {
  folder = aDataFolder();
  clock = createTestClock();
  outside = createOutside(clock);
  station = startStation({ folder, clock, outside });
  project = outside.addProject(1);
  outside.trouble.staging.before = () => down('staging');
  cycleId = await station.submit(project);
  project.envelope = 'Exported';
  await station.look();
});
afterEach(async () => {
  await station.stop();
  folder[Symbol.dispose]();
});

async function stagingAnswers(...faults: readonly string[]): Promise<void> {
  outside.stagingFaults.push(...faults);
  outside.trouble.staging.before = undefined;
  await clock.advance(REST * 12);
}
const told = () =>
  outside.thread(project).filter(({ message }) => gist(message) === 'staging faults');
const staging = async () =>
  (await station.operations.report.card(cycleId))?.cycle.memory.staging?.faults;

describe('faults of the staging area', () => {
  it('found after the hand-off are told once, to the submitter and to those who hold it', async () => {
    await station.press(cycleId, 'request import', ana, IMPORT_REQUEST);
    await stagingAnswers('links/ is empty');
    expect(await staging()).toEqual(['links/ is empty']);
    expect(told()).toHaveLength(1);
    expect(told()[0]?.message).toMatchObject({ mention: ['submitter', 'import-team'] });
    await station.stop();
    station = startStation({ folder, clock, outside });
    await clock.advance(REST * 12);
    expect(told()).toHaveLength(1);
  });

  it('found before it stand on the card and in the request, and call nobody', async () => {
    await stagingAnswers('links/ is empty');
    expect(await staging()).toEqual(['links/ is empty']);
    await station.press(cycleId, 'request import', ana, IMPORT_REQUEST);
    expect(told()).toEqual([]);
  });

  it('that are none are told to nobody', async () => {
    await station.press(cycleId, 'request import', ana, IMPORT_REQUEST);
    await stagingAnswers();
    expect(await staging()).toEqual([]);
    expect(told()).toEqual([]);
  });
});
