import type { Engine } from '../engine/engine.ts';
import { withGroupsOf } from '../engine/memory.ts';
import { identifier, literal } from '../engine/sql.ts';
import { unreadable } from '../failure.ts';
import { type Column, type Kind, ROWS_LOST } from '../table.ts';
import type { Reader } from './reader.ts';

const KINDS: Readonly<Record<string, Kind>> = {
  TINYINT: 'integer',
  SMALLINT: 'integer',
  INTEGER: 'integer',
  BIGINT: 'integer',
  UTINYINT: 'integer',
  USMALLINT: 'integer',
  UINTEGER: 'integer',
  FLOAT: 'double',
  DOUBLE: 'double',
  BOOLEAN: 'boolean',
  DATE: 'date',
  TIMESTAMP: 'timestamp',
  TIMESTAMP_S: 'timestamp',
  TIMESTAMP_MS: 'timestamp',
  TIMESTAMP_NS: 'timestamp',
  'TIMESTAMP WITH TIME ZONE': 'instant',
  VARCHAR: 'text',
  UUID: 'text',
};

const MOST_BYTES_OF_COLUMN = 16 * 1024 * 1024;

export const readParquet: Reader = async ({ path }, { engine }) => {
  const relation = `read_parquet(${literal(path)})`;
  const explain = (cause: Error) =>
    cause.message.startsWith(ROWS_LOST) ||
    /Invalid (Input )?Error|IO Error|Snappy|ZSTD|Serialization|TProtocol|Conversion Error/i.test(
      cause.message,
    )
      ? unreadable('The Parquet file is damaged or was cut off.', undefined, cause)
      : undefined;
  try {
    // The engine renames a column whose name is there twice; the file keeps what it was called.
    const described = await engine.rows(`DESCRIBE FROM ${relation}`);
    const schema = await engine.rows(
      `SELECT name, num_children, column_id FROM parquet_schema(${literal(path)})`,
    );
    const names = topLevel(schema.map(([name, children]) => [String(name), Number(children ?? 0)]));
    const columns = described.map(([field, type], index): Column => {
      const engineType = String(type);
      return {
        name: names[index] ?? String(field),
        expression: identifier(String(field)),
        kind: KINDS[engineType] ?? (engineType.startsWith('ENUM') ? 'text' : 'other'),
        type: engineType,
      };
    });
    const [counted] = await engine.rows(
      `SELECT num_rows FROM parquet_file_metadata(${literal(path)})`,
    );
    await fitGroups(path, engine);
    return { relation, columns, rows: Number(counted?.[0]), explain };
  } catch (cause) {
    throw (cause instanceof Error && explain(cause)) || cause;
  }
};

/**
 * Whoever wrote it may have put all cells of a column in a group into one page: each thread has two of them in memory,
 * as it is in the file and as it was before.
 */
async function fitGroups(path: string, engine: Engine): Promise<void> {
  const [[group, column] = []] = await engine.rows(`SELECT max(bytes), max(largest) FROM
    (SELECT sum(total_uncompressed_size) AS bytes, max(total_uncompressed_size) AS largest
      FROM parquet_metadata(${literal(path)}) GROUP BY row_group_id)`);
  await engine.grow(withGroupsOf(Number(group ?? 0)));
  if (Number(column ?? 0) > MOST_BYTES_OF_COLUMN) await engine.oneThread();
}

/** The schema is a tree, written parent first: each line says how many children follow it. */
function topLevel(lines: readonly (readonly [string, number])[]): readonly string[] {
  const names: string[] = [];
  let at = 1;
  const skip = (): void => {
    const children = lines[at++]?.[1] ?? 0;
    for (let child = 0; child < children; child++) skip();
  };
  while (at < lines.length) {
    names.push(lines[at]?.[0] ?? '');
    skip();
  }
  return names;
}
