import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hours, minutes } from '../../src/domain/duration.ts';
import type { Message } from '../../src/operations/message.ts';
import { aDataFolder, type DataFolder } from '../support/data-folder.ts';
import { createOutside, down, type Outside, type Project } from '../support/outside.ts';
import { POLL, type Station, startStation } from '../support/station.ts';
import { createTestClock, type TestClock } from '../support/test-clock.ts';

let folder: DataFolder;
let clock: TestClock;
let outside: Outside;
let station: Station;
let project: Project;
beforeEach(async () => {
  folder = aDataFolder();
  clock = createTestClock();
  outside = createOutside(clock);
  station = startStation({ folder, clock, outside });
  project = outside.addProject(1);
  await station.submit(project);
  outside.exportShows(project, { transfer: 'started' });
  await station.look();
});
afterEach(async () => {
  await station.stop();
  folder[Symbol.dispose]();
});

async function rounds(n: number): Promise<void> {
  for (let one = 0; one < n; one += 1) {
    await clock.advance(minutes(1));
    await station.look();
  }
}
const silentSince = () => {
  const message: Message | undefined = outside.cards(project)[0]?.message;
  return message?.kind === 'card' ? message.card.silentSince : undefined;
};

describe('a card while ingest is silent', () => {
  it('says so once it has been silent for long, and stops saying it when ingest answers', async () => {
    const answered = clock.now();
    outside.trouble.ingest.before = () => down('ingest');
    await rounds(5);
    expect(silentSince()).toBeUndefined();
    await rounds((3 * POLL.most) / minutes(1));
    expect(silentSince()?.getTime()).toBeLessThanOrEqual(answered.getTime());
    const edits = outside.cards(project)[0]?.edits ?? 0;
    await rounds(10);
    expect(outside.cards(project)[0]?.edits).toBe(edits);
    outside.trouble.ingest.before = undefined;
    await rounds(15);
    expect(silentSince()).toBeUndefined();
  });

  it('does not take its own absence for the silence of ingest', async () => {
    await station.stop();
    await clock.advance(hours(3));
    station = startStation({ folder, clock, outside });
    await station.look();
    expect(silentSince()).toBeUndefined();
    outside.exportShows(project, { assaysDone: 1 });
    await rounds(15);
    expect(silentSince()).toBeUndefined();
  });

  it('is drawn with the very answer that it tells of', async () => {
    await clock.advance(hours(1));
    outside.exportShows(project, { transfer: 'complete' });
    await station.look();
    const message = outside.cards(project)[0]?.message;
    const card = message?.kind === 'card' ? message.card : undefined;
    expect(card?.cycle.memory.progress?.job?.transfer).toBe('complete');
    expect(card?.seenAt?.toISOString()).toBe(card?.cycle.memory.progressAt);
    expect(card?.silentSince).toBeUndefined();
  });
});
