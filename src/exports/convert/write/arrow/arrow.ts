import { open } from 'node:fs/promises';
import { Field, Schema } from 'apache-arrow';
import { CompressionType } from '../../arrow/compression.ts';
import { distinctNames, select } from '../../table.ts';
import { finiteTimes } from '../finite-times.ts';
import { reportNames } from '../names.ts';
import type { Writer } from '../writer.ts';
import { Batches } from './batches.ts';
import { FileBytes } from './file-bytes.ts';
import { heldAs } from './held.ts';

/** A file of Arrow, which is Feather's second version, in batches of rows. */
export const writeArrow: Writer<'arrow'> = async (given, options, writing) => {
  const { engine, tally, warnings, signal, path } = writing;
  const table = finiteTimes(given, tally);
  const names = distinctNames(table.columns, undefined, (name) => name);
  reportNames(table.columns, names, warnings);
  const held = table.columns.map(heldAs);
  const schema = new Schema(held.map(({ type }, at) => new Field(names[at] ?? '', type, true)));
  const compressionType = options.compression === 'zstd' ? CompressionType.ZSTD : null;
  const bytes = new FileBytes(schema, compressionType);
  const batches = new Batches(schema, held);
  await tally.create(engine);
  const query = select(
    table,
    held.map(({ expression }) => expression),
  );
  await using file = await open(path, 'wx');
  let rows = 0;
  for await (const chunk of engine.stream(query)) {
    signal.throwIfAborted();
    rows += chunk.rowCount;
    batches.add(chunk);
    if (batches.full) await file.writev(bytes.of(batches.take()));
  }
  await file.writev(bytes.of(batches.take()));
  await file.writev(bytes.end());
  return { rows };
};
