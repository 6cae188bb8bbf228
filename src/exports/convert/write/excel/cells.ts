import type { Noticed, Tally } from '../../engine/tally.ts';
import { type Column, title } from '../../table.ts';
import { textOf } from '../cell-text.ts';

const LONGEST_TEXT = 32_767;
export const TOO_LONG = 'handoff: longer than a cell of Excel may be, in ';

/** Excel keeps fifteen digits of a number. */
const LARGEST_INTEGER = 999_999_999_999_999;

/** Positions in the workbook's list of styles. */
export const STYLES = { plain: 0, header: 1, date: 2, time: 3 } as const;

/** What XML or Excel would not read as it is: control characters, and text that looks like their escape. */
export const TEXT_MACRO = `CREATE TEMP MACRO xml_text(x) AS
  CASE WHEN regexp_matches(x, '[\\x00-\\x08\\x0b-\\x1f\\x{FFFE}\\x{FFFF}]|_x[0-9A-Fa-f]{4}_') THEN
    array_to_string(list_transform(
      string_split(regexp_replace(xml_plain(x), '_(x[0-9A-Fa-f]{4}_)', '_x005F_\\1', 'g'), ''),
      lambda c: CASE WHEN c = chr(13) THEN '&#13;' WHEN c IN (chr(9), chr(10)) THEN c
        WHEN unicode(c) < 32 OR unicode(c) IN (65534, 65535) THEN printf('_x%04X_', unicode(c)) ELSE c END), '')
  ELSE xml_plain(x) END`;
export const PLAIN_MACRO = `CREATE TEMP MACRO xml_plain(x) AS
  replace(replace(replace(x, '&', '&amp;'), '<', '&lt;'), '>', '&gt;')`;

/** One cell as XML, in SQL: the engine writes it many times faster than a loop over cells would. */
export function cellXml(column: Column, index: number, at: string, tally: Tally): string {
  const { expression: x, kind } = column;
  const label = title(column, index);
  const open = `'<c r="${columnLetters(index)}' || ${at} || '"`;
  const number = (value: string, style: number = STYLES.plain) =>
    `${open}${style === STYLES.plain ? '' : ` s="${style}"`}><v>' || ${value} || '</v></c>'`;
  const text = (value: string) => inline(open, value);
  const counted = (code: string, says: string, value: string) => {
    const noticed: Noticed = { code, says, column: label };
    return tally.counted(noticed, value);
  };
  const written = ((): string => {
    switch (kind) {
      case 'double':
        return `CASE WHEN isfinite(${x}) THEN ${number(`CAST(${x} AS VARCHAR)`)}
          ELSE ${counted('not finite', 'Excel has no NaN and no infinity: it is text.', text(textOf(column)))} END`;
      case 'integer':
        return `CASE WHEN ${x} BETWEEN -${LARGEST_INTEGER} AND ${LARGEST_INTEGER} THEN ${number(`CAST(${x} AS VARCHAR)`)}
          ELSE ${counted('large integer', 'Excel keeps fifteen digits: it is text.', text(textOf(column)))} END`;
      case 'boolean':
        return `${open} t="b"><v>' || CASE WHEN ${x} THEN '1' ELSE '0' END || '</v></c>'`;
      case 'date':
        return `CASE WHEN ${x} BETWEEN DATE '1900-03-01' AND DATE '9999-12-31'
          THEN ${number(`CAST(CAST(epoch(${x}) AS BIGINT) // 86400 + 25569 AS VARCHAR)`, STYLES.date)}
          ELSE ${counted('date', 'Excel has no such date: it is text.', text(textOf(column)))} END`;
      case 'timestamp':
        return `CASE WHEN ${x} >= TIMESTAMP '1900-03-01' AND ${x} < TIMESTAMP '10000-01-01'
            AND epoch_us(${x}) % 1000 = 0
          THEN ${number(`CAST(epoch_us(${x}) / 86400000000.0 + 25569 AS VARCHAR)`, STYLES.time)}
          ELSE ${counted('date', 'Excel has no such time, or not that exactly: it is text.', text(textOf(column)))} END`;
      case 'untyped':
      case 'number':
      case 'text':
      case 'instant':
      case 'other': {
        const value = textOf(column);
        return `CASE WHEN length(${value}) > ${LONGEST_TEXT}
          THEN error('${TOO_LONG}${label.replaceAll("'", "''")}') ELSE ${text(value)} END`;
      }
    }
  })();
  return `CASE WHEN ${x} IS NULL THEN '' ELSE ${written} END`;
}

function inline(open: string, value: string): string {
  return `${open} t="inlineStr"><is><t xml:space="preserve">' || xml_text(${value}) || '</t></is></c>'`;
}

/** 27 from zero is `AB`. */
export function columnLetters(index: number): string {
  const rest = Math.floor(index / 26);
  return (rest === 0 ? '' : columnLetters(rest - 1)) + String.fromCharCode(65 + (index % 26));
}
