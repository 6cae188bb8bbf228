import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { cellsOf } from './csv-text.ts';
import { Desk } from './desk.ts';
import { inPython, python } from './python.ts';

const FRAME = `import pandas, numpy, h5py, anndata, scipy.sparse
frame = pandas.DataFrame({"gene": ["a", "µµ", None], "x": [1.5, numpy.nan, 3], "big": [2**53 + 1, 2, 3],
    "ok": [True, False, True], "at": pandas.to_datetime(["2024-01-01", None, "1969-12-31T23:59:59.5"])})
`;

/** What a file that Python has made becomes as CSV. */
async function read(desk: Desk, name: string, lines: string) {
  const path = made(desk, name, lines);
  const { path: output, report } = await desk.to('csv', path);
  return { cells: cellsOf(readFileSync(output, 'utf8')), report };
}

function made(desk: Desk, name: string, lines: string): string {
  const path = `${desk.folder}/${name}`;
  inPython(path, `${FRAME}${lines}\nprint("null")`);
  return path;
}

describe.skipIf(python === undefined)('what pandas wrote', () => {
  it.each([
    ['', 'table'],
    [', data_columns=True', 'table with a field for each column'],
  ])('to_hdf(…, format="table"%s): a %s', async (more) => {
    using desk = new Desk();
    const lines = `frame["kind"] = pandas.Categorical(["u", None, "v"])
frame.to_hdf(path, "data", format="table"${more})`;
    expect((await read(desk, 'a.h5', lines)).cells).toEqual([
      ['gene', 'x', 'big', 'ok', 'at', 'kind'],
      ['a', '1.5', '9007199254740993', 'true', '2024-01-01T00:00:00', 'u'],
      ['µµ', 'NaN', '2', 'false', null, null],
      [null, '3.0', '3', 'true', '1969-12-31T23:59:59.5', 'v'],
    ]);
  });

  it('to_hdf without a format, and the names of its rows', async () => {
    using desk = new Desk();
    const lines = `frame = frame.drop(columns="gene").set_index(pandas.Index(["p", "q", "µ"], name="gene"))
frame.to_hdf(path, "data")`;
    expect((await read(desk, 'a.h5', lines)).cells).toEqual([
      ['gene', 'x', 'big', 'ok', 'at'],
      ['p', '1.5', '9007199254740993', 'true', '2024-01-01T00:00:00'],
      ['q', 'NaN', '2', 'false', null],
      ['µ', '3.0', '3', 'true', '1969-12-31T23:59:59.5'],
    ]);
  });

  it('text that only Python could read is refused, and which column it is', async () => {
    using desk = new Desk();
    const path = made(desk, 'a.h5', 'frame.to_hdf(path, "data")');
    expect(await desk.refusal(path, 'csv')).toMatchObject({
      kind: 'unsupported',
      says: 'The text of “gene” is pickled, which only Python reads: write the file with to_hdf(…, format="table").',
      where: { column: 'gene' },
    });
  });
});

describe.skipIf(python === undefined)('what anndata and 10x wrote', () => {
  const DATA = `x = numpy.array([[1, 0, 2], [0, 0, 3.5]], dtype="f4")
obs = pandas.DataFrame({"kind": pandas.Categorical(["T", "B"])}, index=["c1", "c2"])
var = pandas.DataFrame({"length": [5, 6, 7]}, index=["g1", "g2", "g3"])
`;

  it('an h5ad file: its matrix, and says what else is there', async () => {
    using desk = new Desk();
    const lines = `${DATA}anndata.AnnData(x, obs, var).write_h5ad(path)`;
    const { cells, report } = await read(desk, 'a.h5ad', lines);
    expect(cells).toEqual([
      ['_index', 'g1', 'g2', 'g3'],
      ['c1', '1.0', '0.0', '2.0'],
      ['c2', '0.0', '0.0', '3.5'],
    ]);
    expect(report.warnings.map(({ code, column }) => [code, column])).toEqual([
      ['other table', '/obs'],
      ['other table', '/var'],
    ]);
  });

  it.each([
    [
      'csr',
      ['obs', 'var'],
      [
        ['c1', 'g1', '1.0'],
        ['c1', 'g3', '2.0'],
        ['c2', 'g3', '3.5'],
      ],
    ],
    [
      'csc',
      ['var', 'obs'],
      [
        ['g1', 'c1', '1.0'],
        ['g3', 'c1', '2.0'],
        ['g3', 'c2', '3.5'],
      ],
    ],
  ])('a sparse matrix (%s): a row for each value', async (kind, names, rows) => {
    using desk = new Desk();
    const lines = `${DATA}anndata.AnnData(scipy.sparse.${kind}_matrix(x), obs, var).write_h5ad(path)`;
    const { cells } = await read(desk, 'a.h5ad', lines);
    expect(cells).toEqual([[...names, 'value'], ...rows]);
  });

  it('a matrix of 10x Genomics: barcode, feature and count, empty cells included', async () => {
    using desk = new Desk();
    const lines = `m = scipy.sparse.csc_matrix(numpy.array([[1, 0, 0], [0, 0, 2], [3, 0, 4]]))
with h5py.File(path, "w") as file:
    group = file.create_group("matrix")
    for name in ["data", "indices", "indptr"]: group[name] = getattr(m, name)
    group["shape"] = numpy.array(m.shape)
    group["barcodes"] = [b"AAA-1", b"BBB-1", b"CCC-1"]
    group["features/id"] = [b"E1", b"E2", b"E3"]
    group["features/name"] = [b"A", b"B", b"C"]`;
    expect((await read(desk, 'a.h5', lines)).cells).toEqual([
      ['barcode', 'feature', 'feature_name', 'value'],
      ['AAA-1', 'E1', 'A', '1'],
      ['AAA-1', 'E3', 'C', '3'],
      ['CCC-1', 'E2', 'B', '2'],
      ['CCC-1', 'E3', 'C', '4'],
    ]);
  });
});

