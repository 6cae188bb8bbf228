import { describe, expect, it } from 'vitest';
import { Desk } from './desk.ts';
import { inPython, python } from './python.ts';

const TABLE = `\
gene,note,n,big,p,ok
TP53 ,a,1,9007199254740993,0.5,true
"µ,β",,2,1,NA,false
NA,missing,3,2,5e-324,true
`;
const COUNTS = 'gene,s1,s2\nA,1,2\nµ,3,40\n"C ",500,6\n';

const describePython = describe.skipIf(python === undefined);

describePython('the layout anndata', () => {
  it('is a data frame to anndata and columns to h5py', async () => {
    using desk = new Desk();
    const { path, report } = await desk.to('hdf5', desk.file('a.csv', TABLE));
    const [cells, kinds] = lists(
      inPython(
        path,
        `import h5py
from anndata._io.specs import read_elem
with h5py.File(path) as file:
    frame = read_elem(file["data"])
    kinds = {name: str(file["data"][name].dtype) for name in frame.columns}
print(json.dumps([{name: [str(cell) for cell in frame[name]] for name in frame.columns}, kinds]))`,
      ),
    );
    expect(cells).toEqual({
      gene: ['TP53 ', 'µ,β', 'NA'],
      note: ['a', '', 'missing'],
      n: ['1', '2', '3'],
      big: ['9007199254740993', '1', '2'],
      p: ['0.5', 'nan', '5e-324'],
      ok: ['1', '0', '1'],
    });
    expect(kinds).toMatchObject({ gene: '|S6', n: 'int64', p: 'float64', ok: 'uint8' });
    expect(report.warnings.map(({ code, column }) => [code, column])).toEqual([
      ['missing number', 'p'],
      ['missing text', 'note'],
      ['missing', 'p'],
    ]);
  });

  it('keeps rows of 17,000 characters apart, more of them than the engine reads at once', async () => {
    using desk = new Desk();
    const rows = Array.from({ length: 2100 }, (_, n) => {
      return n === 2090 ? `${n},` : `${n},${'x'.repeat(17_000 + (n === 2080 ? 9 : 0))}${n}`;
    });
    const source = desk.file('a.csv', `n,text\n${rows.join('\n')}\n`);
    const { path, report } = await desk.to('hdf5', source);
    const found = inPython(
      path,
      `import h5py
with h5py.File(path) as file:
    cells = [cell.decode() for cell in file["data/text"][:]]
    print(json.dumps([file["data/text"].dtype.itemsize, [cell.replace("x", "") for cell in cells],
      [len(cells[n]) for n in (0, 2047, 2048, 2080, 2090)]]))`,
    );
    const digits = Array.from({ length: 2100 }, (_, n) => (n === 2090 ? '' : String(n)));
    expect(found).toEqual([17_014, digits, [17_001, 17_004, 17_004, 17_013, 0]]);
    expect(report.warnings).toMatchObject([{ code: 'missing text', column: 'text', count: 1 }]);
  });

  it('keeps text of any length as it is where one cell is far longer than the others', async () => {
    using desk = new Desk();
    const rows = Array.from(
      { length: 300 },
      (_, n) => `${n},${'x'.repeat(n === 7 ? 100_000 : 3)}é`,
    );
    const source = desk.file('a.csv', `n,text\n${rows.join('\n')}\n`);
    const { path } = await desk.to('hdf5', source);
    const found = inPython(
      path,
      `import h5py
with h5py.File(path) as file:
    text = file["data/text"]
    print(json.dumps([str(text.dtype), [len(cell.decode()) for cell in text[:]]]))`,
    );
    const lengths = rows.map((row) => row.split(',')[1]?.length);
    expect(found).toEqual(['object', lengths]);
    const { report } = await desk.to('csv', path);
    expect(report.rowsOut).toBe(300);
  });

  it('compresses every chunk, the last one too, so that others can read it', async () => {
    using desk = new Desk();
    const rows = Array.from({ length: 150_000 }, (_, n) => `${n},name ${n % 1000},${n / 3}`);
    const source = desk.file('a.csv', `n,name,x\n${rows.join('\n')}\n`);
    for (const options of [{}, { compression_level: 9 }, { compression: 'none' }]) {
      const { path, report } = await desk.to('hdf5', source, { options });
      const [same, filters] = lists(
        inPython(
          path,
          `import h5py, numpy
n = numpy.arange(150000)
with h5py.File(path) as file:
    data = file["data"]
    same = [(data["n"][:] == n).all(), (data["_index"][:] == n).all(), (data["x"][:] == n / 3).all(),
        (data["name"][:].astype(str) == numpy.char.add("name ", (n % 1000).astype(str))).all()]
    filters = [data["x"].compression, data["x"].compression_opts, len(data["x"].chunks)]
print(json.dumps([[bool(one) for one in same], filters]))`,
        ),
      );
      expect(same).toEqual([true, true, true, true]);
      const plain = options.compression === 'none';
      expect(filters).toEqual([
        plain ? null : 'gzip',
        plain ? null : (options.compression_level ?? 4),
        1,
      ]);
      expect(report.bytes > 4_000_000).toBe(plain);
    }
  });
});

