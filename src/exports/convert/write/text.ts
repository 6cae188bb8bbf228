import { randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { readFile, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { literal } from '../engine/sql.ts';
import type { Tally } from '../engine/tally.ts';
import { failure } from '../failure.ts';
import type { OptionsOf } from '../options.ts';
import {
  type Change,
  type Column,
  computed,
  type Form,
  select,
  type Table,
  title,
} from '../table.ts';
import { textOf } from './cell-text.ts';
import { likeFormula } from './formula.ts';
import type { Writer, Writing, Written } from './writer.ts';

export const writeCsv: Writer<'csv'> = (table, options, writing) =>
  writeDelimited(table, options, writing);

export const writeTsv: Writer<'tsv'> = (table, options, writing) =>
  writeDelimited(table, { ...options, delimiter: '\t' }, writing);

async function writeDelimited(
  table: Table,
  options: OptionsOf<'csv'>,
  writing: Writing,
): Promise<Written> {
  const { engine, tally, workFolder, path } = writing;
  const plain = options.encoding === 'utf-8';
  const utf8 = plain ? path : join(workFolder, `text-out-${randomUUID()}`);
  const texts = computed(
    table,
    table.columns.map((column, index): Change => {
      const label = title(column, index);
      return { column, form: safe(column, label, options.neutralise_formulas, tally) };
    }),
  );
  const cells = texts.columns.map(({ expression }) => expression);
  const body = select(texts, cells.length === 1 ? cells.map(visible) : cells);
  const form = `FORMAT csv, HEADER false, DELIM ${literal(options.delimiter)}, NULLSTR '',
    QUOTE ${literal(options.quote_char)}, ESCAPE ${literal(options.quote_char)}`;
  const header = options.include_header ? await headerOf(table, form, writing) : '';
  const around = header === '' ? '' : `, PREFIX ${literal(header)}, SUFFIX ${literal('\n')}`;
  await tally.create(engine);
  const rows = await engine.copy(`COPY (${body}) TO ${literal(utf8)} (${form}${around})`);
  // What follows the last row follows the header too.
  if (rows === 0 && header !== '') await truncate(utf8, Buffer.byteLength(header));
  if (!plain) await encode(utf8, path, options.encoding, writing);
  return { rows };
}

/** A row like any other, since names may be there twice, or be empty; but a query of both would run in one thread. */
async function headerOf(
  { columns }: Table,
  form: string,
  { engine, workFolder }: Writing,
): Promise<string> {
  const path = join(workFolder, `header-${randomUUID()}`);
  const names = columns.map(({ name }) => literal(name)).join(', ');
  await engine.run(`COPY (SELECT ${names}) TO ${literal(path)} (${form})`);
  return await readFile(path, 'utf8');
}

/** A blank line is no row to most readers. */
function visible(cell: string): string {
  return `coalesce(${cell}, '')`;
}

/** What Excel or Calc would run when the file is opened there. */
function safe(column: Column, label: string, neutralise: boolean, tally: Tally): Form {
  const text: Form = (x) => textOf({ ...column, expression: x });
  if (column.kind !== 'untyped' && column.kind !== 'text' && column.kind !== 'other') return text;
  const noticed = neutralise
    ? { code: 'formula neutralised', says: "Began like a formula: it has a `'` before it now." }
    : {
        code: 'formula',
        says: 'Begins like a formula, and a spreadsheet may run it. `neutralise_formulas` prevents that.',
      };
  return (cell) => {
    const x = text(cell);
    const value = neutralise ? `'''' || ${x}` : x;
    const counted = tally.counted({ ...noticed, column: label }, value);
    return `CASE WHEN ${likeFormula(x)} THEN ${counted} ELSE ${x} END`;
  };
}

const CODES: Readonly<Record<OptionsOf<'csv'>['encoding'], string>> = {
  'utf-8': 'utf-8',
  'utf-8-sig': 'utf-8',
  'utf-16': 'utf-16le',
  'utf-16le': 'utf-16le',
  'utf-16be': 'utf-16be',
  'latin-1': 'iso-8859-1',
  'windows-1252': 'windows-1252',
  ascii: 'ascii',
};

const MARKED = ['utf-8-sig', 'utf-16'];

async function encode(
  from: string,
  to: string,
  encoding: OptionsOf<'csv'>['encoding'],
  { signal }: Writing,
): Promise<void> {
  const { default: iconv } = await import('iconv-lite'); // nearly everybody wants UTF-8
  const code = CODES[encoding];
  const mark = MARKED.includes(encoding) ? '\ufeff' : '';
  let line = 1;
  let first = true;
  const encoder = new Transform({
    decodeStrings: false,
    transform(text: string, _encoding, done) {
      const bytes = iconv.encode(first ? mark + text : text, code);
      // It writes `?` for what it does not have, and says nothing.
      const back = iconv.decode(bytes, code, { stripBOM: false });
      const wrong = back === (first ? mark + text : text) ? undefined : firstDifference(text, back);
      first = false;
      if (wrong !== undefined) {
        line += text.slice(0, wrong).split('\n').length - 1;
        const character = String.fromCodePoint(text.codePointAt(wrong) ?? 0);
        done(failure('encoding', `${encoding} has no “${character}”.`, { line }));
        return;
      }
      line += text.split('\n').length - 1;
      done(null, bytes);
    },
  });
  await pipeline(createReadStream(from, 'utf8'), encoder, createWriteStream(to, { flags: 'wx' }), {
    signal,
  });
}

function firstDifference(text: string, other: string): number {
  let at = 0;
  while (at < text.length && text.charAt(at) === other.charAt(at)) at++;
  return at;
}
