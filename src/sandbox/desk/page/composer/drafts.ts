import { useEffect, useState } from 'preact/hooks';

const drafts = new Map<string, string>();
const listeners = new Set<() => void>();

/** The composer that shall take the focus as soon as it is there. */
let awaited: string | undefined;

export function draftKey(person: string, channel: string, thread: string | undefined): string {
  return `${person} ${channel} ${thread ?? ''}`;
}

/** Puts a text into a composer and the cursor behind it. */
export function offerDraft(key: string, text: string): void {
  drafts.set(key, text);
  awaited = key;
  for (const listener of listeners) listener();
}

/** Whether this composer was waited for; asked once. */
export function takesFocus(key: string): boolean {
  if (awaited !== key) return false;
  awaited = undefined;
  return true;
}

/** What is written but not yet sent; survives a look into another channel. */
export function useDraft(key: string): readonly [string, (text: string) => void] {
  const [, redraw] = useState(0);
  useEffect(() => {
    const listener = () => redraw((count) => count + 1);
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
    };
  }, []);
  const write = (text: string) => {
    drafts.set(key, text);
    redraw((count) => count + 1);
  };
  return [drafts.get(key) ?? '', write];
}