describe.skipIf(python === undefined)('what h5py wrote', () => {
  it('columns of every width, either end first', async () => {
    using desk = new Desk();
    const lines = `with h5py.File(path, "w") as file:
    file["a"] = numpy.array([1, -2], dtype=">i8")
    file["b"] = numpy.array([0.5, -0.0], dtype="f2")
    file["c"] = numpy.array([1, 2**64 - 1], dtype="u8")
    file["d"] = [True, False]
    file["e"] = ["", "µ"]
    file["f"] = numpy.array(["µ".encode(), "é".encode("latin-1")])
    file["g"] = numpy.array([0, 1], dtype=h5py.enum_dtype({"low": 0, "high": 1}, basetype="i"))`;
    expect((await read(desk, 'a.h5', lines)).cells).toEqual([
      ['a', 'b', 'c', 'd', 'e', 'f', 'g'],
      ['1', '0.5', '1', 'true', '', 'µ', 'low'],
      ['-2', '-0.0', '18446744073709551615', 'false', 'µ', 'é', 'high'],
    ]);
  });

  it('records, and says which of their members is no cell', async () => {
    using desk = new Desk();
    const lines = `records = numpy.dtype([("i", ">i4"), ("d", ">f8"), ("s", "S4"), ("b", "?"),
    ("v", h5py.string_dtype()), ("list", h5py.vlen_dtype("i4"))])
with h5py.File(path, "w") as file:
    rows = file.create_dataset("rows", (2,), dtype=records)
    rows[0] = (1, 2.5, b"a", True, "x", numpy.array([1], dtype="i4"))
    rows[1] = (-2, float("nan"), "µ".encode(), False, "µµ", numpy.array([], dtype="i4"))`;
    const { cells, report } = await read(desk, 'a.h5', lines);
    expect(cells).toEqual([
      ['i', 'd', 's', 'b', 'v'],
      ['1', '2.5', 'a', 'true', 'x'],
      ['-2', 'NaN', 'µ', 'false', 'µµ'],
    ]);
    expect(report.warnings).toMatchObject([{ code: 'left out', column: 'list' }]);
  });

  it('compressed in any way that HDF5 has itself; others are refused by name', async () => {
    using desk = new Desk();
    const matrix = (how: string) => `with h5py.File(path, "w") as file:
    file.create_dataset("m", data=numpy.arange(6).reshape(3, 2), ${how})`;
    const shuffled = 'compression="gzip", shuffle=True, fletcher32=True';
    expect((await read(desk, 'a.h5', matrix(shuffled))).cells[3]).toEqual(['4', '5']);
    const lzf = made(desk, 'b.h5', matrix('compression="lzf"'));
    expect(await desk.refusal(lzf, 'csv')).toMatchObject({
      kind: 'unsupported',
      says: '/m is compressed with lzf, which not every HDF5 has: write it with gzip.',
    });
  });

  it('a chunk that was damaged is refused, never read as zeros', async () => {
    using desk = new Desk();
    const path = made(
      desk,
      'a.h5',
      `with h5py.File(path, "w") as file:
    file.create_dataset("m", data=numpy.arange(60000).reshape(30000, 2), compression="gzip")
    place = file["m"].id.get_chunk_info(0).byte_offset
with open(path, "r+b") as file:
    file.seek(place)
    file.write(b"damaged" * 20)`,
    );
    expect(await desk.refusal(path, 'csv')).toMatchObject({ kind: 'unreadable' });
  });
});

describe.skipIf(python === undefined)('cells of h5py', () => {
  const SINGLES = `with h5py.File(path, "w") as file:
    file["x"] = numpy.array([0.1, -3.3333333, 16777216, 1e30, numpy.nan, -numpy.inf], dtype="f4")`;

  it('numbers of 32 bits have no more digits than they need', async () => {
    using desk = new Desk();
    const { cells } = await read(desk, 'a.h5', SINGLES);
    expect(cells.slice(1).flat()).toEqual([
      '0.1',
      '-3.3333333',
      '16777216.0',
      '1e+30',
      'NaN',
      '-Inf',
    ]);
  });

  it('numbers of 32 bits stay the numbers that they are where there are types', async () => {
    using desk = new Desk();
    const source = made(desk, 'a.h5', SINGLES);
    const { path, report } = await desk.to('hdf5', source);
    expect(report.columns).toMatchObject([{ name: 'x', type: 'FLOAT' }]);
    const same = `import h5py, numpy
with h5py.File(path) as file: print(json.dumps([x.hex() for x in file["data/x"][:3].tolist()]))`;
    expect(inPython(path, same)).toEqual(inPython(source, same.replace('data/x', 'x')));
  });

  it('text that is not UTF-8 is read as Windows-1252, and it is said how often', async () => {
    using desk = new Desk();
    const { cells, report } = await read(
      desk,
      'a.h5',
      `with h5py.File(path, "w") as file:
    file["fixed"] = numpy.array([b"Gr\\xf6\\xdfe", "µ".encode()])
    file["long"] = numpy.array([b"\\xe9", b"e"], dtype=h5py.string_dtype("ascii"))`,
    );
    expect(cells.slice(1)).toEqual([
      ['Größe', 'é'],
      ['µ', 'e'],
    ]);
    expect(report.warnings).toMatchObject([{ code: 'encoding', count: 2 }]);
  });
});
