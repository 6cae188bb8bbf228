import type { Passage } from './tree.js';

/** Neighbouring list items and quoted lines, read one by one, as one list or one quote. */
export function joined(passages: readonly Passage[]): readonly Passage[] {
  const result: Passage[] = [];
  for (const passage of passages) {
    const last = result.at(-1);
    const both = last && pair(last, passage);
    if (both) result.splice(-1, 1, both);
    else result.push(passage);
  }
  return result;
}

function pair(last: Passage, next: Passage): Passage | undefined {
  if (last.kind === 'quote' && next.kind === 'quote') {
    return { kind: 'quote', passages: [...last.passages, ...next.passages] };
  }
  if (last.kind !== 'list' || next.kind !== 'list') return undefined;
  if (last.ordered !== next.ordered || last.indent !== next.indent) return undefined;
  return { ...last, items: [...last.items, ...next.items] };
}
