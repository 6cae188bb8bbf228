import { readFileSync } from 'node:fs';
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { Desk } from './desk.ts';

describe('Parquet', () => {
  const NAMES = Array.from({ length: 10_000 }, (_, n) => `gene-${n % 50}`);
  const TABLE = `gene,n\n${NAMES.map((name, n) => `${name},${n}\n`).join('')}`;

  async function rowGroups(options: Record<string, unknown>) {
    using desk = new Desk();
    const { path } = await desk.to('parquet', desk.file('a.csv', TABLE), { options });
    const file = await asyncBufferFromFile(path);
    const rows = await parquetReadObjects({ file, compressors });
    expect(rows.map(({ gene }) => gene)).toEqual(NAMES);
    return (await parquetMetadataAsync(file)).row_groups;
  }

  it.each([
    ['snappy', 'SNAPPY'],
    ['gzip', 'GZIP'],
    ['zstd', 'ZSTD'],
    ['brotli', 'BROTLI'],
    ['lz4', 'LZ4_RAW'],
    ['none', 'UNCOMPRESSED'],
  ])('compression %s', async (compression, codec) => {
    const [group] = await rowGroups({ compression });
    expect(group?.columns.map(({ meta_data }) => meta_data?.codec)).toEqual([codec, codec]);
  });

  it('row_group_size is the least number of rows of a group', async () => {
    const sizes = (await rowGroups({ row_group_size: 4096 })).map(({ num_rows }) => num_rows);
    expect(sizes).toEqual([4096n, 4096n, 1808n]);
    expect(await rowGroups({})).toHaveLength(1);
  });

  it('use_dictionary writes each text once, or not', async () => {
    const encodings = async (use_dictionary: boolean) =>
      (await rowGroups({ use_dictionary }))[0]?.columns[0]?.meta_data?.encodings;
    expect(await encodings(true)).toContain('PLAIN_DICTIONARY');
    expect(await encodings(false)).not.toContain('PLAIN_DICTIONARY');
  });
});

describe('CSV', () => {
  async function bytes(text: string, options: Record<string, unknown>): Promise<Buffer> {
    using desk = new Desk();
    const { path } = await desk.to('csv', desk.file('a.csv', text), { options });
    return readFileSync(path);
  }

  const MICRO = 'µ,n\ná,1\n';
  const EURO = '€,n\ná,1\n';

  it.each([
    ['utf-8', MICRO, Buffer.from(MICRO)],
    ['utf-8-sig', MICRO, Buffer.from(`\ufeff${MICRO}`)],
    ['utf-16', MICRO, Buffer.from(`\ufeff${MICRO}`, 'utf16le')],
    ['utf-16le', MICRO, Buffer.from(MICRO, 'utf16le')],
    ['utf-16be', MICRO, Buffer.from(MICRO, 'utf16le').swap16()],
    ['latin-1', MICRO, Buffer.from(MICRO, 'latin1')],
    ['windows-1252', EURO, iconv.encode(EURO, 'windows-1252')],
    ['ascii', 'a,n\nb,1\n', Buffer.from('a,n\nb,1\n')],
  ])('encoding %s', async (encoding, text, expected) => {
    expect(await bytes(text, { encoding })).toEqual(expected);
  });

  it('encoding ascii has no µ', async () => {
    using desk = new Desk();
    const path = desk.file('a.csv', MICRO);
    expect(await desk.refusal(path, 'csv', { options: { encoding: 'ascii' } })).toMatchObject({
      kind: 'encoding',
    });
  });

  it.each([
    [{ delimiter: ';' }, 'a;b\n1,5;"x;y"\n"say ""hi""";\n'],
    [{ quote_char: "'" }, `a,b\n'1,5',x;y\nsay "hi",\n`],
    [{ include_header: false }, '"1,5",x;y\n"say ""hi""",\n'],
  ])('%j', async (options, expected) => {
    const text = 'a,b\n"1,5",x;y\n"say ""hi""",\n';
    expect((await bytes(text, options)).toString()).toBe(expected);
  });
});

it('JSON: an array of objects, or one object a line, their keys in the order of the columns', async () => {
  using desk = new Desk();
  const path = desk.file('a.csv', 'b,a\n1,x\n,y\n');
  const { path: array } = await desk.to('json', path);
  const rows = [
    { b: 1, a: 'x' },
    { b: null, a: 'y' },
  ];
  expect(JSON.parse(readFileSync(array, 'utf8'))).toEqual(rows);
  const { path: lines } = await desk.to('json', path, { options: { lines: true } });
  expect(readFileSync(lines, 'utf8')).toBe('{"b":1,"a":"x"}\n{"b":null,"a":"y"}\n');
});
