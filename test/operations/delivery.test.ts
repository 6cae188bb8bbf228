import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hours, minutes, seconds } from '../../src/domain/duration.ts';
import { lookAtStagingArea } from '../../src/domain/effect.ts';
import { OutsideError } from '../../src/operations/ports.ts';
import { enqueue, outboxLag } from '../../src/storage/outbox.ts';
import { ana, cho } from '../support/cycles.ts';
import { aDataFolder, type DataFolder } from '../support/data-folder.ts';
import {
  counter,
  createOutside,
  down,
  gist,
  lost,
  type Outside,
  type Project,
} from '../support/outside.ts';
import { IMPORT_REQUEST, REST, SETTLE, type Station, startStation } from '../support/station.ts';
import { createTestClock, type TestClock } from '../support/test-clock.ts';

let folder: DataFolder;
let clock: TestClock;
let outside: Outside;
let station: Station;
let project: Project;
beforeEach(() => {
  folder = aDataFolder();
  clock = createTestClock();
  outside = createOutside(clock);
  station = startStation({ folder, clock, outside });
  project = outside.addProject(1);
});
afterEach(async () => {
  await station.stop();
  folder[Symbol.dispose]();
});

const thread = (one = project) => outside.thread(one).map(({ message }) => gist(message));
const cardState = (one = project) => {
  const message = outside.cards(one).at(-1)?.message;
  return message?.kind === 'card' ? message.card.cycle.state : undefined;
};

/** From exporting to the snapshot, in five commands; what the thread has to say of it. */
async function travel(one: Project): Promise<void> {
  const id = await station.submit(one);
  one.envelope = 'Exported';
  await station.look();
  const { projectUuid } = one;
  await station.press(id, 'request import', ana, { ...IMPORT_REQUEST, projectUuid });
  await station.press(id, 'imported', cho);
  await station.press(id, 'snapshot made', cho);
}
const JOURNEY = [
  'submitted',
  'export finished',
  'ready to import',
  'imported',
  'snapshot made',
  'hand over to browser',
];

describe('a crash', () => {
  it.each([
    ['before the card was posted', 'before', 'post', 1],
    ['after the card was posted', 'after', 'post', 1],
    ['before the first line was posted', 'before', 'post', 2],
    ['after the first line was posted', 'after', 'post', 2],
    ['after an edit', 'after', 'edit', 1],
  ] as const)('%s loses and doubles nothing', async (_when, moment, name, nth) => {
    const count = counter();
    let seen = 0;
    outside.trouble.chat[moment] = (call) => {
      if (call !== name) return;
      seen = count();
      if (seen === nth) void station.crash();
    };
    const previewId = await station.preview(project);
    await station.operations.open({ key: 'k', previewId, action: 'Export', actor: ana });
    await clock.advance(REST * 2);
    expect(seen).toBe(nth);
    station = startStation({ folder, clock, outside });
    await clock.advance(SETTLE * 2);
    expect(outside.cards(project)).toHaveLength(1);
    expect(thread()).toEqual(['submitted']);
    expect(project.submits).toHaveLength(1);
    expect(cardState()).toBe('exporting');
  });

  it('while the chat still has the message on its way: it is waited for, not sent again', async () => {
    const arriving: (() => void)[] = [];
    const { post } = outside.ports.chat;
    outside.ports.chat.post = (key, place, message) => {
      arriving.push(() => void post(key, place, message));
      return new Promise<never>(() => undefined);
    };
    const previewId = await station.preview(project);
    await station.operations.open({ key: 'k', previewId, action: 'Export', actor: ana });
    await clock.settle();
    await station.crash();
    outside.ports.chat.post = post;
    station = startStation({ folder, clock, outside });
    await clock.advance(SETTLE - seconds(1));
    for (const arrive of arriving) arrive();
    await clock.advance(minutes(1));
    expect(outside.cards(project)).toHaveLength(1);
    expect(thread()).toEqual(['submitted']);
  });
});

