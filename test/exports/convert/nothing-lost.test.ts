import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { describe, expect, it } from 'vitest';
import { cellsOf } from './csv-text.ts';
import { Desk } from './desk.ts';

const MB = 1024 ** 2;

describe('a line that is longer than may be is refused, wherever it is', () => {
  it.each([
    ['the last, without an end', `a,b\n1,2\n3,${'x'.repeat(17 * MB)}`],
    ['the last, just too long', `a,b\n1,2\n3,${'x'.repeat(9 * MB)}`],
    ['in the middle', `a,b\n1,${'x'.repeat(20 * MB)}\n3,4\n`],
    ['the only one below a short header', `a\n${'x'.repeat(40 * MB)}`],
    ['in UTF-16', Buffer.from(`\ufeffa,b\n3,${'x'.repeat(9 * MB)}`, 'utf16le')],
    ['ended by returns', `a,b\r1,2\r3,${'x'.repeat(17 * MB)}`],
  ])('%s', async (_, content) => {
    using desk = new Desk();
    const path = desk.file('table.csv', content);
    expect(await desk.refusal(path, 'csv')).toEqual({
      kind: 'limit',
      says: 'A line is longer than 8 MB.',
    });
  });

  it('one of 7 MB is kept', async () => {
    using desk = new Desk();
    const path = desk.file('table.csv', `a,b\n1,2\n3,${'x'.repeat(7 * MB)}`);
    const { report } = await desk.to('csv', path);
    expect(report).toMatchObject({ rowsIn: 2, rowsOut: 2, warnings: [] });
  });

  it('a file whose lines end in \\r alone may be as long as it likes', async () => {
    using desk = new Desk();
    const path = desk.file('table.csv', `a,b\r${'1,2345\r'.repeat(1.3 * MB)}`);
    const { report } = await desk.to('csv', path);
    expect(report.rowsOut).toBe(Math.floor(1.3 * MB));
  });
});

describe('blank lines are left out, and counted', () => {
  it.each(['\n', '\r\n'])('that end in %j', async (end) => {
    using desk = new Desk();
    const lines = ['a,b', '1,2', '', '', '3,4', '', ''];
    const { path, report } = await desk.to('csv', desk.file('table.csv', lines.join(end)));
    expect(cellsOf(readFileSync(path, 'utf8')).slice(1)).toEqual([
      ['1', '2'],
      ['3', '4'],
    ]);
    expect(report.warnings).toEqual([
      { code: 'blank lines', says: 'Blank lines were left out.', count: 2 },
    ]);
  });

  it('those within quotes are cells', async () => {
    using desk = new Desk();
    const { path, report } = await desk.to('csv', desk.file('table.csv', 'a,b\n1,"x\n\n\ny"\n'));
    expect(cellsOf(readFileSync(path, 'utf8'))[1]).toEqual(['1', 'x\n\n\ny']);
    expect(report.warnings).toEqual([]);
  });
});

describe('what is no table does not become one', () => {
  it.each([
    [
      '<!DOCTYPE html>\n<html>401 Unauthorized</html>\n',
      'It is a page (HTML or XML), not a table.',
    ],
    ['<?xml version="1.0"?>\n<Error/>\n', 'It is a page (HTML or XML), not a table.'],
    ['[{"a":1},{"a":2}]', 'It is JSON, not a table of text: its name should end in .json.'],
  ])('%j', async (content, says) => {
    using desk = new Desk();
    expect(await desk.refusal(desk.file('table.csv', content), 'parquet')).toMatchObject({ says });
  });

  it('a name of a column with a zero byte, which no format holds, is told', async () => {
    using desk = new Desk();
    const says = 'The name of column 2 has a zero byte in it.';
    for (const format of ['csv', 'json', 'parquet'] as const) {
      const found = await desk.refusal(desk.file('table.csv', 'a,b\0c\n1,2\n'), format);
      expect(found).toMatchObject({ says });
    }
  });

  it('a header without rows is told', async () => {
    using desk = new Desk();
    const { report } = await desk.to('json', desk.file('table.csv', 'a,b\n'));
    expect(report.warnings).toMatchObject([{ code: 'no rows' }]);
    expect(report.columns.map(({ name }) => name)).toEqual(['a', 'b']);
  });
});

describe('a date without end', () => {
  it.each(['arrow', 'avro', 'netcdf'] as const)(
    'is missing in %s, and told by its column',
    async (to) => {
      using desk = new Desk();
      const parquet = join(desk.folder, 'a.parquet');
      const connection = await (await DuckDBInstance.create()).connect();
      await connection.run(`COPY (SELECT * FROM (VALUES
        (1, DATE '2024-05-01', TIMESTAMP '2024-05-01 10:00:00'),
        (2, DATE 'infinity', TIMESTAMP '-infinity')) AS t(n, day, "at")) TO '${parquet}' (FORMAT parquet)`);
      connection.closeSync();
      const { path, report } = await desk.to(to, parquet);
      expect(report.warnings.map(({ code, column, count }) => [code, column, count])).toEqual([
        ['not finite', 'day', 1],
        ['not finite', 'at', 1],
      ]);
      expect(cellsOf(readFileSync((await desk.to('csv', path)).path, 'utf8')).slice(1)).toEqual([
        ['1', '2024-05-01', '2024-05-01T10:00:00'],
        ['2', null, null],
      ]);
    },
  );
});
