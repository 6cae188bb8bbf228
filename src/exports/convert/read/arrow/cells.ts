import { type Data, DataType, Int32, Int64, Vector } from 'apache-arrow';
import { numberText, withPoint } from '../staged.ts';
import { isNested, nested } from './nested.ts';

/** A cell as text, as it is staged: times are counts, bytes Base64. */
export type Cells = (row: number) => string | null;

export function cellsOf(data: Data): Cells {
  const { type } = data;
  if (DataType.isDictionary(type)) return coded(data);
  const text = DataType.isDecimal(type) ? decimals(data, type.scale, type.bitWidth) : values(data);
  return (row) => (data.getValid(row) ? text(row) : null);
}

function values(data: Data): Cells {
  const { type } = data;
  if (isNested(type)) return nested(data, cellsOf);
  const vector = new Vector([counts(data)]);
  return (row) => {
    const value: unknown = vector.get(row);
    if (value === null) return null;
    if (typeof value === 'number') return numberText(value);
    return value instanceof Uint8Array ? Buffer.from(value).toString('base64') : String(value);
  };
}

/** The library makes doubles of times, which do not hold all of their digits. */
function counts(data: Data): Data {
  const { type } = data;
  if (DataType.isTimestamp(type) || DataType.isDuration(type)) return data.clone(new Int64());
  if (DataType.isDate(type)) return data.clone(type.unit === 0 ? new Int32() : new Int64());
  if (DataType.isTime(type)) return data.clone(type.bitWidth === 32 ? new Int32() : new Int64());
  return data;
}

function decimals(data: Data, scale: number, bits: number): Cells {
  const vector = new Vector([data]);
  return (row) => {
    const words: unknown = vector.get(row);
    if (!(words instanceof Uint32Array)) throw new Error('a decimal is an array of words');
    const unsigned = words.reduceRight((sum, word) => (sum << 32n) | BigInt(word), 0n);
    return withPoint(BigInt.asIntN(bits, unsigned), scale);
  };
}

const dictionaries = new WeakMap<Vector, readonly (string | null)[]>();

function coded(data: Data): Cells {
  const { type, dictionary } = data;
  if (!DataType.isDictionary(type) || dictionary === undefined) {
    throw new Error('codes without what they stand for');
  }
  const known =
    dictionaries.get(dictionary) ??
    dictionary.data.flatMap((part) => {
      const cells = cellsOf(part);
      return Array.from({ length: part.length }, (_, row) => cells(row));
    });
  dictionaries.set(dictionary, known);
  const codes = new Vector([data.clone(type.indices)]);
  return (row) => {
    const code: unknown = codes.get(row);
    if (code === null) return null;
    const text = known[Number(code)];
    if (text === undefined) throw new RangeError(`code ${code} stands for nothing`);
    return text;
  };
}