describe('pauses', () => {
  it('do not grow by crashes: only a try that failed makes the next wait longer', async () => {
    const previewId = await station.preview(project);
    outside.ports.chat.post = () => new Promise<never>(() => undefined);
    await station.operations.open({ key: 'k', previewId, action: 'Export', actor: ana });
    for (let crashes = 0; crashes < 10; crashes += 1) {
      await clock.advance(SETTLE * 2);
      await station.crash();
      station = startStation({ folder, clock, outside });
    }
    outside.ports.chat.post = async () => down('chat');
    await clock.advance(SETTLE);
    const waits = station.logged
      .filter(({ event }) => event === 'errand postponed')
      .map(({ details }) => details);
    expect(waits).toContainEqual(expect.objectContaining({ waitMilliseconds: SETTLE }));
  });
});

describe('a lost answer', () => {
  it('is read back before anything is posted again', async () => {
    const times = counter();
    outside.trouble.chat.after = (call) => {
      if (call === 'post' && times() % 2 === 1) lost('chat');
    };
    await travel(project);
    await clock.advance(minutes(10));
    expect(thread()).toEqual(JOURNEY);
    expect(outside.cards(project)).toHaveLength(1);
  });

  it('of a card that has changed meanwhile leaves the card as things are now', async () => {
    const times = counter();
    outside.trouble.chat.after = (call) => {
      if (call === 'post' && times() === 1) lost('chat');
    };
    const id = await station.submit(project);
    await station.press(id, 'problem', ana, { reason: 'It is not right.' });
    await clock.advance(minutes(5));
    expect(outside.cards(project)).toHaveLength(1);
    expect(cardState()).toBe('needs correction');
  });
});

describe('a chat in trouble', () => {
  it.each([
    ['is down', () => down('chat')],
    ['loses every request', () => lost('chat')],
    [
      'asks to wait, a second at a time',
      () => {
        throw new OutsideError('chat', 'retry', 'ratelimited', { retryAfter: seconds(1) });
      },
    ],
    [
      'fails in a way that nobody knows',
      () => {
        throw new TypeError('fetch failed');
      },
    ],
  ])('for ten minutes that %s loses, doubles and reorders nothing', async (_what, fail) => {
    const others = [2, 3].map((n) => outside.addProject(n));
    const previews = [];
    for (const one of [project, ...others]) previews.push(await station.preview(one));
    outside.trouble.chat.before = fail;
    for (const [n, previewId] of previews.entries()) {
      await station.operations.open({ key: `o${n}`, previewId, action: 'Export', actor: ana });
    }
    await clock.advance(minutes(2));
    for (const one of [project, ...others]) one.envelope = 'Exported';
    await station.look();
    await clock.advance(minutes(8));
    expect(outside.posts).toEqual([]);
    outside.trouble.chat.before = undefined;
    await clock.advance(minutes(10));
    for (const one of [project, ...others]) {
      expect(outside.cards(one)).toHaveLength(1);
      expect(cardState(one)).toBe('exported');
      expect(thread(one)).toEqual(['submitted', 'export finished']);
    }
    expect(await outboxLag(station.db)).toEqual({ waiting: 0, givenUp: 0 });
  });

  it('is asked no faster than its pauses, however many lines wait', async () => {
    outside.trouble.chat.before = () => down('chat');
    const previewId = await station.preview(project).catch(() => undefined);
    expect(previewId).toBeUndefined();
    outside.trouble.chat.before = undefined;
    await clock.advance(minutes(5));
    await travel(project);
    outside.calls.length = 0;
    outside.trouble.chat.before = () => down('chat');
    const [row] = (await station.operations.report.board()).rows;
    await station.press(row?.card.cycle.id ?? '', 'problem', ana, { reason: 'It is not right.' });
    await clock.advance(hours(1));
    expect(outside.count('edit') + outside.count('post') + outside.count('find')).toBeLessThan(40);
  });

  it('for a whole night still gets everything in the morning', async () => {
    const previewId = await station.preview(project);
    outside.trouble.chat.before = () => down('chat');
    await station.operations.open({ key: 'k', previewId, action: 'Export', actor: ana });
    await clock.advance(hours(14));
    outside.trouble.chat.before = undefined;
    await clock.advance(minutes(11));
    expect(thread()).toEqual(['submitted']);
    expect(await outboxLag(station.db)).toEqual({ waiting: 0, givenUp: 0 });
  });

  it('keeps nobody else waiting: ingest is asked, other channels are served', async () => {
    outside.trouble.chat.before = (call, argument) => {
      const text = JSON.stringify(argument);
      if ((call === 'post' || call === 'edit') && text.includes('"shortName":"Sim1"')) down('chat');
    };
    await travel(project);
    expect(project.submits).toHaveLength(1);
    const other = outside.addProject(2);
    await travel(other);
    expect(thread(other)).toEqual(JOURNEY);
  });

  it('of another system, with two hundred errands that hang, keeps no card waiting', async () => {
    const id = await station.submit(project);
    const asOf = (await station.operations.report.card(id))?.cycle;
    if (asOf === undefined) throw new Error('no cycle');
    outside.ports.stagingArea.inspect = () => new Promise<never>(() => undefined);
    for (let n = 0; n < 200; n += 1) {
      await enqueue(station.db, {
        key: `look ${n}`,
        lane: `staging ${n}`,
        errand: { kind: 'effect', cycleId: id, effect: lookAtStagingArea, asOf },
        now: clock.now(),
      });
    }
    await station.submit(outside.addProject(2));
    expect(outside.posts.filter(({ first }) => first.kind === 'card')).toHaveLength(2);
    await station.crash(); // what hangs would never come to its end
  });

  it('that refuses one message holds up nothing else, and #dcp-ops hears of it at once', async () => {
    let refuses = true;
    outside.trouble.chat.before = (call, argument) => {
      if (refuses && call === 'post' && JSON.stringify(argument).includes('"submitted"'))
        throw new OutsideError('slack', 'refused', 'Invite @handoff to the channel.');
    };
    await station.submit(project);
    project.envelope = 'Exported';
    await station.look();
    await clock.advance(minutes(1));
    expect(thread()).toEqual(['export finished']);
    expect(outside.posts.map(({ first }) => first.kind)).toContain('undelivered');
    refuses = false; // somebody did invite it
    await clock.advance(hours(1));
    expect(thread()).toEqual(['export finished', 'submitted']);
    expect(await outboxLag(station.db)).toMatchObject({ waiting: 0, givenUp: 0 });
  });
});

