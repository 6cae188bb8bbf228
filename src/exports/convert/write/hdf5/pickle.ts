/** What is pickled here: numbers, texts, tuples of a number and something, and lists. */
type Item = string | number | readonly [number, Item] | readonly Item[];

/** A list as Python's `pickle` writes it in its protocol 0, which is ASCII. */
export function pickled(items: readonly Item[]): string {
  return `${listOf(items)}.`;
}

function listOf(items: readonly Item[]): string {
  return `(l${items.map((item) => `${written(item)}a`).join('')}`;
}

function written(item: Item): string {
  if (typeof item === 'number') return `I${item}\n`;
  if (typeof item === 'string') return `V${escaped(item)}\n`;
  const [first, second] = item;
  const tuple = typeof first === 'number' && second !== undefined;
  return tuple ? `(${written(first)}${written(second)}t` : listOf(item);
}

/** Python's `raw-unicode-escape`, of which the backslash and the line break are part. */
function escaped(text: string): string {
  return Array.from(text, (sign) => {
    const code = sign.codePointAt(0) ?? 0;
    if (code >= 0x20 && code < 0x7f && sign !== '\\') return sign;
    return code > 0xffff
      ? `\\U${code.toString(16).padStart(8, '0')}`
      : `\\u${code.toString(16).padStart(4, '0')}`;
  }).join('');
}
