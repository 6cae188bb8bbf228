import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { DuckDBInstance } from '@duckdb/node-api';
import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { cellsOf } from './csv-text.ts';
import { Desk } from './desk.ts';

async function asCsv(desk: Desk, path: string) {
  const { path: output, report } = await desk.to('csv', path);
  return { cells: cellsOf(readFileSync(output, 'utf8')), report };
}

describe('text files are read as they are encoded', () => {
  const TEXT = 'gene,µ\nBRCA1,Größe ±\n';
  const CELLS = [
    ['gene', 'µ'],
    ['BRCA1', 'Größe ±'],
  ];

  it.each([
    ['UTF-8', Buffer.from(TEXT)],
    ['UTF-8 with a byte order mark', Buffer.from(`\ufeff${TEXT}`)],
    ['UTF-16, little end first', Buffer.from(`\ufeff${TEXT}`, 'utf16le')],
    ['UTF-16, big end first', Buffer.from(`\ufeff${TEXT}`, 'utf16le').swap16()],
    ['UTF-16 without a byte order mark', Buffer.from(TEXT, 'utf16le')],
    ['gzip', gzipSync(TEXT)],
  ])('%s', async (_, bytes) => {
    using desk = new Desk();
    const { cells, report } = await asCsv(desk, desk.file('table.csv', bytes));
    expect(cells).toEqual(CELLS);
    expect(report.warnings).toEqual([]);
  });

  it('Latin-1 and Windows-1252, and says that it was a guess', async () => {
    using desk = new Desk();
    const bytes = iconv.encode('gene,µ\nBRCA1,Größe ± “€”\n', 'windows-1252');
    const { cells, report } = await asCsv(desk, desk.file('table.csv', bytes));
    expect(cells[1]).toEqual(['BRCA1', 'Größe ± “€”']);
    expect(report.warnings).toMatchObject([{ code: 'encoding', count: 1 }]);
  });

  it('a file that says it is UTF-8 and is not is refused, not guessed at', async () => {
    using desk = new Desk();
    const bytes = Buffer.concat([Buffer.from('\ufeffgene\n'), Buffer.from([0xe9, 0x0a])]);
    expect(await desk.refusal(desk.file('table.csv', bytes), 'csv')).toMatchObject({
      kind: 'encoding',
    });
  });

  it('a gzip file that was cut off is refused', async () => {
    using desk = new Desk();
    const bytes = gzipSync(TEXT.repeat(1000)).subarray(0, 60);
    expect(await desk.refusal(desk.file('table.csv.gz', bytes), 'csv')).toMatchObject({
      kind: 'unreadable',
      says: 'The gzip file is damaged or was cut off.',
    });
  });
});