describe('a store in trouble', () => {
  it('stops the delivery only as long as it lasts', async () => {
    await station.submit(project);
    await station.stop();
    let broken = false;
    station = startStation({
      folder,
      clock,
      outside,
      beforeStatement: () => {
        if (broken) throw new Error('SQLITE_IOERR');
      },
    });
    await clock.settle();
    broken = true;
    await clock.advance(minutes(10));
    broken = false;
    project.envelope = 'Exported';
    await clock.advance(minutes(1));
    await station.look();
    expect(thread()).toEqual(['submitted', 'export finished']);
  });
});

describe('stopping', () => {
  it('lets what is under way come to its end, and takes up nothing new', async () => {
    const previewId = await station.preview(project);
    await station.operations.open({ key: 'k', previewId, action: 'Export', actor: ana });
    await station.stop();
    const posted = outside.posts.length;
    await clock.advance(hours(1));
    expect(outside.posts).toHaveLength(posted);
    station = startStation({ folder, clock, outside });
    await clock.advance(minutes(1));
    expect(outside.cards(project)).toHaveLength(1);
    expect(thread()).toEqual(['submitted']);
  });

  it('keeps least time between two posts in a channel', async () => {
    await station.stop();
    station = startStation({ folder, clock, outside, postGap: seconds(1) });
    const at: number[] = [];
    outside.trouble.chat.before = (call) => {
      if (call === 'post') at.push(clock.now().getTime());
    };
    for (const n of [1, 2, 3, 4]) {
      const previewId = await station.preview(outside.addProject(n));
      await station.operations.open({ key: `o${n}`, previewId, action: 'Export', actor: ana });
    }
    await clock.advance(minutes(1));
    expect(at).toHaveLength(8);
    for (const [n, time] of at.entries())
      expect(time - (at[n - 1] ?? 0)).toBeGreaterThanOrEqual(1000);
  });
});
