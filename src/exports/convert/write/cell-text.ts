import type { Column } from '../table.ts';

/** A cell as text, the same in every format that has only text for it. */
export function textOf(column: Column): string {
  const { expression: x, kind, type } = column;
  switch (kind) {
    case 'untyped':
    case 'number':
    case 'text':
      return type === 'UUID' || type.startsWith('ENUM') ? `CAST(${x} AS VARCHAR)` : x;
    case 'double':
      return `CASE WHEN isfinite(${x}) THEN CAST(${x} AS VARCHAR) WHEN isnan(${x}) THEN 'NaN'
        WHEN ${x} > 0 THEN 'Inf' WHEN ${x} < 0 THEN '-Inf' END`;
    case 'timestamp':
      return isoTime(x, type, `CAST(${x} AS VARCHAR)`);
    case 'instant':
      return isoTime(x, type, `regexp_replace(CAST(${x} AS VARCHAR), '[+]00$', 'Z')`);
    case 'other':
      return otherText(x, type);
    case 'integer':
    case 'boolean':
    case 'date':
      return `CAST(${x} AS VARCHAR)`;
  }
}

/** The engine writes `0044-03-15 (BC) 12:00:00`: what says that it was before the year 1 goes behind the time. */
function isoTime(x: string, type: string, text: string): string {
  if (type === 'TIMESTAMP_NS') return `replace(${text}, ' ', 'T')`; // from 1677 on
  return `CASE WHEN ${x} < TIMESTAMP '0001-01-01' THEN regexp_replace(${text}, '^([^ ]+) [(]BC[)] (.*)$', '\\1T\\2 (BC)')
    ELSE replace(${text}, ' ', 'T') END`;
}

function otherText(x: string, type: string): string {
  if (type === 'BLOB') return `base64(${x})`;
  const nested = /^(STRUCT|MAP|UNION)\b|\]$/.test(type);
  return nested ? `CAST(to_json(${x}) AS VARCHAR)` : `CAST(${x} AS VARCHAR)`;
}
