import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { extent } from '../../endurance/extent.ts';
import { Desk } from './desk.ts';
import { inPython, python } from './python.ts';

const TABLE = `\
gene,note,n,big,p,ok,some,day,at,zone
TP53,a,1,9007199254740993,0.5,true,true,2024-01-05,2024-01-05T10:00:00,2024-01-05T10:00:00Z
"A ",,,2,NaN,false,,1704-02-29,,1999-12-31T23:59:59Z
NA,"",3,1,,true,false,,1969-12-31T23:59:59,
`;

const describePython = describe.skipIf(python === undefined);

describePython('a NetCDF file', () => {
  it('is a dataset to xarray: texts, truth values and times, what is missing as missing', async () => {
    using desk = new Desk();
    const { path, report } = await desk.to('netcdf', desk.file('a.csv', TABLE));
    const found = inPython(
      path,
      `import xarray
data = xarray.open_dataset(path)
cells = {name: [None if one != one or str(one) == "NaT" else str(one) for one in data[name].values] for name in data}
print(json.dumps([dict(data.dims), {name: str(data[name].dtype) for name in data}, cells]))`,
    );
    expect(found).toEqual([
      { row: 3 },
      expect.objectContaining({ gene: 'object', big: 'int64', p: 'float64', ok: 'bool' }),
      {
        gene: ['TP53', 'A ', 'NA'],
        note: ['a', null, ''],
        n: ['1.0', null, '3.0'],
        big: ['9007199254740993', '2', '1'],
        p: ['0.5', null, null],
        ok: ['True', 'False', 'True'],
        some: ['1.0', null, '0.0'],
        day: ['2024-01-05T00:00:00.000000000', '1704-02-29T00:00:00.000000000', null],
        at: ['2024-01-05T10:00:00.000000000', null, '1969-12-31T23:59:59.000000000'],
        zone: ['2024-01-05T10:00:00.000000000', '1999-12-31T23:59:59.000000000', null],
      },
    ]);
    expect(report.warnings).toEqual([]);
  });

  it('tells NaN from missing, also of integers that doubles cannot hold', async () => {
    using desk = new Desk();
    const source = desk.file('a.csv', 'p,big\nNaN,9007199254740993\n,\n1,-9223372036854775808\n');
    const { path, report } = await desk.to('netcdf', source);
    const found = inPython(
      path,
      `import netCDF4
with netCDF4.Dataset(path) as file:
    print(json.dumps([[str(one) for one in file[name][:].tolist()] for name in ("p", "big")]))`,
    );
    expect(found).toEqual([
      ['nan', 'None', '1.0'],
      ['9007199254740993', 'None', '-9223372036854775808'],
    ]);
    expect(report.warnings).toMatchObject([{ code: 'large integers', column: 'big', count: 1 }]);
  });

  it('never takes a cell for missing that happens to be what netCDF fills up with', async () => {
    using desk = new Desk();
    const fill = ['-9223372036854775806', '9.969209968386869e+36'];
    const source = desk.file(
      'a.csv',
      `n,x,m,t,y\n${fill},,,1\n${fill},1,"",2\n1,2,${fill[0]},a,3\n`,
    );
    const { path } = await desk.to('netcdf', source);
    const cells = inPython(
      path,
      `import netCDF4, xarray
data = xarray.open_dataset(path)["t"].values
with netCDF4.Dataset(path) as file:
    print(json.dumps([[str(one) for one in file[name][:].tolist()] for name in ("n", "x", "m")]
        + [[None if one != one else one for one in data]]))`,
    );
    expect(cells).toEqual([
      [fill[0], fill[0], '1'],
      ['9.969209968386869e+36', '9.969209968386869e+36', '2.0'],
      ['None', '1', fill[0]],
      [null, '', 'a'],
    ]);
    const back = await desk.to('csv', path);
    expect(back.report.warnings).toEqual([]);
  });

  it('has names that netCDF allows, and says what they were', async () => {
    using desk = new Desk();
    const header = ['row', 'string3', '+a', 'b/c', 'd ', '_nc4_non_coord_e', `f${'é'.repeat(200)}`];
    const source = desk.file('a.csv', `${header.join(',')},\nxyz,${'1,'.repeat(6)}2\n`);
    const { path, report } = await desk.to('netcdf', source);
    const [names, dimensions, long] = lists(
      inPython(
        path,
        `import netCDF4
with netCDF4.Dataset(path) as file:
    long = [getattr(one, "long_name", None) for one in file.variables.values()]
    print(json.dumps([list(file.variables), list(file.dimensions), long]))`,
      ),
    );
    const short = `f${'é'.repeat(119)}`;
    const own = ['row', 'string3', '_+a', 'b_c', 'd_', '__nc4_non_coord_e', short, 'column_8'];
    expect(names).toEqual(own);
    expect(dimensions).toEqual(['row_', 'string3_']);
    expect(long).toEqual([null, null, ...header.slice(2), null]);
    expect(report.warnings.map(({ code, column }) => [code, column])).toEqual(
      own.slice(2).map((name) => ['renamed', name]),
    );
  });

  it('keeps texts of any length, and those that are not ASCII, as they are', async () => {
    using desk = new Desk();
    const rows = Array.from(
      { length: 300 },
      (_, n) => `${'x'.repeat(n === 7 ? 100_000 : 3)},µ${n},b${n}`,
    );
    const { path } = await desk.to(
      'netcdf',
      desk.file('a.csv', `long,sign,plain\n${rows.join('\n')}\n`),
    );
    const found = inPython(
      path,
      `import netCDF4
with netCDF4.Dataset(path) as file:
    print(json.dumps([[",".join(row) for row in zip(*[one[:].tolist() for one in file.variables.values()])],
        [str(one.dtype) for one in file.variables.values()]]))`,
    );
    expect(found).toEqual([rows, ["<class 'str'>", "<class 'str'>", '|S1']]);
  });

  it('is compressed with zlib, chunk by chunk, unless it is asked not to be', async () => {
    using desk = new Desk();
    const rows = Array.from({ length: 150_000 }, (_, n) => `${n},name ${n % 1000},${n / 3}`);
    const source = desk.file('a.csv', `n,name,x\n${rows.join('\n')}\n`);
    for (const options of [{}, { compression_level: 9 }, { compression: 'none' }]) {
      const { path, report } = await desk.to('netcdf', source, { options });
      const [same, filters] = lists(
        inPython(
          path,
          `import netCDF4, numpy
n = numpy.arange(150000)
with netCDF4.Dataset(path) as file:
    same = [(file["n"][:] == n).all(), (file["x"][:] == n / 3).all(),
        (file["name"][:] == numpy.char.add("name ", (n % 1000).astype(str))).all()]
    filters = file["x"].filters()
print(json.dumps([[bool(one) for one in same], [filters["zlib"], filters["complevel"]]]))`,
        ),
      );
      expect(same).toEqual([true, true, true]);
      const plain = options.compression === 'none';
      expect(filters).toEqual(plain ? [false, 0] : [true, options.compression_level ?? 4]);
      expect(report.bytes > 4_000_000).toBe(plain);
    }
  });

  it.each([0, 1])('of %i rows is one', async (rows) => {
    using desk = new Desk();
    const { path } = await desk.to('netcdf', desk.file('a.csv', `gene,n\n${'A,1\n'.repeat(rows)}`));
    const lengths = inPython(
      path,
      `import netCDF4, xarray
with netCDF4.Dataset(path) as file:
    print(json.dumps([len(file.dimensions["row"]), len(file["n"][:]), len(xarray.open_dataset(path)["gene"].values)]))`,
    );
    expect(lengths).toEqual([rows, rows, rows]);
    expect((await desk.to('csv', path)).report.rowsOut).toBe(rows);
  });
});

it('has up to 4,000 variables, and those of a wide table come back as they were', async () => {
  using desk = new Desk();
  const lines = (columns: number) =>
    [0, 1, 2]
      .map((row) => Array.from({ length: columns }, (_, at) => (row === 0 ? `c${at}` : at * row)))
      .map((cells) => `${cells.join(',')}\n`)
      .join('');
  const wide = extent(4000, 1000);
  const { path } = await desk.to('netcdf', desk.file('wide.csv', lines(wide)));
  const back = readFileSync((await desk.to('csv', path)).path, 'utf8');
  expect(back).toBe(lines(wide));
  expect(await desk.refusal(desk.file('wider.csv', lines(4001)), 'netcdf')).toMatchObject({
    kind: 'limit',
    says: 'NetCDF files are written with up to 4000 columns; this table has 4001. Choose some of them, or another format.',
  });
});

it('refuses options that it does not have', async () => {
  using desk = new Desk();
  const source = desk.file('a.csv', 'n\n1\n');
  expect(await desk.refusal(source, 'netcdf', { options: { compression: 'gzip' } })).toMatchObject({
    says: 'The options do not fit: `compression` must be one of zlib, none.',
  });
});

function lists(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw new Error('Python printed no list');
  return value;
}
