import { describe, expect, it } from 'vitest';
import { excesses } from '../../../src/slack/limits.ts';
import {
  moverAlertView,
  noTrafficView,
  trafficView,
  transfersView,
} from '../../../src/slack/views/buckets/transfers.ts';
import { NOW, roles } from '../sample.ts';

const FAULT = 'The target does not let the bot write there. <!channel>';
const traffic = {
  dataset: 'lung',
  transferred: { objects: 2, bytes: 3_000_000 },
  waiting: { objects: 1, bytes: 5 },
  quarantined: { objects: 4, bytes: 20 },
  last: NOW,
};
const transfer = {
  ...{
    id: 9,
    key: 'lung/a&b.csv',
    bytes: 1_500_000,
    checksum: 'etag abc',
    target: 'their-landing',
  },
  ...({ way: 'copied', landedAt: NOW, endedAt: NOW, took: 1500, kept: true } as const),
};
const held = {
  ...{ dataset: 'lung', fault: FAULT, objects: 4, bytes: 20 },
  ...{ firstId: 3, firstKey: 'lung/x.csv', isNews: false },
};

describe('what the mover did', () => {
  it('is told of all datasets: what went through, what waits, what is held', () => {
    const said = JSON.stringify(trafficView([traffic]).blocks);
    for (const words of ['*lung*', '2 objects transferred', '1 waiting', '4 held'])
      expect(said).toContain(words);
    expect(trafficView([]).text).toContain('nothing is moved');
  });

  it('is told of one: each object with its checksum, why others are held, and what to do', () => {
    const said = JSON.stringify(
      transfersView('lung', { traffic, transfers: [transfer], held: [held] }).blocks,
    );
    for (const words of ['lung/a&amp;b.csv', 'etag abc', '1.5 s', 'kept in the hub'])
      expect(said).toContain(words);
    expect(said).toContain('/bucket release lung');
    expect(said).not.toContain('<!channel>');
  });

  it('is told of a name that nobody knows: which one may be meant, as a button', () => {
    expect(noTrafficView('heart', ['lung']).text).toContain('`/bucket transfers` shows all');
    const said = JSON.stringify(noTrafficView('lnug', ['lung', 'heart']).blocks);
    expect(said).toContain('Did you mean this?');
    expect(said).toContain('/bucket transfers lung');
    expect(said).not.toContain('/bucket transfers heart');
  });

  it('calls those who look after buckets when it can’t go on, within the limits of Slack', () => {
    const alert = {
      kind: 'quarantined',
      dataset: 'lung',
      why: FAULT,
      objects: 4,
      firstKey: 'lung/x',
    } as const;
    const said = JSON.stringify(moverAlertView(alert, roles).blocks);
    expect(said).toContain('<!subteam^');
    expect(said).toContain('/bucket release lung');
    expect(said).not.toContain('<!channel>');
    const many = Array.from({ length: 15 }, () => ({ ...transfer, key: 'k'.repeat(900) }));
    for (const view of [
      moverAlertView({ ...alert, why: 'w'.repeat(4000) }, roles),
      moverAlertView({ kind: 'messages set aside', messages: 3, why: 'w'.repeat(4000) }, roles),
      transfersView('lung', {
        traffic,
        transfers: many,
        held: [held, { ...held, fault: 'f'.repeat(4000) }],
      }),
      trafficView(Array.from({ length: 60 }, () => traffic)),
    ])
      expect(excesses(view.blocks)).toEqual([]);
  });
});
