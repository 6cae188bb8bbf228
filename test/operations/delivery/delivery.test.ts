import { beforeEach, describe, expect, it } from 'vitest';
import { hours, minutes, seconds } from '../../../src/domain/duration.ts';
import { lookAtStagingArea } from '../../../src/domain/runbook/effect.ts';
import { OutsideError } from '../../../src/operations/ports.ts';
import { enqueue, outboxLag } from '../../../src/storage/outbox.ts';
import { aStation } from '../../support/a-station.ts';
import { ana, cho } from '../../support/cycles.ts';
import { counter, down, gist, lost, type Project } from '../../support/outside.ts';
import { IMPORT_REQUEST, REST, SETTLE } from '../../support/station.ts';

const at = aStation();
let project: Project;
beforeEach(() => {
  project = at.outside.addProject(1);
});

const thread = (one = project) => at.outside.thread(one).map(({ message }) => gist(message));
const cardState = (one = project) => {
  const message = at.outside.cards(one).at(-1)?.message;
  return message?.kind === 'card' ? message.card.cycle.state : undefined;
};

/** From exporting to the snapshot, in five commands; what the thread has to say of it. */
async function travel(one: Project): Promise<void> {
  const id = await at.station.submit(one);
  one.envelope = 'Exported';
  await at.station.look();
  const { projectUuid } = one;
  await at.station.press(id, 'request import', ana, { ...IMPORT_REQUEST, projectUuid });
  await at.station.press(id, 'imported', cho);
  await at.station.press(id, 'snapshot made', cho);
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
    at.outside.trouble.chat[moment] = (call) => {
      if (call !== name) return;
      seen = count();
      if (seen === nth) void at.station.crash();
    };
    const previewId = await at.station.preview(project);
    await at.station.operations.open({ key: 'k', previewId, action: 'Export', actor: ana });
    await at.clock.advance(REST * 2);
    expect(seen).toBe(nth);
    at.start();
    await at.clock.advance(SETTLE * 2);
    expect(at.outside.cards(project)).toHaveLength(1);
    expect(thread()).toEqual(['submitted']);
    expect(project.submits).toHaveLength(1);
    expect(cardState()).toBe('exporting');
  });

  it('while the chat still has the message on its way: it is waited for, not sent again', async () => {
    const arriving: (() => void)[] = [];
    const { post } = at.outside.ports.chat;
    at.outside.ports.chat.post = (key, place, message) => {
      arriving.push(() => void post(key, place, message));
      return new Promise<never>(() => undefined);
    };
    const previewId = await at.station.preview(project);
    await at.station.operations.open({ key: 'k', previewId, action: 'Export', actor: ana });
    await at.clock.settle();
    await at.station.crash();
    at.outside.ports.chat.post = post;
    at.start();
    await at.clock.advance(SETTLE - seconds(1));
    for (const arrive of arriving) arrive();
    await at.clock.advance(minutes(1));
    expect(at.outside.cards(project)).toHaveLength(1);
    expect(thread()).toEqual(['submitted']);
  });
});

describe('pauses', () => {
  it('do not grow by crashes: only a try that failed makes the next wait longer', async () => {
    const previewId = await at.station.preview(project);
    at.outside.ports.chat.post = () => new Promise<never>(() => undefined);
    await at.station.operations.open({ key: 'k', previewId, action: 'Export', actor: ana });
    for (let crashes = 0; crashes < 10; crashes += 1) {
      await at.clock.advance(SETTLE * 2);
      await at.station.crash();
      at.start();
    }
    at.outside.ports.chat.post = async () => down('chat');
    await at.clock.advance(SETTLE);
    const waits = at.station.logged
      .filter(({ event }) => event === 'errand postponed')
      .map(({ details }) => details);
    expect(waits).toContainEqual(expect.objectContaining({ waitMilliseconds: SETTLE }));
  });
});

