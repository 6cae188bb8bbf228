import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
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
    ['semicolons', 'a;b\n1,5;2\n'],
    ['bars', 'a|b\n1,5|2\n'],
  ])('with %s between its cells', async (_, text) => {
    using desk = new Desk();
    const { cells } = await asCsv(desk, desk.file('table.csv', text));
    expect(cells).toEqual([
      ['a', 'b'],
      ['1,5', '2'],
    ]);
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

  it('reads 300 columns', async () => {
    using desk = new Desk();
    const line = Array.from({ length: 300 }, (_, n) => `c${n}`).join(',');
    const numbers = Array.from({ length: 300 }, (_, n) => n % 10).join(',');
    const { report } = await desk.to('parquet', desk.file('wide.csv', `${line}\n${numbers}\n`));
    expect(report.columns).toHaveLength(300);
    expect(report.columns[299]).toEqual({ name: 'c299', type: 'integer' });
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
    const { report } = await desk.to('parquet', path);
    expect(report.columns).toEqual([
      { name: 'n', type: 'text', note: 'Nested JSON, as text.' },
      { name: 'big', type: 'integer' },
      { name: 'huge', type: 'text', note: 'Digits that no number holds: kept as text.' },
      { name: 'mixed', type: 'text', note: 'Different types (UBIGINT, VARCHAR), as text.' },
    ]);
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
