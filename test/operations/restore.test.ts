import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { minutes } from '../../src/domain/duration.ts';
import { backUp } from '../../src/storage/backups/backup.ts';
import { restore } from '../../src/storage/backups/restore.ts';
import { verifyJournal } from '../../src/storage/journal.ts';
import { outboxLag } from '../../src/storage/outbox.ts';
import { ana, cho } from '../support/cycles.ts';
import { aDataFolder, type DataFolder } from '../support/data-folder.ts';
import { createOutside, down, gist, type Outside, type Project } from '../support/outside.ts';
import { IMPORT_REQUEST, REST, SETTLE, type Station, startStation } from '../support/station.ts';
import { createTestClock, type TestClock } from '../support/test-clock.ts';

let folder: DataFolder;
let clock: TestClock;
let outside: Outside;
let station: Station;
let project: Project;
let backup: string;
beforeEach(() => {
  folder = aDataFolder();
  backup = join(folder.path, 'copy.db');
  clock = createTestClock();
  outside = createOutside(clock);
  station = startStation({ folder, clock, outside });
  project = outside.addProject(1);
});
afterEach(async () => {
  await station.stop();
  folder[Symbol.dispose]();
});

const thread = () => outside.thread(project).map(({ message }) => gist(message));

async function goBack(): Promise<void> {
  await station.stop();
  expect(await restore(folder.path, backup, clock.now())).toMatchObject({ ok: true });
  station = startStation({ folder, clock, outside });
  await clock.advance(SETTLE + REST);
  await clock.advance(minutes(1));
}

it('what the backup was about to say, and the bot then said, is not said again', async () => {
  const previewId = await station.preview(project);
  outside.trouble.chat.before = () => down('The chat');
  await station.operations.open({ key: 'k', previewId, action: 'Export', actor: ana });
  await clock.advance(REST);
  // Ingest has accepted, and neither the card nor the first line has been posted.
  await backUp(folder.path, backup);
  outside.trouble.chat.before = undefined;
  await clock.advance(minutes(1));
  expect(thread()).toEqual(['submitted']);

  await goBack();
  expect(thread()).toEqual(['submitted']);
  expect(outside.cards(project)).toHaveLength(1);
  expect(project.submits).toEqual([['Export']]);
  expect(await verifyJournal(station.db)).toMatchObject({ ok: true });
  expect(await outboxLag(station.db)).toEqual({ waiting: 0, givenUp: 0 });
});

it('a submit that the backup was about to make is not made twice, and a person is told', async () => {
  const previewId = await station.preview(project);
  await station.operations.open({ key: 'k', previewId, action: 'Export', actor: ana });
  await backUp(folder.path, backup);
  await clock.advance(minutes(1));
  await goBack();
  expect(project.submits).toEqual([['Export']]);
  expect(thread()).toEqual(['submitted', 'export refused by ingest']);
});

it('a card that had moved on shows the state of the backup again', async () => {
  const id = await station.submit(project);
  project.envelope = 'Exported';
  await station.look();
  await backUp(folder.path, backup);
  const { projectUuid } = project;
  await station.press(id, 'request import', ana, { ...IMPORT_REQUEST, projectUuid });
  await station.press(id, 'imported', cho);
  const shown = () => outside.cards(project).at(-1)?.message;
  expect(shown()).toMatchObject({ card: { cycle: { state: 'imported' } } });

  await goBack();
  expect(outside.cards(project)).toHaveLength(1);
  expect(shown()).toMatchObject({ card: { cycle: { state: 'exported' } } });

  // What was said of the lost steps stays, and is said again when people do them again.
  const before = thread();
  await station.press(id, 'request import', ana, { ...IMPORT_REQUEST, projectUuid });
  expect(thread()).toEqual([...before, 'ready to import']);
});