describe('a lost answer', () => {
  it('is read back before anything is posted again', async () => {
    const times = counter();
    at.outside.trouble.chat.after = (call) => {
      if (call === 'post' && times() % 2 === 1) lost('chat');
    };
    await travel(project);
    await at.clock.advance(minutes(10));
    expect(thread()).toEqual(JOURNEY);
    expect(at.outside.cards(project)).toHaveLength(1);
  });

  it('of a card that has changed meanwhile leaves the card as things are now', async () => {
    const times = counter();
    at.outside.trouble.chat.after = (call) => {
      if (call === 'post' && times() === 1) lost('chat');
    };
    const id = await at.station.submit(project);
    await at.station.press(id, 'problem', ana, { reason: 'It is not right.' });
    await at.clock.advance(minutes(5));
    expect(at.outside.cards(project)).toHaveLength(1);
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
    const others = [2, 3].map((n) => at.outside.addProject(n));
    const previews = [];
    for (const one of [project, ...others]) previews.push(await at.station.preview(one));
    at.outside.trouble.chat.before = fail;
    for (const [n, previewId] of previews.entries()) {
      await at.station.operations.open({ key: `o${n}`, previewId, action: 'Export', actor: ana });
    }
    await at.clock.advance(minutes(2));
    for (const one of [project, ...others]) one.envelope = 'Exported';
    await at.station.look();
    await at.clock.advance(minutes(8));
    expect(at.outside.posts).toEqual([]);
    at.outside.trouble.chat.before = undefined;
    await at.clock.advance(minutes(10));
    for (const one of [project, ...others]) {
      expect(at.outside.cards(one)).toHaveLength(1);
      expect(cardState(one)).toBe('exported');
      expect(thread(one)).toEqual(['submitted', 'export finished']);
    }
    expect(await outboxLag(at.station.db)).toEqual({ waiting: 0, givenUp: 0 });
  });

  it('is asked no faster than its pauses, however many lines wait', async () => {
    at.outside.trouble.chat.before = () => down('chat');
    const previewId = await at.station.preview(project).catch(() => undefined);
    expect(previewId).toBeUndefined();
    at.outside.trouble.chat.before = undefined;
    await at.clock.advance(minutes(5));
    await travel(project);
    at.outside.calls.length = 0;
    at.outside.trouble.chat.before = () => down('chat');
    const [row] = (await at.station.operations.report.board()).rows;
    await at.station.press(row?.card.cycle.id ?? '', 'problem', ana, {
      reason: 'It is not right.',
    });
    await at.clock.advance(hours(1));
    expect(
      at.outside.count('edit') + at.outside.count('post') + at.outside.count('find'),
    ).toBeLessThan(40);
  });

  it('for a whole night still gets everything in the morning', async () => {
    const previewId = await at.station.preview(project);
    at.outside.trouble.chat.before = () => down('chat');
    await at.station.operations.open({ key: 'k', previewId, action: 'Export', actor: ana });
    await at.clock.advance(hours(14));
    at.outside.trouble.chat.before = undefined;
    await at.clock.advance(minutes(11));
    expect(thread()).toEqual(['submitted']);
    expect(await outboxLag(at.station.db)).toEqual({ waiting: 0, givenUp: 0 });
  });

  it('keeps nobody else waiting: ingest is asked, other channels are served', async () => {
    at.outside.trouble.chat.before = (call, argument) => {
      const text = JSON.stringify(argument);
      if ((call === 'post' || call === 'edit') && text.includes('"shortName":"Sim1"')) down('chat');
    };
    await travel(project);
    expect(project.submits).toHaveLength(1);
    const other = at.outside.addProject(2);
    await travel(other);
    expect(thread(other)).toEqual(JOURNEY);
  });

  it('of another system, with two hundred errands that hang, keeps no card waiting', async () => {
    const id = await at.station.submit(project);
    const asOf = (await at.station.operations.report.card(id))?.cycle;
    if (asOf === undefined) throw new Error('no cycle');
    at.outside.ports.stagingArea.inspect = () => new Promise<never>(() => undefined);
    for (let n = 0; n < 200; n += 1) {
      await enqueue(at.station.db, {
        key: `look ${n}`,
        lane: `staging ${n}`,
        errand: { kind: 'effect', cycleId: id, effect: lookAtStagingArea, asOf },
        now: at.clock.now(),
      });
    }
    await at.station.submit(at.outside.addProject(2));
    expect(at.outside.posts.filter(({ first }) => first.kind === 'card')).toHaveLength(2);
    await at.station.crash(); // what hangs would never come to its end
  });

  it('that refuses one message holds up nothing else, and #dcp-ops hears of it at once', async () => {
    let refuses = true;
    at.outside.trouble.chat.before = (call, argument) => {
      if (refuses && call === 'post' && JSON.stringify(argument).includes('"submitted"'))
        throw new OutsideError('slack', 'refused', 'Invite @handoff to the channel.');
    };
    await at.station.submit(project);
    project.envelope = 'Exported';
    await at.station.look();
    await at.clock.advance(minutes(1));
    expect(thread()).toEqual(['export finished']);
    expect(at.outside.posts.map(({ first }) => first.kind)).toContain('undelivered');
    refuses = false; // somebody did invite it
    await at.clock.advance(hours(1));
    expect(thread()).toEqual(['export finished', 'submitted']);
    expect(await outboxLag(at.station.db)).toMatchObject({ waiting: 0, givenUp: 0 });
  });
});

describe('a store in trouble', () => {
  it('stops the delivery only as long as it lasts', async () => {
    await at.station.submit(project);
    await at.station.stop();
    let broken = false;
    at.start({
      beforeStatement: () => {
        if (broken) throw new Error('SQLITE_IOERR');
      },
    });
    await at.clock.settle();
    broken = true;
    await at.clock.advance(minutes(10));
    broken = false;
    project.envelope = 'Exported';
    await at.clock.advance(minutes(1));
    await at.station.look();
    expect(thread()).toEqual(['submitted', 'export finished']);
  });
});

describe('stopping', () => {
  it('lets what is under way come to its end, and takes up nothing new', async () => {
    const previewId = await at.station.preview(project);
    await at.station.operations.open({ key: 'k', previewId, action: 'Export', actor: ana });
    await at.station.stop();
    const posted = at.outside.posts.length;
    await at.clock.advance(hours(1));
    expect(at.outside.posts).toHaveLength(posted);
    at.start();
    await at.clock.advance(minutes(1));
    expect(at.outside.cards(project)).toHaveLength(1);
    expect(thread()).toEqual(['submitted']);
  });

  it('keeps least time between two posts in a channel', async () => {
    await at.station.stop();
    at.start({ postGap: seconds(1) });
    const posted: number[] = [];
    at.outside.trouble.chat.before = (call) => {
      if (call === 'post') posted.push(at.clock.now().getTime());
    };
    for (const n of [1, 2, 3, 4]) {
      const previewId = await at.station.preview(at.outside.addProject(n));
      await at.station.operations.open({ key: `o${n}`, previewId, action: 'Export', actor: ana });
    }
    await at.clock.advance(minutes(1));
    expect(posted).toHaveLength(8);
    for (const [n, time] of posted.entries())
      expect(time - (posted[n - 1] ?? 0)).toBeGreaterThanOrEqual(1000);
  });
});
