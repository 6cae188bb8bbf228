import { blocksOf } from './blocks.ts';
import { dtypeOf, type Stored, storedAs } from './layout.ts';
import type { Target } from './storage.ts';
import { int64s, type LayoutWriter, rowsThatFit } from './writing.ts';

/** AnnData's encoding of a data frame: a dataset of one dimension a column, beside an index that counts from 0. */
export const writeFrame: LayoutWriter = async (staged, { file, storage, options, writing }) => {
  const { warnings, signal } = writing;
  const stored = storedAs(staged, warnings);
  const group = file.create_group(options.key);
  group.create_attribute('encoding-type', 'dataframe');
  group.create_attribute('encoding-version', '0.2.0');
  group.create_attribute('_index', '_index');
  const names = stored.map(({ name }) => name);
  group.create_attribute('column-order', names);
  const rowsInChunk = rowsThatFit(stored);
  const dataset = (name: string, as: Stored['as'], width: number, more = {}): Target => {
    const text = as === 'text' || as === 'long text';
    const attributes = {
      'encoding-type': text ? 'string-array' : 'array',
      'encoding-version': '0.2.0',
      ...more,
    };
    const shape = [staged.rows];
    return storage.dataset(group, name, {
      dtype: dtypeOf({ as, width }),
      shape,
      rowsInChunk,
      attributes,
    });
  };
  const index = dataset('_index', 'integer', 8, { 'handoff-generated': 'true' });
  const columns = stored.map(({ name, as, width }) => dataset(name, as, width));
  for await (const { from, rows, columns: cells } of blocksOf(
    staged,
    stored,
    rowsInChunk,
    writing,
  )) {
    signal.throwIfAborted();
    await storage.put(index, from, rows, int64s(from, rows));
    for (const [at, target] of columns.entries()) {
      const bytes = cells[at] ?? Buffer.alloc(0);
      if (stored[at]?.as === 'long text') storage.texts(target, from, rows, bytes);
      else await storage.put(target, from, rows, bytes);
    }
  }
};
