import { beforeEach, describe, expect, it } from 'vitest';
import { hours, minutes } from '../../../src/domain/duration.ts';
import type { Message } from '../../../src/operations/message.ts';
import { aStation } from '../../support/a-station.ts';
import { down, type Project } from '../../support/outside.ts';
import { POLL } from '../../support/station.ts';

const at = aStation();
let project: Project;
beforeEach(async () => {
  project = at.outside.addProject(1);
  await at.station.submit(project);
  at.outside.exportShows(project, { transfer: 'started' });
  await at.station.look();
});

async function rounds(n: number): Promise<void> {
  for (let one = 0; one < n; one += 1) {
    await at.clock.advance(minutes(1));
    await at.station.look();
  }
}
const silentSince = () => {
  const message: Message | undefined = at.outside.cards(project)[0]?.message;
  return message?.kind === 'card' ? message.card.silentSince : undefined;
};

describe('a card while ingest is silent', () => {
  it('says so once it has been silent for long, and stops saying it when ingest answers', async () => {
    const answered = at.clock.now();
    at.outside.trouble.ingest.before = () => down('ingest');
    await rounds(5);
    expect(silentSince()).toBeUndefined();
    await rounds((3 * POLL.most) / minutes(1));
    expect(silentSince()?.getTime()).toBeLessThanOrEqual(answered.getTime());
    const edits = at.outside.cards(project)[0]?.edits ?? 0;
    await rounds(10);
    expect(at.outside.cards(project)[0]?.edits).toBe(edits);
    at.outside.trouble.ingest.before = undefined;
    await rounds(15);
    expect(silentSince()).toBeUndefined();
  });

  it('does not take its own absence for the silence of ingest', async () => {
    await at.station.stop();
    await at.clock.advance(hours(3));
    at.start();
    await at.station.look();
    expect(silentSince()).toBeUndefined();
    at.outside.exportShows(project, { assaysDone: 1 });
    await rounds(15);
    expect(silentSince()).toBeUndefined();
  });

  it('is drawn with the very answer that it tells of', async () => {
    await at.clock.advance(hours(1));
    at.outside.exportShows(project, { transfer: 'complete' });
    await at.station.look();
    const message = at.outside.cards(project)[0]?.message;
    const card = message?.kind === 'card' ? message.card : undefined;
    expect(card?.cycle.memory.progress?.job?.transfer).toBe('complete');
    expect(card?.seenAt?.toISOString()).toBe(card?.cycle.memory.progressAt);
    expect(card?.silentSince).toBeUndefined();
  });
});
