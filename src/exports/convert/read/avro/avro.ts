import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { BlockDecoder, type Field, RecordType, type Type } from '../../avro/library.ts';
import { typeOf } from '../../avro/schema.ts';
import { ConversionFailure, failure, unreadable } from '../../failure.ts';
import type { Table } from '../../table.ts';
import type { Input, Reader, Reading } from '../reader.ts';
import { beyondCalendar } from '../staged.ts';
import { Staging } from '../staging.ts';
import { cellText } from './cell.ts';
import { CODECS } from './codecs.ts';
import { stagedType } from './staged-type.ts';

const PIECE_BYTES = 1 << 20;
const MARK_BYTES = 16;

/** An object container file of records: each field is a column. */
export const readAvro: Reader = async (input, reading) => {
  try {
    return await staged(input, reading);
  } catch (cause) {
    reading.signal.throwIfAborted();
    if (cause instanceof ConversionFailure) throw cause;
    if (cause instanceof Error && 'syscall' in cause) throw cause;
    const codec = /^unsupported codec: (\w+)/.exec(cause instanceof Error ? cause.message : '');
    if (codec !== null) {
      const says = `The Avro file is compressed with ${codec[1]}, which is not read: deflate, snappy and zstandard are.`;
      throw failure('unsupported', says, undefined, cause);
    }
    throw unreadable('The Avro file is damaged or was cut off.', undefined, cause);
  }
};

async function staged({ path }: Input, { workFolder, signal }: Reading): Promise<Table> {
  let fields: readonly Field[] | undefined;
  let mark: unknown;
  const decoder = new BlockDecoder({
    codecs: CODECS,
    parseHook: (schema) => {
      const type = typeOf(schema);
      fields = fieldsOf(type);
      return type;
    },
  });
  decoder.on('metadata', (_type, _codec, header: { readonly sync: unknown }) => {
    mark = header.sync;
  });
  await using staging = new Staging(workFolder, 'avro.csv');
  const source = createReadStream(path, { highWaterMark: PIECE_BYTES });
  await pipeline(
    source,
    decoder,
    async (records: AsyncIterable<Record<string, unknown>>) => {
      for await (const record of records) {
        staging.add((fields ?? []).map(({ name, type }) => cellText(type, record[name])));
        await staging.flush();
      }
    },
    { signal },
  );
  // The decoder says nothing of a last block that is not all there.
  if (!Buffer.isBuffer(mark) || !mark.equals(await lastBytes(path))) {
    throw unreadable('The Avro file was cut off.');
  }
  const columns = (fields ?? []).map(({ name, type }) => ({ name, ...stagedType(type) }));
  const table = await staging.table(columns);
  return { ...table, explain: (cause) => beyondCalendar(cause) ?? table.explain?.(cause) };
}

function fieldsOf(type: Type): readonly Field[] {
  if (!(type instanceof RecordType)) {
    throw failure(
      'unsupported',
      `A table is a list of records; the Avro file has ${type.typeName}.`,
    );
  }
  if (type.fields.some(({ name }) => name === '__proto__')) {
    throw failure(
      'unsupported',
      'A field of the Avro file is called __proto__, which is not read.',
    );
  }
  return type.fields;
}

async function lastBytes(path: string): Promise<Buffer> {
  await using file = await open(path);
  const { size } = await file.stat();
  const bytes = Buffer.alloc(MARK_BYTES);
  await file.read(bytes, 0, MARK_BYTES, Math.max(0, size - MARK_BYTES));
  return bytes;
}
