const WIDTH = 84; // letters that fit into a line of a card

/** A policy in as few lines as can be read: what fits into a line stands in one. */
export function inFewLines(json: string): string {
  const value: unknown = JSON.parse(json);
  return lines(value, '');
}

function lines(value: unknown, indent: string, room = WIDTH): string {
  const whole = spaced(value);
  if (indent.length + whole.length <= room || typeof value !== 'object' || value === null)
    return whole;
  const deeper = `${indent}  `;
  if (Array.isArray(value)) {
    const items = value.every((one) => typeof one === 'string')
      ? filled(value, deeper)
      : value.map((one) => `${deeper}${lines(one, deeper)}`);
    return `[\n${items.join(',\n')}\n${indent}]`;
  }
  const fields = Object.entries(value).map(([key, one]) => {
    const name = `${JSON.stringify(key)}: `;
    return `${deeper}${name}${lines(one, deeper, WIDTH - name.length)}`;
  });
  return `{\n${fields.join(',\n')}\n${indent}}`;
}

/** As many words in a line as fit. */
function filled(words: readonly string[], indent: string): readonly string[] {
  const rows: string[] = [];
  for (const word of words.map((one) => JSON.stringify(one))) {
    const longer = `${rows.at(-1) ?? ''}, ${word}`;
    if (rows.length > 0 && longer.length <= WIDTH) rows[rows.length - 1] = longer;
    else rows.push(`${indent}${word}`);
  }
  return rows;
}

function spaced(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(spaced).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const fields = Object.entries(value).map(
    ([key, one]) => `${JSON.stringify(key)}: ${spaced(one)}`,
  );
  return `{ ${fields.join(', ')} }`;
}
