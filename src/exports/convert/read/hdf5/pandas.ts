import { Dataset, type Group } from '../../hdf5/library.ts';
import type { Kind } from '../../table.ts';
import { attribute, type Field } from './field.ts';

const KINDS: Readonly<Record<number, Kind>> = { 0: 'integer', 1: 'double', 3: 'text' };

/** What `DataFrame.to_hdf(…, format='table')` writes: rows of blocks, each of some columns of one type. */
export function pandasTable(group: Group): readonly Field[] | undefined {
  const table = group.keys().includes('table') ? group.get('table') : null;
  if (attribute(group, 'pandas_type') !== 'frame_table' || !(table instanceof Dataset))
    return undefined;
  const rows = table.shape?.[0] ?? 0;
  let held: { from: number; to: number; records: readonly (readonly unknown[])[] } | undefined;
  const records = (from: number, to: number) => {
    if (held?.from !== from || held.to !== to) held = { from, to, records: slice(table, from, to) };
    return held.records;
  };
  const members = table.metadata.compound_type?.members ?? [];
  return members.flatMap((member, at): Field[] => {
    if (member.name === 'index') return [];
    const names = columnNames(table, member.name);
    const element = member.array_type ?? member;
    return names.map((name, position) => ({
      name,
      kind: KINDS[element.type] ?? 'text',
      rows,
      values: (from, to) =>
        records(from, to).map((record) => {
          const value = record[at];
          return asText(value, names.length, position);
        }),
    }));
  });
}

function slice(table: Dataset, from: number, to: number): readonly (readonly unknown[])[] {
  const values: unknown = from === to ? [] : table.slice([[from, to]]);
  return Array.isArray(values) ? values.map((record) => (Array.isArray(record) ? record : [])) : [];
}

/** A block is a list, which may itself be wrapped in one. */
function asText(value: unknown, width: number, position: number): string | null {
  const list = Array.isArray(value) || ArrayBuffer.isView(value) ? Object.values(value) : [value];
  const [first] = list;
  if (list.length === 1 && width > 1 && first !== value) return asText(first, width, position);
  const cell = list[width > 1 ? position : 0];
  if (Array.isArray(cell)) return asText(cell, 1, 0);
  return cell === undefined || cell === null ? null : String(cell);
}

/** The names are a pickled list, of the readable kind: lines that begin with V or S. */
function columnNames(table: Dataset, member: string): readonly string[] {
  const pickled = String(attribute(table, `${member}_kind`) ?? '');
  const names = pickled.split('\n').flatMap((line) => {
    const name = /^\(?(?:lp\d+)?[VS]'?(.*?)'?$/.exec(line)?.[1];
    return name === undefined ? [] : [name];
  });
  return names.length > 0 ? names : [member];
}