describe('CSV', () => {
  it.each([
    ['a row that is too short', 'a,b\n1,2\n3\n', { line: 3 }],
    ['a row that is too long', 'a,b\n1,2\n3,4\n5,6,7\n', { line: 4 }],
    ['a quote that is never closed', 'a,b\n1,"2\n3,4\n', { line: 2 }],
    ['something behind a closed quote', 'a,b\n1,2\n3,"x"y\n', { line: 3 }],
  ])('%s is refused, with its line', async (_, text, where) => {
    using desk = new Desk();
    expect(await desk.refusal(desk.file('table.csv', text), 'parquet')).toMatchObject({
      kind: 'unreadable',
      where,
    });
  });

  it('an empty file is refused; one with a header alone is a table without rows', async () => {
    using desk = new Desk();
    expect(await desk.refusal(desk.file('none.csv', ''), 'parquet')).toMatchObject({
      says: 'The file is empty.',
    });
    const { report } = await desk.to('parquet', desk.file('header.csv', 'a,b'));
    expect(report).toMatchObject({ rowsIn: 0, rowsOut: 0 });
  });

  it.each([
    ['“;”', 'a;b\n1,5;2\n'],
    ['“|”', 'a|b\n1,5|2\n'],
    ['a tab', 'a\tb\n1,5\t2\n'],
  ])('with %s between its cells, which is told', async (sign, text) => {
    using desk = new Desk();
    const { cells, report } = await asCsv(desk, desk.file('table.csv', text));
    expect(cells).toEqual([
      ['a', 'b'],
      ['1,5', '2'],
    ]);
    expect(report.warnings).toEqual([
      {
        code: 'delimiter',
        says: `Its cells were told apart by ${sign}, which makes the most columns of its first line.`,
        count: 1,
      },
    ]);
  });

  it('as R writes it, whose header has no name for the names of the rows, is refused with what to do', async () => {
    using desk = new Desk();
    const source = desk.file('r.csv', '"n","x"\n"a",1,2\n"b",3,4\n');
    expect((await desk.refusal(source, 'parquet')).says).toBe(
      'Line 2 has 3 cells; the header has 2. If its first column has no name, as with the row names of R, write it with `col.names = NA`, or without them (`row.names = FALSE`).',
    );
  });

  it('with a comment above its header is refused with what to do; a header may begin with # itself', async () => {
    using desk = new Desk();
    const commented = desk.file('a.csv', '# made by hand, in May\na,b,c\n1,2,3\n');
    expect((await desk.refusal(commented, 'parquet')).says).toBe(
      'Line 2 has 3 cells; the header has 2. The first line begins with # and was taken for the header: if it is a comment, take it out, and others like it.',
    );
    const { cells } = await asCsv(desk, desk.file('b.csv', '#chrom,start\nchr1,5\n'));
    expect(cells[0]).toEqual(['#chrom', 'start']);
  });

  it.each([
    ['calls.vcf.txt', '##fileformat=VCFv4.2\n#CHROM\tPOS\nchr1\t5\n', 'variants (VCF)'],
    ['seq.csv', '>ENST1 a gene, and more\nACGTN\nAC\n', 'sequences (FASTA)'],
    ['seq.tsv', '>p1\r\nMKV*\r\n', 'sequences (FASTA)'],
    ['reads.csv', '@r1\nACGTN\n+\nIIIII\n', 'sequencing reads (FASTQ)'],
    ['reads.txt', '@HD\tVN:1.6\n', 'aligned reads (SAM)'],
    ['genes.tsv', '##gff-version 3\nchr1\t.\tgene\n', 'annotations of a genome (GFF)'],
  ])('under the name %s is refused as what it is', async (name, content, holds) => {
    using desk = new Desk();
    expect(await desk.refusal(desk.file(name, content), 'parquet')).toMatchObject({
      kind: 'unreadable',
      says: `It is no table: it holds ${holds}. ZIP takes files as they are.`,
    });
  });

  it('keeps a header with line breaks in it, lines that end as on Windows, and a last line without an end', async () => {
    using desk = new Desk();
    const { cells } = await asCsv(desk, desk.file('table.csv', '"a\r\nb",c\r\n1,"x\r\ny"\r\n2,z'));
    expect(cells).toEqual([
      ['a\r\nb', 'c'],
      ['1', 'x\r\ny'],
      ['2', 'z'],
    ]);
  });

  it.each([
    ['\\n and \\r\\n', 'a,b\n1,2\r\n3,4\n', 1],
    ['\\n and a lone \\r', 'a,b\n1,2\r3,4\n', 1],
    ['all three', 'a,b\r\n1,2\r3,4\n', 2],
  ])('with lines that end in %s is read row by row, and says so', async (_, text, count) => {
    using desk = new Desk();
    const { cells, report } = await asCsv(desk, desk.file('mixed.csv', text));
    expect(cells).toEqual([
      ['a', 'b'],
      ['1', '2'],
      ['3', '4'],
    ]);
    expect(report.warnings).toMatchObject([{ code: 'line endings', count }]);
  });

  it('keeps the line breaks in quotes where lines end in different ways, and where all end alike', async () => {
    using desk = new Desk();
    const mixed = desk.file('mixed.csv', 'a,b\r\n"1\r\n\r2","""\n"\n5,\r\n');
    expect((await asCsv(desk, mixed)).cells).toEqual([
      ['a', 'b'],
      ['1\r\n\r2', '"\n'],
      ['5', null],
    ]);
    const alike = await asCsv(desk, desk.file('alike.csv', 'a,b\r\n"1\n2",\r\n'));
    expect(alike.cells[1]).toEqual(['1\n2', null]);
    expect(alike.report.warnings).toEqual([]);
  });

  it('reads lines that all end in a lone \\r', async () => {
    using desk = new Desk();
    const { cells, report } = await asCsv(desk, desk.file('mac.csv', 'a,b\r1,2\r3,4\r'));
    expect(cells).toHaveLength(3);
    expect(report.warnings).toEqual([]);
  });

  it.each(['csv', 'json', 'parquet'] as const)('5,000 columns become %s', async (format) => {
    using desk = new Desk();
    const line = (cell: (n: number) => string) =>
      `${Array.from({ length: 5000 }, (_, n) => cell(n)).join(',')}\n`;
    const rows = [line((n) => `"s,${n}"`), line((n) => (n % 7 ? `${n}` : 'NA')), line(() => '=x')];
    const path = desk.file('wide.csv', rows.join(''));
    const { path: made, report } = await desk.to(format, path);
    expect(report).toMatchObject({ rowsIn: 2, rowsOut: 2 });
    expect(report.columns.map(({ name }) => name)).toEqual(
      Array.from({ length: 5000 }, (_, n) => `s,${n}`),
    );
    const { cells, report: back } = await asCsv(desk, made);
    expect(cells[1]).toEqual(Array.from({ length: 5000 }, (_, n) => (n % 7 ? `${n}` : 'NA')));
    expect(cells[2]).toEqual(Array(5000).fill('=x'));
    expect(back.warnings).toMatchObject([{ code: 'formula', count: 5000 }]);
  });

  it('types each of 1,000 columns by its own cells, also by those far behind the beginning', async () => {
    using desk = new Desk();
    const kinds = [
      ['1', 'NA', 'integer'],
      ['0.5', '1', 'double'],
      ['x', '1', 'text'],
      ['true', 'false', 'boolean'],
      ['1', '007', 'text'],
    ] as const;
    const of = (n: number) => kinds[n % 5] ?? kinds[0];
    const line = (cell: (n: number) => string) =>
      `${Array.from({ length: 1000 }, (_, n) => cell(n)).join(',')}\n`;
    const text = line((n) => `s${n}`) + line((n) => of(n)[0]).repeat(2100) + line((n) => of(n)[1]);
    const { path, report } = await desk.to('parquet', desk.file('wide.csv', text));
    expect(report.columns.map(({ type }) => type)).toEqual(
      Array.from({ length: 1000 }, (_, n) => of(n)[2]),
    );
    expect(report.warnings).toMatchObject([{ code: 'missing', count: 200 }]);
    const last = (await asCsv(desk, path)).cells.at(-1);
    expect(last?.slice(0, 5)).toEqual([null, '1.0', '1', 'false', '007']);
  });

  it('keeps a text of two million characters', async () => {
    using desk = new Desk();
    const long = 'x'.repeat(2_000_000);
    const { cells } = await asCsv(desk, desk.file('long.csv', `a,b\n1,${long}\n`));
    expect(cells[1]?.[1]).toBe(long);
  });
});

