import { failure } from '../../failure.ts';
import { Dataset, type Group } from '../../hdf5/library.ts';
import { allTexts, attribute, categorical, type Field, fieldOf } from './field.ts';
import { matrix } from './matrix.ts';
import { index, meant, unpickled, withoutText } from './meaning.ts';
import { recordsOf } from './records.ts';

/** How PyTables stores truth values. */
const BITFIELD = 4;

/** What `DataFrame.to_hdf` writes, in either of its formats. */
export function pandasFrame(group: Group): readonly Field[] | undefined {
  switch (attribute(group, 'pandas_type')) {
    case 'frame_table':
      return inTable(group);
    case 'frame':
      return inBlocks(group);
    default:
      return undefined;
  }
}

/** `format='table'`: records, in which the columns of one type may lie together. */
function inTable(group: Group): readonly Field[] | undefined {
  const table = group.get('table');
  if (!(table instanceof Dataset)) return undefined;
  const missing = String(attribute(group, 'nan_rep') ?? 'nan');
  const fields = (recordsOf(table) ?? []).flatMap((member) => {
    const of = (what: string) => String(attribute(table, `${member.name}_${what}`) ?? '');
    if (member.name === 'index') {
      const name = /Vindex_name\np\d+\nV(.*)\n/.exec(String(attribute(group, 'info')))?.[1];
      return member.fields.flatMap((field) =>
        index({ ...field, name: name ?? 'index' }, of('kind')),
      );
    }
    const names = unpickled(of('kind'));
    const found = member.fields.map((field, at) => ({ ...field, name: names[at] ?? field.name }));
    if (of('meta') !== 'category') {
      return found.map((field) => withoutText(meant(field, of('dtype'), of('tz')), missing));
    }
    const categories = group.get(`meta/${member.name}/meta/table`);
    const values =
      categories instanceof Dataset ? recordsOf(categories)?.at(-1)?.fields[0] : undefined;
    return values === undefined ? [] : found.map((field) => categorical(field, values));
  });
  const inOrder = unpickled(String(attribute(group, 'non_index_axes') ?? ''));
  const place = ({ name }: Field) => inOrder.indexOf(name);
  return fields.toSorted((one, other) => place(one) - place(other));
}

/** `format='fixed'`, which is what one gets without asking: a matrix for the columns of each type. */
function inBlocks(group: Group): readonly Field[] {
  const name = (dataset: string) => {
    const found = group.get(dataset);
    if (found instanceof Dataset) return found;
    const says = `${group.path} is a frame of pandas with several levels of names: write it without, or with format="table".`;
    throw failure('unsupported', says);
  };
  const order = allTexts(name('axis0'));
  const blocks = Number(attribute(group, 'nblocks') ?? 0);
  const fields = Array.from({ length: blocks }, (_, at) => {
    const names = allTexts(name(`block${at}_items`));
    const values = name(`block${at}_values`);
    const columns = matrix(values, names);
    if (columns === undefined) {
      const [column = ''] = names;
      const says = `The text of ${names.map((one) => `“${one}”`).join(', ')} is pickled, which only Python reads: write the file with to_hdf(…, format="table").`;
      throw failure('unsupported', says, { column });
    }
    const type = values.metadata.type === BITFIELD ? 'bool' : attribute(values, 'value_type');
    const zone = attribute(values, 'tz');
    return columns.map((field) => meant(field, String(type ?? ''), String(zone ?? '')));
  }).flat();
  const rows = name('axis1');
  const named = String(attribute(rows, 'name') ?? 'N.');
  const label = named === 'N.' ? 'index' : named;
  const own = fieldOf(label, rows);
  const kind = String(attribute(rows, 'kind') ?? '');
  const place = (field: Field) => order.indexOf(field.name);
  const sorted = fields.toSorted((one, other) => place(one) - place(other));
  return [...(own === undefined ? [] : index(own, kind)), ...sorted];
}
