import { gunzipSync, constants as zlib } from 'node:zlib';
import type { DataFile } from '../domain/data-export/file.ts';
import { type Actor, actorName } from '../domain/role.ts';
import type { Database } from '../storage/database.ts';
import { reportedColumns } from '../storage/exports/columns.ts';
import { findFiles } from '../storage/exports/files.ts';
import { COMMA_OR_OTHER, headerIn, TAB } from './convert/read/header.ts';
import { type FileAreas, sightOf, storeOf } from './files.ts';

/** Of more files nobody chooses columns from a menu. */
const MOST_LOOKED_AT = 10;
const HEAD = 64 * 1024; // bytes of a text that its header is looked for in
const REMEMBERED = 1000; // files

/** What columns files have, before they are converted: by the header of a text, or by what they were converted to before. */
export type Columns = (
  fileIds: readonly number[],
  actor: Actor,
) => Promise<readonly string[] | undefined>;

/** Those that all of these files have, in the order of the first; undefined where that is not known of each of them. */
export function createColumns(needs: {
  readonly db: Database;
  readonly areas: FileAreas;
}): Columns {
  const { db, areas } = needs;
  const headers = new Map<number, readonly string[]>();

  async function header(file: DataFile): Promise<readonly string[] | undefined> {
    const before = headers.get(file.id);
    const names = before ?? headerOf(file, await beginning(file));
    if (names === undefined) return undefined;
    headers.delete(file.id);
    headers.set(file.id, names);
    const [oldest] = headers.keys();
    if (headers.size > REMEMBERED && oldest !== undefined) headers.delete(oldest);
    return names;
  }

  async function beginning({ bytes, key, ...file }: DataFile): Promise<Buffer> {
    const range = { from: 0, to: Math.min(bytes, HEAD) };
    const chunks: Buffer[] = [];
    const content = await storeOf(areas, { bytes, key, ...file }).read(key, range);
    for await (const chunk of content ?? []) chunks.push(Buffer.from(chunk));
    return Buffer.concat(chunks);
  }

  return async (fileIds, actor) => {
    const ids = [...new Set(fileIds)];
    if (ids.length === 0 || ids.length > MOST_LOOKED_AT) return undefined;
    const files = await findFiles(db, ids, sightOf(actor));
    const known = await Promise.all(
      files.map(async (file) =>
        isText(file) ? header(file) : reportedColumns(db, file.id, actorName(actor)),
      ),
    );
    const [first, ...others] = known;
    if (first === undefined || files.length < ids.length) return undefined;
    if (others.includes(undefined) || known.some((names) => hasTwice(names))) return undefined;
    const common = first.filter((name) => others.every((names) => names?.includes(name)));
    return common.length === 0 ? undefined : common;
  };
}

const isText = ({ name }: DataFile): boolean => /\.(csv|tsv|tab|txt)(\.gz)?$/i.test(name);

const hasTwice = (names: readonly string[] = []): boolean => new Set(names).size < names.length;

/** Undefined for what is no UTF-8, is damaged, or has a header that is longer than was read. */
function headerOf({ name, bytes }: DataFile, read: Buffer): readonly string[] | undefined {
  try {
    const packed = read[0] === 0x1f && read[1] === 0x8b;
    const plain = packed ? unpacked(read) : read;
    const whole = !packed && bytes <= HEAD;
    const text = new TextDecoder('utf-8', { fatal: true }).decode(plain, { stream: !whole });
    if (/^\s*[<{[]/.test(text)) return undefined; // a page or JSON, whatever it is called
    const delimiters = /\.(tsv|tab)(\.gz)?$/i.test(name) ? TAB : COMMA_OR_OTHER;
    return headerIn(text, delimiters, whole)?.names;
  } catch {
    return undefined;
  }
}

/** As far as it goes: what was read is seldom the whole file. */
function unpacked(read: Buffer): Buffer {
  const finishFlush = zlib.Z_SYNC_FLUSH;
  return gunzipSync(read, { finishFlush, maxOutputLength: 64 * HEAD }).subarray(0, HEAD);
}
