/** Ways in which Slack can fail, switched on and off by name. */
import type { Controls } from './page-contract.ts';

/** By name: a sentence, and what a mark has room for. */
const titles = {
  'slack-rate-limit': ['Slack answers "too many requests" to every message', 'Slack: 429'],
  'slack-server-error': ['Slack answers with an internal server error', 'Slack: 500'],
  'slack-slow': ['Slack takes 1.5 seconds for every answer', 'Slack: slow'],
  'slack-lost-reply': ['Slack stores a message, but its answer is lost', 'Slack: lost answers'],
  'socket-drop': ['All sockets are dropped, once', 'Slack: dropped'],
  redeliver: ['Slack delivers everything twice', 'Slack: twice'],
  'reject-new-blocks': ['Slack does not know plan blocks yet', 'Slack: no plan blocks'],
} as const;

export type FaultName = keyof typeof titles;

export class Faults {
  /** How often a fault still strikes; Infinity until it is switched off. */
  readonly #left = new Map<FaultName, number>();
  readonly #changed: (name: FaultName, on: boolean) => void;

  constructor(changed: (name: FaultName, on: boolean) => void) {
    this.#changed = changed;
  }

  /** Switches a fault on, for good or for its next `times` strikes. */
  on(name: FaultName, times = Number.POSITIVE_INFINITY): void {
    this.#left.set(name, times);
    this.#changed(name, true);
  }

  off(name: FaultName): void {
    this.#left.delete(name);
    this.#changed(name, false);
  }

  clear(): void {
    for (const name of [...this.#left.keys()]) this.off(name);
  }

  /** True when the fault strikes now; counts the strike. */
  strikes(name: FaultName): boolean {
    const left = this.#left.get(name) ?? 0;
    if (left <= 0) return false;
    if (left === 1) this.off(name);
    else this.#left.set(name, left - 1);
    return true;
  }

  list(): Controls['faults'] {
    return faultNames.map((name) => {
      const [title, short] = titles[name];
      return { name, title, short, on: this.#left.has(name) };
    });
  }
}

const faultNames: readonly FaultName[] = [
  'slack-rate-limit',
  'slack-server-error',
  'slack-slow',
  'slack-lost-reply',
  'socket-drop',
  'redeliver',
  'reject-new-blocks',
];

export function isFaultName(name: string): name is FaultName {
  return Object.hasOwn(titles, name);
}
