import { describe, expect, it } from 'vitest';
import {
  defineRunbook,
  type Runbook,
  SAME,
  step,
  transitionsFrom,
} from '../../../src/domain/runbook/runbook.ts';

const open = { label: 'Open', step: 1, holder: 'submitter' } as const;
const closed = { label: 'Closed', step: 2, holder: 'nobody', ends: true } as const;
const begin = { who: ['wrangler'], from: 'valid', on: 'begin', to: 'open' } as const;
const end = { who: ['wrangler'], from: 'open', on: 'end', to: 'closed' } as const;

function small(more: Partial<Runbook> = {}): Runbook {
  return {
    name: 'small',
    title: 'A small procedure',
    command: '/small',
    newCycle: 'New small one',
    counted: 'cycle',
    done: 'done',
    starts: 'valid',
    states: { open, closed },
    steps: [
      step(1, 'It begins', { doing: 'Begun', done: 'Begun' }, begin),
      step(2, 'It ends', { doing: 'Ended', done: 'Ended' }, end),
    ],
    ...more,
  };
}

describe('a runbook', () => {
  it('that fits together is taken as it is', () => {
    expect(defineRunbook(small())).toEqual(small());
  });

  it('may not start a transition from an unknown state', () => {
    const steps = [...small().steps, step(3, 'x', undefined, { ...end, from: 'opne', on: 'x' })];
    expect(() => defineRunbook(small({ steps }))).toThrow(
      /small, step 3, “x”: unknown state “opne”/,
    );
  });

  it('may not lead to an unknown state', () => {
    const steps = [...small().steps, step(3, 'x', undefined, { ...end, on: 'x', to: 'clsoed' })];
    expect(() => defineRunbook(small({ steps }))).toThrow(/unknown state “clsoed”/);
  });

  it('may not have a state that nothing leads to', () => {
    const states = { ...small().states, forgotten: open };
    expect(() => defineRunbook(small({ states }))).toThrow(/nothing leads to “forgotten”/);
  });

  it('may not say twice what an event does in a state, however it names the state', () => {
    const again = step(3, 'x', undefined, { ...end, from: ['valid', 'open'] });
    expect(() => defineRunbook(small({ steps: [...small().steps, again] }))).toThrow(
      /step 3, “end”: declared twice for “open”/,
    );
    const anywhere = step(3, 'x', undefined, { ...end, from: 'any open state' });
    expect(() => defineRunbook(small({ steps: [...small().steps, anywhere] }))).toThrow(/twice/);
  });

  it('may not say twice what an event does in a state with a web form and in general', () => {
    const also = step(3, 'x', undefined, { ...end, when: 'web form', to: SAME });
    expect(() => defineRunbook(small({ steps: [...small().steps, also] }))).toThrow(/twice/);
  });

  it('may say one thing with a web form and another without', () => {
    const steps = [
      step(1, 'It begins', { doing: 'Begun', done: 'Begun' }, begin),
      step(
        2,
        'It ends',
        { doing: 'Ended', done: 'Ended' },
        { ...end, when: 'web form' },
        { ...end, when: 'no web form' },
      ),
    ];
    const runbook = defineRunbook(small({ steps }));
    expect(transitionsFrom(runbook, 'open', true)).toHaveLength(1);
    expect(transitionsFrom(runbook, 'open', false)).toHaveLength(1);
  });

  it('offers “any open state” in open states alone', () => {
    const note = step(3, 'Note', undefined, {
      ...end,
      from: 'any open state',
      on: 'note',
      to: SAME,
    });
    const runbook = defineRunbook(small({ steps: [...small().steps, note] }));
    const notes = (state: string) =>
      transitionsFrom(runbook, state, false).some(({ transition }) => transition.on === 'note');
    expect(['valid', 'open', 'closed'].map(notes)).toEqual([false, true, false]);
  });
});
