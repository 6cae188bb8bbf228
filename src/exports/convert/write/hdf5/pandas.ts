import type { Engine } from '../../engine/engine.ts';
import { beyond } from '../../failure.ts';
import type { Dataset, Group } from '../../hdf5/library.ts';
import { select } from '../../table.ts';
import { blocksOf } from './blocks.ts';
import { dtypeOf, type Stored, storedAs } from './layout.ts';
import { pickled } from './pickle.ts';
import type { Staged } from './staged.ts';
import { int64s, type LayoutWriter, records, rowsThatFit } from './writing.ts';

/** What describes the columns has to fit into the header of a group, 64 kB; pandas itself fails from here on, too. */
const MOST_COLUMNS = 1000;
const INDEX: Field = { name: 'index', as: 'integer', width: 8 };

type Field = Pick<Stored, 'name' | 'as' | 'width'>;

/** What pandas notes of its axes: `{1: {'names': [None], 'type': 'Index'}, 'index': {}}`. */
const INFO = '(dI1\n(dVnames\n(lNasVtype\nVIndex\nssVindex\n(ds.';

/** What `pandas.read_hdf` opens: the layout of `DataFrame.to_hdf(…, format="table")`, a record a row. */
export const writePandas: LayoutWriter = async (staged, { file, storage, options, writing }) => {
  if (staged.columns.length > MOST_COLUMNS) {
    throw beyond(`The layout \`pandas\` holds up to ${MOST_COLUMNS} columns.`);
  }
  if (staged.counts) await writing.tally.create(writing.engine); // nobody has looked yet
  const missing = await rareText(staged, writing.engine);
  if (!staged.kept) await writing.tally.create(writing.engine); // looking has counted once already
  const stored = storedAs(staged, writing.warnings, () => missing).map((one, at): Stored => {
    if (one.as !== 'long text') return one;
    const width = Math.max(staged.facts[at]?.widest ?? 0, missing.length) + 1;
    return { ...one, as: 'text', width };
  });
  const fields = [
    INDEX,
    ...stored.map((one, at): Field => ({ ...one, name: `values_block_${at}` })),
  ];
  annotate(file, { CLASS: 'GROUP', PYTABLES_FORMAT_VERSION: '2.1', TITLE: ' ', VERSION: '1.0' });
  const group = file.create_group(options.key);
  annotate(group, frameAttributes(stored, missing));
  group.create_attribute('levels', [1], [], '<q');
  const record = fields.reduce((sum, { width }) => sum + width, 0);
  const rowsInChunk = rowsThatFit([{ width: record }]);
  const target = storage.dataset(group, 'table', {
    dtype: fields.map((field) => [field.name, dtypeOf(field)]),
    shape: [staged.rows],
    rowsInChunk,
  });
  annotate(target.dataset, tableAttributes(stored, fields));
  target.dataset.create_attribute('NROWS', [staged.rows], [], '<q');
  for await (const { from, rows, columns } of blocksOf(staged, stored, rowsInChunk, writing)) {
    writing.signal.throwIfAborted();
    await storage.put(target, from, rows, records([int64s(from, rows), ...columns], fields, rows));
  }
};

type Attributes = Readonly<Record<string, string>>;

/** Of the frame. Lists are pickled there, in Python's oldest format. */
function frameAttributes(stored: readonly Stored[], missing: string): Attributes {
  const blocks = stored.map((_, at) => `values_block_${at}`);
  return {
    CLASS: 'GROUP',
    TITLE: ' ',
    VERSION: '1.0',
    pandas_type: 'frame_table',
    pandas_version: '0.15.2',
    table_type: 'appendable_frame',
    encoding: 'UTF-8',
    errors: 'strict',
    nan_rep: missing,
    index_cols: pickled([[0, 'index'] as const]),
    non_index_axes: pickled([[1, stored.map(({ name }) => name)] as const]),
    values_cols: pickled(blocks),
    data_columns: pickled([]),
    info: INFO,
  };
}

/** Of the table: which columns a field holds, and of which type they were. */
function tableAttributes(stored: readonly Stored[], fields: readonly Field[]): Attributes {
  const own = { CLASS: 'TABLE', VERSION: '2.7', TITLE: ' ', index_kind: 'integer' };
  const names = fields.map(({ name }, at) => [`FIELD_${at}_NAME`, name]);
  const kinds = stored.flatMap((one, at) => [
    [`values_block_${at}_kind`, pickled([one.name])],
    [`values_block_${at}_dtype`, pandasType(one)],
  ]);
  return { ...own, ...Object.fromEntries([...names, ...kinds]) };
}

function pandasType({ as, width }: Stored): string {
  switch (as) {
    case 'integer':
    case 'small integer':
      return 'int64';
    case 'double':
      return 'float64';
    case 'boolean':
      return 'bool';
    case 'text':
    case 'long text':
      return `bytes${width * 8}`;
  }
}

/** A text that no cell is: pandas reads it as a missing value. */
async function rareText(staged: Staged, engine: Engine): Promise<string> {
  const texts = staged.columns.filter(({ kind }) => kind === 'text' || kind === 'untyped');
  for (let text = 'missing'; ; text = `_${text}_`) {
    const found = texts.map(
      ({ expression }) => `coalesce(bool_or(${expression} = '${text}'), FALSE)`,
    );
    const [answers = []] = await engine.rows(select(staged, ['FALSE', ...found]));
    if (!answers.includes(true)) return text;
  }
}

/** PyTables unpickles ASCII that ends in a full stop; its own texts are UTF-8. */
function annotate(entity: Group | Dataset, attributes: Attributes): void {
  for (const [name, text] of Object.entries(attributes)) {
    const pickle = text.startsWith('(');
    entity.create_attribute(name, text, [], `${pickle ? 'A' : 'S'}${text.length}`);
  }
}
