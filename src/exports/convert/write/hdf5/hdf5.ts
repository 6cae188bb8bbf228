import { closeSync, openSync } from 'node:fs';
import { File } from '../../hdf5/library.ts';
import type { OptionsOf } from '../../options.ts';
import type { Writer } from '../writer.ts';
import { stage } from './facts.ts';
import { writeFrame } from './frame.ts';
import { writeMatrix } from './matrix.ts';
import { writePandas } from './pandas.ts';
import { Storage } from './storage.ts';
import type { LayoutWriter } from './writing.ts';

/** From here on the names of the columns do not fit into an attribute of the older kind. */
const MANY_COLUMNS = 3000;

const LAYOUTS: Readonly<Record<OptionsOf<'hdf5'>['layout'], LayoutWriter>> = {
  anndata: writeFrame,
  matrix: writeMatrix,
  pandas: writePandas,
};

export const writeHdf5: Writer<'hdf5'> = async (table, options, writing) => {
  const staged = await stage(table, writing);
  closeSync(openSync(writing.path, 'wx'));
  const many = table.columns.length > MANY_COLUMNS;
  const file = new File(writing.path, 'w', many ? { libver: ['v110', 'v110'] } : {});
  try {
    await using storage = new Storage(
      options.compression === 'gzip' ? options.compression_level : undefined,
    );
    await LAYOUTS[options.layout](staged, { file, storage, options, writing });
    await storage.finish();
  } finally {
    file.close();
  }
  return { rows: staged.rows, ...(staged.counts && { rowsRead: staged.rows }) };
};
