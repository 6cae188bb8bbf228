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
      return `replace(CAST(${x} AS VARCHAR), ' ', 'T')`;
    case 'instant':
      return `replace(regexp_replace(CAST(${x} AS VARCHAR), '[+]00$', 'Z'), ' ', 'T')`;
    case 'other':
      return otherText(x, type);
    case 'integer':
    case 'boolean':
    case 'date':
      return `CAST(${x} AS VARCHAR)`;
  }
}

function otherText(x: string, type: string): string {
  if (type === 'BLOB') return `base64(${x})`;
  const nested = /^(STRUCT|MAP|UNION)\b|\]$/.test(type);
  return nested ? `CAST(to_json(${x}) AS VARCHAR)` : `CAST(${x} AS VARCHAR)`;
}
