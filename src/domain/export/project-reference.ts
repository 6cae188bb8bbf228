/** What somebody means by the words after `/export`: a project's UUID, or the name of one. */
export type ProjectReference =
  | { readonly kind: 'uuid'; readonly uuid: string } // lower case
  | { readonly kind: 'name'; readonly words: string };

const MOST = 200;
const UUID = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';
const ANYWHERE = new RegExp(`(?<![0-9a-z-])${UUID}(?![0-9a-z-])`, 'gi');
/** A submission's page carries its project besides its own UUID. */
const PROJECT_IN_ADDRESS = new RegExp(`[?&;]project(?:uuid)?=(${UUID})(?![0-9a-z-])`, 'i');
const UUID_IN_ADDRESS = new RegExp(`[?&;]uuid=(${UUID})(?![0-9a-z-])`, 'i');
const PAIRS = ['""', "''", '``', '“”', '‘’', '**', '__', '~~', '<>', '()', '«»', '„“'];

/** Understands a UUID in any case, a pasted address of an ingest page, and a short name; quoted or not. */
export function parseProjectReference(words: string): ProjectReference {
  const text = readable(words.slice(0, 4 * MOST)).trim();
  const address = PROJECT_IN_ADDRESS.exec(text) ?? UUID_IN_ADDRESS.exec(text);
  if (address?.[1] !== undefined) return { kind: 'uuid', uuid: address[1].toLowerCase() };
  const found = new Set((text.match(ANYWHERE) ?? []).map((uuid) => uuid.toLowerCase()));
  const [uuid] = found;
  if (uuid !== undefined && found.size === 1) return { kind: 'uuid', uuid };
  return { kind: 'name', words: unwrap(text).slice(0, MOST).trim() };
}

/** Slack escapes three characters, and people paste things that cannot be seen. */
function readable(text: string): string {
  return text
    .replace(/\p{Cf}/gu, '')
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .replace(/&(amp|lt|gt);/g, (_, name: string) => ({ amp: '&', lt: '<', gt: '>' })[name] ?? '');
}

/** `<https://…|FetalGutSim>` is its label; quotes, backticks and the like go in pairs. */
function unwrap(text: string): string {
  const [, label] = /^<[^<>|]*\|([^<>]*)>$/.exec(text) ?? [];
  const inner = (label ?? text).trim();
  const paired =
    inner.length > 1 &&
    PAIRS.some((pair) => inner.startsWith(pair[0] ?? '') && inner.endsWith(pair[1] ?? ''));
  return paired ? unwrap(inner.slice(1, -1)) : inner;
}
