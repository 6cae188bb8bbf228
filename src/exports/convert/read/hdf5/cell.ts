import type { Metadata } from 'h5wasm/node';
import iconv from 'iconv-lite';
import { Module } from '../../hdf5/library.ts';
import type { Kind } from '../../table.ts';

/** HDF5's classes of types. */
const INTEGER = 0;
const FLOAT = 1;
const STRING = 3;
const BITFIELD = 4;
const ENUM = 8;
const BLANK_PADDED = 2;

/** A type of elements: what they are in a table, and the text of the one that begins at a byte. */
export interface Cell {
  readonly kind: Kind;
  /** Whether it is a number of 32 bits, whose text has no more digits than it needs. */
  readonly single?: boolean;
  readonly bytes: number;
  text(bytes: Buffer, at: number): string;
}

interface Circumstances {
  /** Otherwise its bytes are little-endian. */
  readonly bigEndian?: boolean;
  /** Told of each text whose encoding had to be guessed. */
  readonly guessed?: () => void;
}

/** Undefined for what is no cell of a table. */
export function cellOf(
  metadata: Metadata,
  { bigEndian = false, guessed = () => {} }: Circumstances = {},
): Cell | undefined {
  const { type, size, signed } = metadata;
  switch (type) {
    case INTEGER:
    case BITFIELD: {
      const number = integer(size, type === INTEGER && signed, bigEndian);
      if (number === undefined) return undefined;
      const kind = size === 8 && !signed ? 'number' : 'integer';
      return { kind, bytes: size, text: (bytes, at) => String(number(bytes, at)) };
    }
    case FLOAT: {
      const number = float(size, bigEndian);
      const single = size === 4;
      const text = single ? shortest : written;
      return (
        number && {
          kind: 'double',
          single,
          bytes: size,
          text: (bytes, at) => text(number(bytes, at)),
        }
      );
    }
    case STRING:
      return { kind: 'text', bytes: size, text: (metadata.vlen ? long : fixed)(metadata, guessed) };
    case ENUM:
      return named(metadata, integer(size, true, bigEndian));
    default:
      return undefined;
  }
}

type Reading<T> = (bytes: Buffer, at: number) => T;

function integer(
  size: number,
  signed: boolean,
  big: boolean,
): Reading<number | bigint> | undefined {
  if (size === 8) {
    if (signed) return (bytes, at) => (big ? bytes.readBigInt64BE(at) : bytes.readBigInt64LE(at));
    return (bytes, at) => (big ? bytes.readBigUInt64BE(at) : bytes.readBigUInt64LE(at));
  }
  if (size > 6) return undefined;
  if (signed) return (bytes, at) => (big ? bytes.readIntBE(at, size) : bytes.readIntLE(at, size));
  return (bytes, at) => (big ? bytes.readUIntBE(at, size) : bytes.readUIntLE(at, size));
}

function float(size: number, big: boolean): Reading<number> | undefined {
  switch (size) {
    case 8:
      return (bytes, at) => (big ? bytes.readDoubleBE(at) : bytes.readDoubleLE(at));
    case 4:
      return (bytes, at) => (big ? bytes.readFloatBE(at) : bytes.readFloatLE(at));
    case 2:
      return (bytes, at) => half(big ? bytes.readUInt16BE(at) : bytes.readUInt16LE(at));
    default:
      return undefined;
  }
}

/** A number of 16 bits: one of sign, five of exponent, ten of fraction. */
function half(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  const scaled = exponent === 0 ? fraction * 2 ** -24 : (1024 + fraction) * 2 ** (exponent - 25);
  return sign * scaled;
}

/** `String(-0)` is 0. */
function written(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value);
}

/** What a number of 32 bits is read back from: 0.1, where its 64 bits would be 0.10000000149011612. */
export function shortest(value: number): string {
  if (Number.isSafeInteger(value)) return written(value);
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return String(short);
  }
  return String(Number(value.toPrecision(9)));
}

/** It ends at a zero, or is filled up with blanks, as Fortran does it. */
function fixed({ size, cset, strpad }: Metadata, guessed: () => void): Reading<string> {
  return (bytes, at) => {
    const all = bytes.subarray(at, at + size);
    const zero = all.indexOf(0);
    const text = decoded(zero < 0 ? all : all.subarray(0, zero), cset, guessed);
    return zero < 0 && strpad === BLANK_PADDED ? text.replace(/ +$/, '') : text;
  };
}

/** The element is a pointer to where the text is. */
function long(_: Metadata, guessed: () => void): Reading<string> {
  return (bytes, at) => {
    const pointer = bytes.readUInt32LE(at);
    if (pointer === 0) return '';
    const memory = Module.HEAPU8;
    const text = Buffer.from(memory.subarray(pointer, memory.indexOf(0, pointer)));
    return decoded(text, undefined, guessed);
  };
}

/** NumPy's bytes are labelled ASCII, whatever they are; mostly they are UTF-8. */
function decoded(bytes: Buffer, cset: number | undefined, guessed: () => void): string {
  const text = bytes.toString('utf8');
  if (cset === 1 || !text.includes('\ufffd')) return text;
  guessed();
  return iconv.decode(bytes, 'windows-1252');
}

function named(
  { size, enum_type }: Metadata,
  number: Reading<number | bigint> | undefined,
): Cell | undefined {
  if (number === undefined) return undefined;
  const names = new Map(
    Object.entries(enum_type?.members ?? {}).map(([name, value]) => [value, name]),
  );
  const boolean = [...names.values()].sort().join() === 'FALSE,TRUE';
  const text: Reading<string> = (bytes, at) => {
    const value = Number(number(bytes, at));
    const name = names.get(value) ?? String(value);
    return boolean ? name.toLowerCase() : name;
  };
  return { kind: boolean ? 'boolean' : 'text', bytes: size, text };
}