describePython('the layout pandas', () => {
  const options = { layout: 'pandas' };

  it('is what read_hdf opens, types and missing texts included', async () => {
    using desk = new Desk();
    const { path, report } = await desk.to('hdf5', desk.file('a.csv', TABLE), { options });
    const found = inPython(
      path,
      `import pandas
frame = pandas.read_hdf(path)
some = pandas.read_hdf(path, "data", start=1)
cells = [[None if pandas.isna(cell) else str(cell) for cell in row] for row in frame.itertuples(index=False)]
print(json.dumps([list(frame.columns), [str(one) for one in frame.dtypes], cells, len(some)]))`,
    );
    expect(found).toEqual([
      ['gene', 'note', 'n', 'big', 'p', 'ok'],
      ['object', 'object', 'int64', 'int64', 'float64', 'bool'],
      [
        ['TP53 ', 'a', '1', '9007199254740993', '0.5', 'True'],
        ['µ,β', null, '2', '1', null, 'False'],
        ['NA', 'missing', '3', '2', '5e-324', 'True'],
      ],
      2,
    ]);
    expect(report.warnings.map(({ code }) => code)).toEqual(['missing number', 'missing']);
  });

  it('takes names of columns that Python would have to escape', async () => {
    using desk = new Desk();
    const names = ['a\\u0041', 'µ', '🧬', "it's", 'two\nlines'];
    const header = names.map((name) => `"${name}"`).join(',');
    const source = desk.file('a.csv', `${header}\n1,2,3,4,5\n`);
    const { path } = await desk.to('hdf5', source, { options });
    const columns = 'import pandas\nprint(json.dumps(list(pandas.read_hdf(path).columns)))';
    expect(inPython(path, columns)).toEqual(names);
    const { report } = await desk.to('parquet', path);
    expect(report.columns.map(({ name }) => name)).toEqual(names);
  });
});

describePython('the layout matrix', () => {
  const options = { layout: 'matrix' };

  it('is a file that anndata opens, its rows and columns named', async () => {
    using desk = new Desk();
    const { path } = await desk.to('hdf5', desk.file('a.csv', COUNTS), { options });
    const found = inPython(
      path,
      `import anndata
data = anndata.read_h5ad(path)
print(json.dumps([str(data.X.dtype), data.X.tolist(), list(data.obs_names), list(data.var_names)]))`,
    );
    const cells = [
      [1, 2],
      [3, 40],
      [500, 6],
    ];
    expect(found).toEqual(['int64', cells, ['A', 'µ', 'C '], ['s1', 's2']]);
    const { report } = await desk.to('json', path);
    expect(report.columns.map(({ name }) => name)).toEqual(['gene', 's1', 's2']);
  });

  it('refuses what is no number, and integers that the doubles beside them cannot hold', async () => {
    using desk = new Desk();
    const text = desk.file('text.csv', 'gene,s1,s2\nA,1,x\n');
    expect(await desk.refusal(text, 'hdf5', { options })).toMatchObject({
      kind: 'unsupported',
      where: { column: 's2' },
    });
    const large = desk.file('large.csv', 'gene,s1,s2\nA,9007199254740993,0.5\n');
    expect(await desk.refusal(large, 'hdf5', { options })).toMatchObject({
      kind: 'limit',
      where: { column: 's1' },
    });
  });
});

it('what is missing of many columns is one warning, which names them', async () => {
  using desk = new Desk();
  const names = Array.from({ length: 25 }, (_, at) => `g${at}`);
  const rows = `${names.join(',')}\n${names.map(() => '1').join(',')}\n${names.map(() => 'NA').join(',')}\n`;
  const { report } = await desk.to('hdf5', desk.file('a.csv', rows));
  const named = names.slice(0, 20).map((name) => `“${name}”`);
  expect(report.warnings.filter(({ code }) => code === 'missing number')).toEqual([
    {
      code: 'missing number',
      says: `HDF5 has no missing number: it is NaN, in ${named.join(', ')} and 5 more.`,
      count: 25,
    },
  ]);
});

it('a table without rows is a table', async () => {
  using desk = new Desk();
  const source = desk.file('none.csv', 'gene,n\n');
  for (const layout of ['anndata', 'pandas']) {
    const { path } = await desk.to('hdf5', source, { options: { layout } });
    expect((await desk.to('csv', path)).report).toMatchObject({ rowsIn: 0 });
  }
});

it('rows too wide to be kept are written as they pass', async () => {
  using desk = new Desk();
  const line = (cell: (n: number) => unknown) =>
    Array.from({ length: 600 }, (_, n) => cell(n)).join();
  const source = desk.file(
    'wide.csv',
    `${line((n) => `c${n}`)}\n${line((n) => (n % 2 ? n : `é${n}`))}\n`,
  );
  const { path } = await desk.to('hdf5', source);
  expect((await desk.to('csv', path)).report.columns).toHaveLength(600);
});

function lists(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw new Error('Python printed no list');
  return value;
}
