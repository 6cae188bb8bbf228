import type { RunbookEvent } from '../runbook/event.ts';
import type { Transition } from '../runbook/runbook.ts';
import type { Memory } from './cycle.ts';

/** What an event leaves in the memory under the name that its transition gives it. */
export function kept(transition: Transition, event: RunbookEvent): Partial<Memory> {
  switch (transition.keep) {
    case undefined:
      return {};
    case 'importRequest':
      return { importRequest: event.values ?? {} };
    case 'checklist':
      return { checklist: event.values ?? {} };
    default: {
      const value = event[transition.keep];
      return value === undefined ? {} : { [transition.keep]: value };
    }
  }
}

/** Whether the news is any. */
export function differs(memory: Memory, news: Partial<Memory>): boolean {
  const before = Object.fromEntries(
    Object.keys(news).map((key) => [key, memory[key as keyof Memory]]),
  );
  return JSON.stringify(before) !== JSON.stringify(news);
}

/** What a change of state makes out of date: a solved problem, an answered proposal, a half-given approval. */
export function carriedOver({
  problem: _problem,
  proposal: _proposal,
  disturbed: _disturbed,
  approval: _approval,
  notValid: _notValid,
  ...memory
}: Memory): Memory {
  return memory;
}
