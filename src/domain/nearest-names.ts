import { distance } from 'fastest-levenshtein';

const MOST = 20;

/** The names near to what somebody typed, nearest first, at most 20; names far off are left out. */
export function nearestNames(words: string, names: readonly string[]): readonly string[] {
  return nearest(words, names, (name) => name);
}

/** The same for anything that has a name. */
export function nearest<T>(
  words: string,
  items: readonly T[],
  nameOf: (item: T) => string,
): readonly T[] {
  return items
    .flatMap((item) => {
      const far = farness(words, nameOf(item));
      return far === undefined ? [] : [{ item, far }];
    })
    .sort((a, b) => a.far - b.far || (nameOf(a.item) < nameOf(b.item) ? -1 : 1))
    .slice(0, MOST)
    .map(({ item }) => item);
}

/** 0 for the name itself, then beginnings, then parts, then spelling; undefined when it is another name. */
function farness(words: string, name: string): number | undefined {
  const wanted = plain(words);
  const given = plain(name);
  if (wanted === '' || given === '') return undefined;
  if (wanted === given) return 0;
  const longest = Math.max(wanted.length, given.length);
  const off = distance(wanted, given) / longest; // 0 … 1
  if (given.startsWith(wanted)) return 1 + off;
  if (given.includes(wanted) || (given.length > 3 && wanted.includes(given))) return 2 + off;
  return off <= 0.4 || isSwapped(wanted, given) ? 3 + off : undefined;
}

/** Two letters beside each other, which in a short name are half of it. */
function isSwapped(one: string, other: string): boolean {
  const at = [...one].findIndex((letter, index) => letter !== other[index]);
  const swapped = `${one.slice(0, at)}${one[at + 1]}${one[at]}${one.slice(at + 2)}`;
  return at >= 0 && swapped === other;
}

/** What people get wrong does not count: case, spaces, hyphens, underscores. */
function plain(name: string): string {
  return name
    .slice(0, 200)
    .toLowerCase()
    .replace(/[\s_-]+/g, '');
}