describe('JSON', () => {
  it('reads one object a line, with keys that come and go, in the order of their appearance', async () => {
    using desk = new Desk();
    const path = desk.file('table.ndjson', '{"b":1,"A":"x"}\n{"a":"y","b":null}\n{"c/d":true}\n');
    const { cells } = await asCsv(desk, path);
    expect(cells).toEqual([
      ['b', 'A', 'a', 'c/d'],
      ['1', 'x', null, null],
      [null, null, 'y', null],
      [null, null, null, 'true'],
    ]);
  });

  it('keeps nested values as JSON, digits beyond 2^53, and says where types differ', async () => {
    using desk = new Desk();
    const path = desk.file(
      'table.json',
      '[{"n":{"x":[1,2]},"big":9007199254740993,"huge":123456789012345678901234567890,"mixed":1},\n' +
        ' {"n":[],"big":1,"huge":1,"mixed":"1"}]',
    );
    const { cells } = await asCsv(desk, path);
    expect(cells.slice(1)).toEqual([
      ['{"x":[1,2]}', '9007199254740993', '123456789012345678901234567890', '1'],
      ['[]', '1', '1', '1'],
    ]);
    for (const format of ['json', 'ndjson'] as const) {
      const same = readFileSync((await desk.to(format, path)).path, 'utf8');
      expect(same).toContain('"huge":123456789012345678901234567890,');
      expect(same).toContain('"huge":1,');
    }
    const { report } = await desk.to('parquet', path);
    expect(report.columns).toEqual([
      { name: 'n', type: 'text', note: 'Nested JSON, as text.' },
      { name: 'big', type: 'integer' },
      { name: 'huge', type: 'text', note: 'Digits that no number holds: kept as text.' },
      { name: 'mixed', type: 'text', note: 'Different types (UBIGINT, VARCHAR), as text.' },
    ]);
  });

  it('stays as nested, and of as many types, as JSON; as anything else it is text, counted', async () => {
    using desk = new Desk();
    const values = [
      { n: { x: [1, { y: null }] }, m: 1, k: 1 },
      { n: null, m: '1', k: 2 },
      { n: [], m: true, k: 3 },
      { n: ['=1'], m: { a: 'b' }, k: 4 },
      { n: null, m: null, k: null },
    ];
    const path = desk.file('table.json', JSON.stringify(values));
    const same = await desk.to('json', path);
    expect(JSON.parse(readFileSync(same.path, 'utf8'))).toEqual(values);
    expect(same.report.warnings).toEqual([]);
    for (const format of ['csv', 'parquet', 'excel'] as const) {
      const { report } = await desk.to(format, path);
      expect(report.warnings).toMatchObject([
        { code: 'nested', column: 'n', count: 3 },
        { code: 'nested', column: 'm', count: 1 },
        { code: 'mixed types', column: 'm', count: 2 },
      ]);
    }
    const texts = await desk.to('json', (await desk.to('parquet', path)).path);
    expect(JSON.parse(readFileSync(texts.path, 'utf8'))).toMatchObject([
      { n: '{"x":[1,{"y":null}]}', m: '1', k: 1 },
      { n: null, m: '1' },
      { n: '[]', m: 'true' },
      { n: '["=1"]', m: '{"a":"b"}' },
      { n: null, m: null },
    ]);
  });

  it('says how many objects have a fraction of more digits than a double keeps', async () => {
    using desk = new Desk();
    const path = desk.file(
      'table.json',
      '[{"x":0.12345678901234567,"t":"1.2345678901234567890"},{"x":0.12345678901234567890123},{"x":1.5,"t":"\\"0.12345678901234567891"}]',
    );
    const { report } = await desk.to('parquet', path);
    expect(report.warnings).toMatchObject([{ code: 'long decimal', count: 1 }]);
  });

  it('says in which columns a number is nearer to zero than a double can be', async () => {
    using desk = new Desk();
    const path = desk.file(
      'table.json',
      '[{"p":1e-400,"t":"\\"p\\":1e-400"},{"p":5e-324},{"p":1.5E-310},{"p":-3e-324,"z":0e-999},{"p":1e-250}]',
    );
    const { report } = await desk.to('json', path);
    const tiny = report.warnings.filter(({ code }) => code === 'tiny number');
    expect(tiny).toMatchObject([{ column: 'p', count: 2 }]);
    const nested = await desk.to(
      'json',
      desk.file('nested.json', '[{"q":[2e-999,1]},{"q":{"r":1e-400}}]'),
    );
    expect(nested.report.warnings).toMatchObject([{ code: 'tiny number', count: 2 }]);
  });

  it.each([
    ['is cut off', '[{"a":1},\n{"a":2'],
    ['is no list of objects', '[1,2]'],
    ['has a key twice', '[{"a":1,"a":2}]'],
  ])('that %s is refused', async (_, text) => {
    using desk = new Desk();
    expect(await desk.refusal(desk.file('table.json', text), 'csv')).toMatchObject({
      kind: 'unreadable',
    });
  });
});

