import avsc, { type Type as AnyType, type types } from 'avsc';

/** avsc is CommonJS, whose names Node does not find: this gives them back. */
export const { Type } = avsc;
export const { BlockDecoder, BlockEncoder } = avsc.streams;
export const {
  ArrayType,
  LogicalType,
  LongType,
  MapType,
  RecordType,
  UnwrappedUnionType,
  WrappedUnionType,
} = avsc.types;

export type Type = AnyType;
export type Field = types.Field;
export type RecordType = types.RecordType;
export type UnionType = types.UnwrappedUnionType | types.WrappedUnionType;
