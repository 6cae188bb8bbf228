import { randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { BlockEncoder, RecordType } from '../../avro/library.ts';
import { typeOf } from '../../avro/schema.ts';
import { beyond } from '../../failure.ts';
import { distinctNames, select } from '../../table.ts';
import { finiteTimes } from '../finite-times.ts';
import { reportNames } from '../names.ts';
import type { Writer } from '../writer.ts';
import { heldAs } from './held.ts';
import { recordsOf } from './records.ts';

const MOST_COLUMNS = 20_000;

/** An object container file: a record for each row, whose fields may be null. */
export const writeAvro: Writer<'avro'> = async (given, options, writing) => {
  const { engine, tally, warnings, signal, path } = writing;
  const table = finiteTimes(given, tally);
  if (table.columns.length > MOST_COLUMNS) {
    throw beyond(`Avro files are written with up to ${MOST_COLUMNS} columns.`);
  }
  const names = distinctNames(table.columns, legal, (name) => name);
  reportNames(table.columns, names, warnings);
  const held = table.columns.map(heldAs);
  const fields = held.map(({ type }, at) => ({ name: names[at] ?? '', type: ['null', type] }));
  const type = typeOf({ type: 'record', name: 'row', fields });
  if (!(type instanceof RecordType)) throw new Error('rows are records');
  const encoder = new BlockEncoder(type, {
    codec: options.compression === 'deflate' ? 'deflate' : 'null',
    writeHeader: 'always', // also where there is no row
    syncMarker: randomBytes(16),
  });
  await tally.create(engine);
  const query = select(
    table,
    held.map(({ expression }) => expression),
  );
  const count = { rows: 0 };
  const records = Readable.from(recordsOf(engine.stream(query), type, count));
  await pipeline(records, encoder, createWriteStream(path, { flags: 'wx' }), { signal });
  return count;
};

/** Letters of ASCII, digits and `_`, not beginning with a digit. */
function legal(name: string): string {
  const plain = name.replaceAll(/[^A-Za-z0-9_]/g, '_').replace(/^(?=[0-9])/, '_');
  return plain === '__proto__' ? 'column___proto__' : plain;
}
