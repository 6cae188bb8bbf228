import { type Data, DataType } from 'apache-arrow';

/** Where a file is damaged, a batch may have fewer cells than rows: the library takes those for missing, or invents them. */
export function assertComplete(data: Data): void {
  const { type, length, stride } = data;
  const lacks = (have: number | undefined, need: number): boolean =>
    have !== undefined && have < need;
  const values: { readonly length: number } | undefined = data.values;
  const offsets: { readonly length: number } | undefined = data.valueOffsets;
  if (
    (data.nullCount > 0 && lacks(data.nullBitmap?.length, Math.ceil(length / 8))) ||
    (length > 0 && lacks(offsets?.length, length + 1)) ||
    (offsets === undefined && lacks(values?.length, needed(type, length, stride)))
  ) {
    throw new RangeError('a batch is shorter than it says');
  }
  const items = DataType.isFixedSizeList(type) ? length * type.listSize : 0;
  const least = DataType.isStruct(type) ? length : items;
  for (const child of data.children) {
    if (child.length < least) throw new RangeError('a part of a batch is shorter than it says');
    assertComplete(child);
  }
}

function needed(type: DataType, length: number, stride: number): number {
  return DataType.isBool(type) ? Math.ceil(length / 8) : length * stride;
}
