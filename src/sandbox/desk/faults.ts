/** Ways in which Slack can fail, switched on and off by name. */

const titles = {
  'slack-rate-limit': 'Slack answers "too many requests" to every message',
  'slack-server-error': 'Slack answers with an internal server error',
  'slack-slow': 'Slack takes 2.9 seconds for every answer',
  'slack-lost-reply': 'Slack stores a message, but its answer is lost',
  'socket-drop': 'All sockets are dropped, once',
  redeliver: 'Slack delivers everything twice',
  'reject-new-blocks': 'Slack does not know plan blocks yet',
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

  list(): readonly { readonly name: FaultName; readonly title: string; readonly on: boolean }[] {
    return faultNames.map((name) => ({ name, title: titles[name], on: this.#left.has(name) }));
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
