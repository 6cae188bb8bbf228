import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { slabs } from '../../../src/exports/convert/read/netcdf/slabs.ts';
import { cellsOf } from './csv-text.ts';
import { Desk } from './desk.ts';
import { inPython, python } from './python.ts';

/** What a file that Python has made becomes as CSV. */
async function read(desk: Desk, lines: string) {
  const path = made(desk, 'a.nc', lines);
  const { path: output, report } = await desk.to('csv', path);
  return { cells: cellsOf(readFileSync(output, 'utf8')), report };
}

function made(desk: Desk, name: string, lines: string): string {
  const path = `${desk.folder}/${name}`;
  inPython(path, `import netCDF4, numpy\n${lines}\nprint("null")`);
  return path;
}

const FILE = (lines: string) =>
  `with netCDF4.Dataset(path, "w") as file:\n    ${lines.replaceAll('\n', '\n    ')}`;

describe.skipIf(python === undefined)('what xarray and netCDF4 wrote', () => {
  it('a frame of xarray’s, its types and missing values', async () => {
    using desk = new Desk();
    const { cells, report } = await read(
      desk,
      `import xarray, pandas
frame = pandas.DataFrame({"gene": ["a", "µµ", ""], "x": [1.5, numpy.nan, 3], "big": [2**53 + 1, 2, 3],
    "ok": [True, False, True], "at": pandas.to_datetime(["2024-01-01", None, "1969-12-31T23:59:59.5"])})
frame.to_xarray().to_netcdf(path)`,
    );
    expect(cells).toEqual([
      ['index', 'gene', 'x', 'big', 'ok', 'at'],
      ['0', 'a', '1.5', '9007199254740993', 'true', '2024-01-01T00:00:00'],
      ['1', 'µµ', null, '2', 'false', null],
      ['2', '', '3.0', '3', 'true', '1969-12-31T23:59:59.5'],
    ]);
    expect(report.warnings).toEqual([]);
  });

  it('variables of several dimensions: a row for each place, behind its coordinates', async () => {
    using desk = new Desk();
    const { cells, report } = await read(
      desk,
      `import xarray, pandas
xarray.Dataset({"t": (("time", "lat", "x"), numpy.arange(8.0).reshape(2, 2, 2)), "height": (("lat",), [5, 6])},
    {"time": pandas.date_range("2024-01-01", periods=2), "lat": [-0.5, 0.5]}).to_netcdf(path)`,
    );
    const day = (n: number) => `2024-01-0${n}`;
    expect(cells).toEqual([
      ['time', 'lat', 'x', 't'],
      [day(1), '-0.5', '0', '0.0'],
      [day(1), '-0.5', '1', '1.0'],
      [day(1), '0.5', '0', '2.0'],
      [day(1), '0.5', '1', '3.0'],
      [day(2), '-0.5', '0', '4.0'],
      [day(2), '-0.5', '1', '5.0'],
      [day(2), '0.5', '0', '6.0'],
      [day(2), '0.5', '1', '7.0'],
    ]);
    expect(report.warnings.map(({ code, says }) => [code, says])).toEqual([
      ['other table', '(lat) was not read: only (time, lat, x) is.'],
    ]);
  });

  it('attributes that a table has no place for, and dates before the year 1, are told of', async () => {
    using desk = new Desk();
    const lines =
      FILE(`file.setncatts({"title": "Tides", "history": "made by hand", "Conventions": "CF-1.8"})
file.createDimension("n", 3)
file.createVariable("day", "i4", ("n",)).setncatts({"units": "days since 0001-01-01", "calendar": "proleptic_gregorian", "standard_name": "time"})
file["day"].set_auto_maskandscale(False)
file["day"][:] = [-1, 0, 1]
file.createVariable("hour", "f8", ("n",)).setncatts({"units": "hours since 0001-01-01 00:00:00", "calendar": "proleptic_gregorian"})
file["hour"].set_auto_maskandscale(False)
file["hour"][:] = [-0.5, 0, 0.5]
file.createVariable("flag", "i1", ("n",)).setncatts({"flag_values": numpy.array([0, 1], "i1"), "flag_meanings": "dry wet"})
file["flag"][:] = [0, 1, 1]`);
    const { cells, report } = await read(desk, lines);
    expect(cells).toEqual([
      ['day', 'hour', 'flag'],
      ['0001-12-31 (BC)', '0001-12-31T23:30:00 (BC)', '0'],
      ['0001-01-01', '0001-01-01T00:00:00', '1'],
      ['0001-01-02', '0001-01-01T00:30:00', '1'],
    ]);
    const early =
      'Dates before the year 1 are written as `0044-03-15 (BC)` where they become text, which few programs take for a date.';
    expect(report.warnings).toEqual([
      {
        code: 'attributes',
        says: 'A table has no place for attributes of a file and its variables; these were left out: title, history, standard_name, flag_values, flag_meanings.',
        count: 5,
      },
      { code: 'before year 1', says: early, column: 'day', count: 1 },
      { code: 'before year 1', says: early, column: 'hour', count: 1 },
    ]);
  });

  it('packed numbers, unsigned bytes and 64 bits, values that are missing, letters', async () => {
    using desk = new Desk();
    const lines = FILE(`file.createDimension("n", 3)
file.createDimension("letters", 4)
file.createVariable("t", "i2", ("n",), fill_value=-1)
file["t"].set_auto_maskandscale(False)
file["t"].setncatts({"scale_factor": 0.5, "add_offset": 100.0, "units": "K", "long_name": "temperature"})
file["t"][:] = [0, -1, 3]
file.createVariable("b", "i1", ("n",))
file["b"].setncattr("_Unsigned", "true")
file["b"].set_auto_maskandscale(False)
file["b"][:] = [-1, 0, 1]
file.createVariable("u", "u8", ("n",))[:] = [2**64 - 1, 0, 1]
file.createVariable("f", "f4", ("n",)).missing_value = 1e20
file["f"].set_auto_mask(False)
file["f"][:] = [1e20, 0.5, numpy.nan]
file.createVariable("c", "S1", ("n", "letters"))[:] = [[b"a", b"", b"", b""], list("é".encode("latin-1").decode("latin-1").encode("latin-1").ljust(4, b" ")[i:i+1] for i in range(4)), [b"x", b"y", b"z", b"1"]]
file.createVariable("q", "S1", ("n",))[:] = [b"a", b"b", b"c"]
file.createVariable("crs", "i4", ())[:] = 4326`);
    const { cells, report } = await read(desk, lines);
    expect(cells).toEqual([
      ['t', 'b', 'u', 'f', 'c', 'q'],
      ['100.0', '255', '18446744073709551615', null, 'a', 'a'],
      [null, '0', '0', '0.5', 'é   ', 'b'],
      ['101.5', '1', '1', 'NaN', 'xyz1', 'c'],
    ]);
    expect(report.columns[0]).toMatchObject({ note: 'temperature, K. Unpacked.' });
    expect(report.warnings).toMatchObject([
      { code: 'left out', column: 'crs' },
      { code: 'encoding', count: 1 },
    ]);
  });

  it('times of every unit and zone, exactly; those of other calendars as the numbers that they are', async () => {
    using desk = new Desk();
    const lines = FILE(`file.createDimension("n", 2)
def put(name, type, values, units, **more):
    file.createVariable(name, type, ("n",))[:] = values
    file[name].setncatts({"units": units, **more})
put("a", "i8", [0, -1], "days since 2000-03-01")
put("b", "f8", [0.5, float("nan")], "days since 2000-03-01 06:00:00")
put("c", "i4", [1, 2], "hours since 1900-01-01 00:00:0.0", calendar="gregorian")
put("d", "i8", [1, 2], "seconds since 1970-01-01T00:00:00Z")
put("e", "i8", [1, 2], "minutes since 2000-01-01 00:00:00 +2:00")
put("f", "i8", [1, 1704448800000000001], "nanoseconds since 1970-01-01")
put("g", "f8", [738000.0, 577737.0], "days since 1-1-1 00:00:00")
put("h", "i4", [1, 2], "days since 2000-01-01", calendar="noleap")
put("i", "i4", [1, 2], "months since 2000-01-01")`);
    const { cells, report } = await read(desk, lines);
    expect(cells).toEqual([
      ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'],
      [
        ...['2000-03-01', '2000-03-01T18:00:00', '1900-01-01T01:00:00', '1970-01-01T00:00:01Z'],
        ...[
          '1999-12-31T22:01:00Z',
          '1970-01-01T00:00:00.000000001',
          '2021-07-28T00:00:00',
          '1',
          '1',
        ],
      ],
      [
        ...[
          '2000-02-29',
          null,
          '1900-01-01T02:00:00',
          '1970-01-01T00:00:02Z',
          '1999-12-31T22:02:00Z',
        ],
        ...['2024-01-05T10:00:00.000000001', '1582-10-15T00:00:00', '2', '2'],
      ],
    ]);
    const found = inPython(
      `${desk.folder}/a.nc`,
      `import netCDF4
with netCDF4.Dataset(path) as file:
    print(json.dumps([str(one) for one in netCDF4.num2date(file["g"][:], file["g"].units)]))`,
    );
    expect(found).toEqual(cells.slice(1).map((row) => row[6]?.replace('T', ' ')));
    expect(report.columns[7]).toMatchObject({
      type: 'integer',
      note: 'days since 2000-01-01, noleap.',
    });
  });

  it('cells that were never written are missing, and counted', async () => {
    using desk = new Desk();
    const lines = FILE(`file.createDimension("n", None)
file.createVariable("x", "f8", ("n",))[0:2] = [1, 2]
file.createVariable("y", "i4", ("n",))[0:3] = [1, 2, 3]`);
    const { cells, report } = await read(desk, lines);
    expect(cells.slice(1)).toEqual([
      ['1.0', '1'],
      ['2.0', '2'],
      [null, '3'],
    ]);
    expect(report.warnings).toMatchObject([{ code: 'never written', count: 1 }]);
  });

  it('tables in groups, coordinates of letters, variables called like a dimension', async () => {
    using desk = new Desk();
    const lines = FILE(`group = file.createGroup("g")
file.createDimension("station", 2)
file.createDimension("letters", 3)
file.createDimension("time", 2)
group.createVariable("wind", "f8", ("station", "time"))[:] = [[1, 2], [3, 4]]
file.createVariable("station", "S1", ("station", "letters"))[:] = [[b"a", b"b", b""], [b"c", b"d", b"e"]]
group.createVariable("time", "f8", ("station",))[:] = [1, 2]`);
    const { cells, report } = await read(desk, lines);
    expect(cells).toEqual([
      ['station', 'time', 'wind'],
      ['ab', '0', '1.0'],
      ['ab', '1', '2.0'],
      ['cde', '0', '3.0'],
      ['cde', '1', '4.0'],
    ]);
    expect(report.warnings).toMatchObject([{ code: 'other table', column: '/g (station)' }]);
  });

  it('files in the classic format are refused, with what makes one of them that is read', async () => {
    using desk = new Desk();
    const kinds = ['NETCDF3_CLASSIC', 'NETCDF3_64BIT_OFFSET', 'NETCDF3_64BIT_DATA'];
    const lines = `for kind in ${JSON.stringify(kinds)}:
    for name in ("nc", "dat"):
        netCDF4.Dataset(path + kind + "." + name, "w", format=kind).close()`;
    const path = made(desk, 'a', lines);
    for (const kind of kinds) {
      for (const name of ['nc', 'dat']) {
        expect(await desk.refusal(`${path}${kind}.${name}`, 'csv')).toMatchObject({
          kind: 'unsupported',
          says: 'The file is in the classic format of NetCDF, which is not read: make NetCDF-4 of it with `nccopy -k netCDF-4 old.nc new.nc`.',
        });
      }
    }
  });

  it('truth values that are neither are refused', async () => {
    using desk = new Desk();
    const lines = FILE(`file.createDimension("n", 2)
file.createVariable("ok", "i1", ("n",))[:] = [1, 2]
file["ok"].setncattr("dtype", "bool")`);
    expect(await desk.refusal(made(desk, 'a.nc', lines), 'csv')).toMatchObject({
      says: '/ok is said to be true or false, and has 2.',
    });
  });

  it('a file without a table is refused', async () => {
    using desk = new Desk();
    const path = made(desk, 'a.nc', FILE('file.createVariable("x", "f8", ())[:] = 1'));
    expect(await desk.refusal(path, 'csv')).toMatchObject({ kind: 'unsupported' });
  });
});

