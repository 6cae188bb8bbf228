import type { Warning } from './conversion.ts';

/** Collects what was not kept as it was. The same thing of the same column adds up. */
export class Warnings {
  readonly #found = new Map<string, Warning>();

  add(warning: Warning): void {
    const key = `${warning.code}\n${warning.column ?? ''}`;
    const before = this.#found.get(key)?.count ?? 0;
    if (warning.count > 0) this.#found.set(key, { ...warning, count: before + warning.count });
  }

  addAll(others: Warnings): void {
    for (const warning of others.all()) this.add(warning);
  }

  all(): readonly Warning[] {
    return [...this.#found.values()];
  }
}