it('nested values of Parquet stay nested in JSON, and are text, counted, in CSV', async () => {
  using desk = new Desk();
  const path = join(desk.folder, 'nested.parquet');
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  await connection.run(
    `COPY (SELECT unnest([{'a': [1, 2]}, NULL]) AS n) TO '${path}' (FORMAT parquet)`,
  );
  connection.closeSync();
  const json = await desk.to('json', path);
  expect(JSON.parse(readFileSync(json.path, 'utf8'))).toEqual([{ n: { a: [1, 2] } }, { n: null }]);
  const csv = await desk.to('csv', path);
  expect(readFileSync(csv.path, 'utf8')).toBe('n\n"{""a"":[1,2]}"\n""\n');
  expect(csv.report.warnings).toMatchObject([{ code: 'nested', column: 'n', count: 1 }]);
});

it('times of nanoseconds go to Excel as times where it has them, and as text where it has not', async () => {
  using desk = new Desk();
  const path = join(desk.folder, 'nanoseconds.parquet');
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  await connection.run(
    `COPY (SELECT unnest(['2024-02-29 10:00:00', '1700-01-01 00:00:00', '2024-01-01 00:00:00.123456789'])::TIMESTAMP_NS AS t)
     TO '${path}' (FORMAT parquet)`,
  );
  connection.closeSync();
  const excel = await desk.to('excel', path);
  expect(excel.report.warnings).toMatchObject([{ code: 'date', column: 't', count: 2 }]);
  const back = await desk.to('csv', excel.path);
  expect(readFileSync(back.path, 'utf8')).toBe(
    't\n2024-02-29T10:00:00\n1700-01-01T00:00:00\n2024-01-01T00:00:00.123456789\n',
  );
});

