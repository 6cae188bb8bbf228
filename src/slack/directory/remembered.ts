import type { Clock } from '../../operations/ports.ts';

/** One question at a time for each key; its answer is kept for a while, its failure is not. */
export function remembered<T>(
  clock: Clock,
  lasts: number,
  ask: (key: string) => Promise<T>,
): (key: string) => Promise<T> {
  const known = new Map<string, { readonly at: number; readonly answer: Promise<T> }>();
  return (key) => {
    const now = clock.now().getTime();
    const before = known.get(key);
    if (before !== undefined && now - before.at < lasts) return before.answer;
    const answer = ask(key);
    known.set(key, { at: now, answer });
    answer.catch(() => {
      if (known.get(key)?.answer === answer) known.delete(key);
    });
    return answer;
  };
}
