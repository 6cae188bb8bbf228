import type { Format } from '../../src/exports/convert/options.ts';

/** A value as a person reads it, and the kind of its column. Written by hand, never computed by what is tested. */
export type Kind = 'text' | 'integer' | 'double' | 'boolean' | 'date' | 'timestamp' | 'instant';
export type Cell = string | number | bigint | boolean | null;

export interface CorpusColumn {
  readonly name: string;
  readonly kind: Kind;
  readonly cells: readonly Cell[];
}

/** Everything that table programs are known to change, in one file. */
export const NASTY_CSV = `\
gene,,gene,count,big,log2FC,padj,flag,day,at,zone,riken,zip,formula,late,odd
ENSG1,a,"say ""hi""",1,9007199254740993,1.50,1e-05,TRUE,2024-01-05,2024-01-05T10:00:00,2024-01-05T10:00:00Z,2310009E13,00501,=1+2,2024-01-05T10:00:00+02:00,+5
NA,,"two
lines",-2,-9223372036854775808,-0.30000000000000004,5e-324,FALSE,1899-12-31,2024-01-05T10:00:00.25,1999-12-31T23:59:59.5Z,1110008E08,1,@cmd,,1.10
"",é🧬, pad ,,9223372036854775807,NaN,NA,NA,,,,9930111J21,2,-1+1,2024-01-05,1.1
00123,"x,y","<a&b>]]>",4,1,Inf,1,TRUE,2024-02-29,2024-02-29T00:00:00,2024-02-29T00:00:00Z,1E5,3,'q,_x0041_, 7
`;

export const NASTY: readonly CorpusColumn[] = [
  { name: 'gene', kind: 'text', cells: ['ENSG1', 'NA', '', '00123'] },
  { name: '', kind: 'text', cells: ['a', null, 'é🧬', 'x,y'] },
  { name: 'gene', kind: 'text', cells: ['say "hi"', 'two\nlines', ' pad ', '<a&b>]]>'] },
  { name: 'count', kind: 'integer', cells: [1n, -2n, null, 4n] },
  {
    name: 'big',
    kind: 'integer',
    cells: [9007199254740993n, -9223372036854775808n, 9223372036854775807n, 1n],
  },
  {
    name: 'log2FC',
    kind: 'double',
    cells: [1.5, -0.30000000000000004, Number.NaN, Number.POSITIVE_INFINITY],
  },
  { name: 'padj', kind: 'double', cells: [1e-5, 5e-324, null, 1] },
  { name: 'flag', kind: 'boolean', cells: [true, false, null, true] },
  { name: 'day', kind: 'date', cells: ['2024-01-05', '1899-12-31', null, '2024-02-29'] },
  {
    name: 'at',
    kind: 'timestamp',
    cells: ['2024-01-05T10:00:00', '2024-01-05T10:00:00.25', null, '2024-02-29T00:00:00'],
  },
  {
    name: 'zone',
    kind: 'instant',
    cells: ['2024-01-05T10:00:00Z', '1999-12-31T23:59:59.5Z', null, '2024-02-29T00:00:00Z'],
  },
  { name: 'riken', kind: 'text', cells: ['2310009E13', '1110008E08', '9930111J21', '1E5'] },
  { name: 'zip', kind: 'text', cells: ['00501', '1', '2', '3'] },
  { name: 'formula', kind: 'text', cells: ['=1+2', '@cmd', '-1+1', "'q"] },
  {
    name: 'late',
    kind: 'text',
    cells: ['2024-01-05T10:00:00+02:00', null, '2024-01-05', '_x0041_'],
  },
  { name: 'odd', kind: 'text', cells: ['+5', '1.10', '1.1', ' 7'] },
];

/** What each format makes of a column: the loss that docs/exports.md announces, and no other. */
export function held(format: Format, columns: readonly CorpusColumn[]): readonly CorpusColumn[] {
  const names = unique(format, columns);
  return columns.map((column, index) => ({
    ...heldColumn(format, column),
    name: names[index] ?? '',
  }));
}

function heldColumn(format: Format, column: CorpusColumn): CorpusColumn {
  const { kind, cells } = column;
  const asText = (): CorpusColumn => ({ ...column, kind: 'text', cells: cells.map(written) });
  switch (format) {
    case 'csv':
    case 'tsv':
    case 'parquet':
    case 'arrow':
    case 'avro':
    case 'netcdf':
      return column;
    case 'json':
    case 'ndjson':
      if (kind === 'date' || kind === 'timestamp' || kind === 'instant') return asText();
      return { ...column, cells: cells.map((cell) => (finite(cell) ? cell : null)) };
    case 'excel':
      if (kind === 'instant') return asText();
      if (kind === 'double' && !cells.every(finite)) return asText();
      if (kind === 'integer' && cells.some((cell) => String(cell).length > 15)) return asText();
      if (kind === 'date' && cells.some((cell) => String(cell) < '1900-03')) return asText();
      return column;
    case 'hdf5': {
      const incomplete = cells.includes(null);
      if (kind === 'double' || (kind === 'integer' && incomplete)) {
        const doubles = cells.map((cell) => (cell === null ? Number.NaN : Number(cell)));
        return { ...column, kind: 'double', cells: doubles };
      }
      if (kind === 'integer' || (kind === 'boolean' && !incomplete)) return column;
      return { ...column, kind: 'text', cells: cells.map((cell) => written(cell) ?? '') };
    }
  }
}

function unique(format: Format, columns: readonly CorpusColumn[]): readonly string[] {
  if (format === 'csv' || format === 'tsv' || format === 'excel')
    return columns.map(({ name }) => name);
  const seen = new Set<string>();
  return columns.map(({ name }, index) => {
    const own = seen.has(name) ? `${name}_2` : name || `column_${index + 1}`;
    seen.add(own);
    return own;
  });
}

function finite(cell: Cell): boolean {
  return typeof cell !== 'number' || Number.isFinite(cell);
}

/** As text formats write it. */
function written(cell: Cell): string | null {
  if (cell === Number.POSITIVE_INFINITY) return 'Inf';
  return cell === null ? null : String(cell);
}

/** Whether a cell that was read back as text is what is expected, however its number is written. */
export function normal(kind: Kind, text: string | null): Cell {
  if (text === null || (text === 'NA' && kind !== 'text')) return null;
  switch (kind) {
    case 'integer':
      return /^-?\d+$/.test(text) ? BigInt(text) : text;
    case 'double':
      return text === '' ? text : Number(text.replace(/^(-?)Inf$/, '$1Infinity'));
    case 'boolean':
      return { true: true, TRUE: true, false: false, FALSE: false }[text] ?? text;
    case 'text':
    case 'date':
    case 'timestamp':
    case 'instant':
      return text;
  }
}
