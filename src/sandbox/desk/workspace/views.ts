/** The open modals of each person (a stack of at most three) and each person's Home. */
import { createHash } from 'node:crypto';
import type { View } from '../blocks/surfaces.ts';
import type { Sequence } from './sequence.ts';

export interface OpenView {
  readonly id: string; // V…
  readonly hash: string;
  readonly personId: string;
  readonly view: View;
  readonly rootId: string;
  readonly previousId: string | null;
}

export const deepestStack = 3;

export class Views {
  readonly #stacks = new Map<string, OpenView[]>();
  readonly #homes = new Map<string, OpenView>();
  readonly #sequence: Sequence;

  constructor(sequence: Sequence) {
    this.#sequence = sequence;
  }

  stack(personId: string): readonly OpenView[] {
    return this.#stacks.get(personId) ?? [];
  }

  home(personId: string): OpenView | undefined {
    return this.#homes.get(personId);
  }

  find(viewId: string): OpenView | undefined {
    return this.#all().find((each) => each.id === viewId);
  }

  byExternalId(externalId: string): OpenView | undefined {
    return this.#all().find((each) => each.view.external_id === externalId);
  }

  open(personId: string, view: View): OpenView {
    const id = this.#sequence.id('V');
    const opened = this.#seal({ id, personId, view, rootId: id, previousId: null });
    this.#stacks.set(personId, [opened]);
    return opened;
  }

  push(personId: string, view: View): OpenView {
    const stack = this.stack(personId);
    const top = stack.at(-1);
    if (top === undefined) return this.open(personId, view);
    const id = this.#sequence.id('V');
    const pushed = this.#seal({ id, personId, view, rootId: top.rootId, previousId: top.id });
    this.#stacks.set(personId, [...stack, pushed]);
    return pushed;
  }

  publish(personId: string, view: View): OpenView {
    const id = this.home(personId)?.id ?? this.#sequence.id('V');
    const home = this.#seal({ id, personId, view, rootId: id, previousId: null });
    this.#homes.set(personId, home);
    return home;
  }

  update(open: OpenView, view: View): OpenView {
    if (view.type === 'home') return this.publish(open.personId, view);
    const updated = this.#seal({ ...open, view });
    this.#stacks.set(
      open.personId,
      this.stack(open.personId).map((each) => (each.id === open.id ? updated : each)),
    );
    return updated;
  }

  /** Takes the view, and what lies on top of it, from its person's stack. */
  close(open: OpenView): void {
    const stack = this.stack(open.personId);
    const index = stack.findIndex((each) => each.id === open.id);
    if (index >= 0) this.#stacks.set(open.personId, stack.slice(0, index));
  }

  closeAll(personId: string): void {
    this.#stacks.delete(personId);
  }

  clear(): void {
    this.#stacks.clear();
    this.#homes.clear();
  }

  #all(): readonly OpenView[] {
    return [...[...this.#stacks.values()].flat(), ...this.#homes.values()];
  }

  #seal(parts: Omit<OpenView, 'hash'>): OpenView {
    const nonce = this.#sequence.timestamp();
    const digest = createHash('sha256').update(nonce + JSON.stringify(parts.view));
    return { ...parts, hash: `${nonce}.${digest.digest('hex').slice(0, 8)}` };
  }
}
