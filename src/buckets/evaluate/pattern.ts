/** A pattern taken apart: a number stands for itself, as a character; the two signs for what may be there. */
type Token = number | 'any' | 'one';

/** What a policy may ask for by `${key}`; undefined where the request does not have it, or has several of it. */
export type Variables = (key: string) => string | undefined;

const VARIABLE = /\$\{([^}]*)\}/g;

/** How a text of a policy is read: with `*` and `?`, letter by letter, and with variables or without. */
export interface Reading {
  readonly wildcards: boolean;
  readonly ignoreCase?: boolean;
  /** Absent for policies of 2008, where `${…}` is just text. */
  readonly variables?: Variables | undefined;
}

/** Whether a text is what a pattern of a policy asks for. A variable without a value matches nothing. */
export function matches(pattern: string, text: string, reading: Reading): boolean {
  // Most have no sign of their own, and a matrix asks hundreds of thousands of times.
  if (!/[*?$]/.test(pattern)) return folded(pattern, reading) === folded(text, reading);
  const tokens = tokensOf(pattern, reading);
  return tokens !== undefined && glob(tokens, [...folded(text, reading)].map(codeOf));
}

function tokensOf(pattern: string, reading: Reading): readonly Token[] | undefined {
  const { wildcards, variables } = reading;
  const tokens: Token[] = [];
  const literally = (text: string): void => {
    for (const sign of folded(text, reading)) tokens.push(codeOf(sign));
  };
  const plainly = (text: string): void => {
    for (const sign of text) {
      if (wildcards && sign === '*') tokens.push('any');
      else if (wildcards && sign === '?') tokens.push('one');
      else literally(sign);
    }
  };
  if (variables === undefined) {
    plainly(pattern);
    return tokens;
  }
  let from = 0;
  for (const found of pattern.matchAll(VARIABLE)) {
    plainly(pattern.slice(from, found.index));
    from = found.index + found[0].length;
    const value = variableIn(found[1] ?? '', variables);
    if (value === undefined) return undefined;
    literally(value); // what a request says is never a wildcard
  }
  plainly(pattern.slice(from));
  return tokens;
}

/** `${*}`, `${?}` and `${$}` are these signs themselves; `${key, 'otherwise'}` has a value for whoever has none. */
function variableIn(inside: string, variables: Variables): string | undefined {
  if (['*', '?', '$'].includes(inside)) return inside;
  const [key = '', otherwise] = inside.split(',', 2);
  return variables(key.trim()) ?? /^\s*'(.*)'\s*$/.exec(otherwise ?? '')?.[1];
}

/** Goes back to the last `*` at most: in the square of the lengths at worst, so nobody can keep it busy. */
function glob(pattern: readonly Token[], text: readonly number[]): boolean {
  let [at, star, mark] = [0, -1, 0];
  for (let place = 0; place < text.length; ) {
    const token = pattern[at];
    if (token === 'any') {
      star = at;
      mark = place;
      at += 1;
    } else if (token === 'one' || token === text[place]) {
      at += 1;
      place += 1;
    } else if (star >= 0) {
      at = star + 1;
      mark += 1;
      place = mark;
    } else return false;
  }
  return pattern.slice(at).every((token) => token === 'any');
}

const codeOf = (sign: string): number => sign.codePointAt(0) ?? 0;

function folded(text: string, { ignoreCase = false }: Reading): string {
  return ignoreCase ? text.toLowerCase() : text;
}