it('a Parquet file that is wrong about its number of rows is refused', async () => {
  using desk = new Desk();
  const { path } = await desk.to('parquet', desk.file('a.csv', `n\n${'1\n'.repeat(61)}`));
  const bytes = readFileSync(path);
  // In Thrift's compact protocol: an i64 of 61, and the list of row groups that follows it.
  const at = bytes.indexOf(Buffer.from([0x16, 122, 0x19]));
  bytes[at + 1] = 120;
  expect(await desk.refusal(desk.file('lies.parquet', bytes), 'csv')).toMatchObject({
    kind: 'unreadable',
  });
});

it('files that are not what they are called are refused', async () => {
  using desk = new Desk();
  const noise = Buffer.from(Array.from({ length: 4000 }, (_, n) => (n * 7919) % 256));
  for (const [name, start] of [
    ['cut.parquet', 'PAR1'],
    ['cut.xlsx', 'PK\x03\x04'],
    ['cut.h5', '\x89HDF\r\n\x1a\n'],
  ] as const) {
    const path = desk.file(name, Buffer.concat([Buffer.from(start, 'latin1'), noise]));
    expect(await desk.refusal(path, 'csv')).toMatchObject({ kind: 'unreadable' });
  }
});

it.each([
  ['notes.txt', 'Dear all,\nthis is prose.\n', /Line 2 has 1 cell; the header has 2/],
  ['notes.txt', 'This is prose\nof two lines\n', /Neither comma, semicolon, tab nor bar/],
  ['README', 'a,b\n1,2\n', /a name without an ending is not taken for a table/],
])('%s with %j is no table', async (name, text, says) => {
  using desk = new Desk();
  expect((await desk.refusal(desk.file(name, text), 'csv')).says).toMatch(says);
});

it('a .txt whose lines are divided is a table', async () => {
  using desk = new Desk();
  const { cells } = await asCsv(desk, desk.file('counts.txt', 'a\tb\n1\t2\n'));
  expect(cells).toEqual([
    ['a', 'b'],
    ['1', '2'],
  ]);
});
