import { join } from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { minutes } from '../../src/domain/duration.ts';
import { backUp } from '../../src/storage/backups/backup.ts';
import { restore } from '../../src/storage/backups/restore.ts';
import { verifyJournal } from '../../src/storage/journal.ts';
import { outboxLag } from '../../src/storage/outbox.ts';
import { aStation } from '../support/a-station.ts';
import { ana, cho } from '../support/cycles.ts';
import { down, gist, type Project } from '../support/outside.ts';
import { IMPORT_REQUEST, REST, SETTLE } from '../support/station.ts';

const at = aStation();
let project: Project;
let backup: string;
beforeEach(() => {
  backup = join(at.folder.path, 'copy.db');
  project = at.outside.addProject(1);
});

const thread = () => at.outside.thread(project).map(({ message }) => gist(message));

async function goBack(): Promise<void> {
  await at.station.stop();
  expect(await restore(at.folder.path, backup, at.clock.now())).toMatchObject({ ok: true });
  at.start();
  await at.clock.advance(SETTLE + REST);
  await at.clock.advance(minutes(1));
}

it('what the backup was about to say, and the bot then said, is not said again', async () => {
  const previewId = await at.station.preview(project);
  at.outside.trouble.chat.before = () => down('The chat');
  await at.station.operations.open({ key: 'k', previewId, action: 'Export', actor: ana });
  await at.clock.advance(REST);
  // Ingest has accepted, and neither the card nor the first line has been posted.
  await backUp(at.folder.path, backup);
  at.outside.trouble.chat.before = undefined;
  await at.clock.advance(minutes(1));
  expect(thread()).toEqual(['submitted']);

  await goBack();
  expect(thread()).toEqual(['submitted']);
  expect(at.outside.cards(project)).toHaveLength(1);
  expect(project.submits).toEqual([['Export']]);
  expect(await verifyJournal(at.station.db)).toMatchObject({ ok: true });
  expect(await outboxLag(at.station.db)).toEqual({ waiting: 0, givenUp: 0 });
});

it('a submit that the backup was about to make is not made twice, and a person is told', async () => {
  const previewId = await at.station.preview(project);
  await at.station.operations.open({ key: 'k', previewId, action: 'Export', actor: ana });
  await backUp(at.folder.path, backup);
  await at.clock.advance(minutes(1));
  await goBack();
  expect(project.submits).toEqual([['Export']]);
  expect(thread()).toEqual(['submitted', 'export refused by ingest']);
});

it('a card that had moved on shows the state of the backup again', async () => {
  const id = await at.station.submit(project);
  project.envelope = 'Exported';
  await at.station.look();
  await backUp(at.folder.path, backup);
  const { projectUuid } = project;
  await at.station.press(id, 'request import', ana, { ...IMPORT_REQUEST, projectUuid });
  await at.station.press(id, 'imported', cho);
  const shown = () => at.outside.cards(project).at(-1)?.message;
  expect(shown()).toMatchObject({ card: { cycle: { state: 'imported' } } });

  await goBack();
  expect(at.outside.cards(project)).toHaveLength(1);
  expect(shown()).toMatchObject({ card: { cycle: { state: 'exported' } } });

  // What was said of the lost steps stays, and is said again when people do them again.
  const before = thread();
  await at.station.press(id, 'request import', ana, { ...IMPORT_REQUEST, projectUuid });
  expect(thread()).toEqual([...before, 'ready to import']);
});
