import { type Data, DataType } from 'apache-arrow';
import { jsonNumber } from '../staged.ts';
import type { Cells } from './cells.ts';

export function isNested(type: DataType): boolean {
  return (
    DataType.isList(type) ||
    DataType.isLargeList(type) ||
    DataType.isFixedSizeList(type) ||
    DataType.isStruct(type) ||
    DataType.isMap(type)
  );
}

/** Lists, structures and maps as JSON; of what is in them each cell is as `plain` has it. */
export function nested(data: Data, plain: (data: Data) => Cells): Cells {
  const { type, children, valueOffsets } = data;
  if (DataType.isStruct(type)) {
    const fields = type.children.map(({ name }, at) => {
      return [JSON.stringify(name), json(children[at], plain)] as const;
    });
    return (row) => `{${fields.map(([name, cell]) => `${name}:${cell(row)}`).join(',')}}`;
  }
  if (DataType.isMap(type)) {
    const [keys, entries] = children[0]?.children ?? [];
    if (keys === undefined) throw new Error('a map has keys');
    const key = plain(keys);
    const value = json(entries, plain);
    const entry = (at: number) => `${JSON.stringify(key(at) ?? '')}:${value(at)}`;
    return (row) => `{${spread(valueOffsets, row, entry)}}`;
  }
  const item = json(children[0], plain);
  if (!DataType.isFixedSizeList(type)) return (row) => `[${spread(valueOffsets, row, item)}]`;
  const offsets = Array.from({ length: data.length + 1 }, (_, row) => row * type.listSize);
  return (row) => `[${spread(offsets, row, item)}]`;
}

function spread(
  offsets: ArrayLike<number | bigint>,
  row: number,
  cell: (at: number) => string,
): string {
  const from = Number(offsets[row] ?? 0);
  const length = Math.max(0, Number(offsets[row + 1] ?? 0) - from);
  return Array.from({ length }, (_, at) => cell(from + at)).join(',');
}

function json(data: Data | undefined, plain: (data: Data) => Cells): (row: number) => string {
  if (data === undefined) throw new Error('a list has items');
  const { type } = data;
  const cells = plain(data);
  const bare = isNested(type) || DataType.isBool(type) || DataType.isDecimal(type) || isCount(type);
  return (row) => {
    const text = cells(row);
    if (text === null) return 'null';
    if (DataType.isFloat(type)) return jsonNumber(Number(text));
    return bare ? text : JSON.stringify(text);
  };
}

function isCount(type: DataType): boolean {
  return DataType.isInt(type) || isTime(type);
}

export function isTime(type: DataType): boolean {
  return (
    DataType.isDate(type) ||
    DataType.isTime(type) ||
    DataType.isTimestamp(type) ||
    DataType.isDuration(type)
  );
}