it('some cells of a matrix are read in blocks, each of them once and in their order', () => {
  const shape = [4, 3, 5];
  for (let from = 0; from < 60; from++) {
    for (let to = from; to <= 60; to++) {
      const places = slabs(shape, from, to).flatMap((ranges) => {
        const [one = [0, 0], two = [0, 0], three = [0, 0]] = ranges;
        const found: number[] = [];
        for (let a = one[0]; a < one[1]; a++)
          for (let b = two[0]; b < two[1]; b++)
            for (let c = three[0]; c < three[1]; c++) found.push((a * 3 + b) * 5 + c);
        return found;
      });
      expect(places).toEqual(Array.from({ length: to - from }, (_, at) => from + at));
    }
  }
});

it.skipIf(python === undefined)(
  'numbers of 32 bits have no more digits than they need; packed ones and times all that they have',
  async () => {
    using desk = new Desk();
    const lines = FILE(`file.createDimension("n", 3)
file.createVariable("x", "f4", ("n",))[:] = [0.1, 2.5, 1e30]
file.createVariable("filled", "f4", ("n",), fill_value=0.1)[:] = [0.1, 0.2, 0.3]
file.createVariable("unwritten", "f4", ("n",))
packed = file.createVariable("packed", "f4", ("n",))
packed.set_auto_scale(False)
packed.scale_factor = 2.0
packed[:] = [0.1, 0.5, 1]`);
    const { cells } = await read(desk, lines);
    expect(cells.slice(1)).toEqual([
      ['0.1', null, null, '0.20000000298023224'],
      ['2.5', '0.2', null, '1.0'],
      ['1e+30', '0.3', null, '2.0'],
    ]);
  },
);
