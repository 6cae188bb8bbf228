import { Dataset, Group } from '../../hdf5/library.ts';
import { attribute, type Columns, categorical, childOf, type Field, fieldOf } from './field.ts';
import { matrix } from './matrix.ts';
import { triplets } from './sparse.ts';

/** AnnData's `encoding-type: dataframe`. Its index is the first column, unless we have made it ourselves. */
export function dataFrame(group: Group): Columns | undefined {
  if (attribute(group, 'encoding-type') !== 'dataframe') return undefined;
  const order = attribute(group, 'column-order');
  const names = Array.isArray(order) ? order.map(String) : [];
  const older = group.get('__categories'); // where AnnData kept the categories until 0.7
  const own = indexOf(group);
  const fields = own === undefined ? [] : [own];
  const leftOut: string[] = [];
  for (const name of names) {
    const field = fieldOf(name, childOf(group, name));
    const categories = older instanceof Group ? fieldOf(name, childOf(older, name)) : undefined;
    if (field === undefined) leftOut.push(name);
    else fields.push(categories === undefined ? field : categorical(field, categories));
  }
  return { fields, leftOut };
}

/** The matrix of an AnnData file, beside the names of its rows and columns. */
export function annotatedMatrix(file: Group): readonly Field[] | undefined {
  const [obs, values, names] = ['obs', 'X', 'var'].map((name) => childOf(file, name));
  if (!(obs instanceof Group && names instanceof Group) || values === null) return undefined;
  const [rows, columns] = [indexOf(obs), indexOf(names)];
  if (values instanceof Dataset) {
    const labels = columns?.values(0, columns.rows).map(String);
    const fields = matrix(values, labels);
    return fields && (rows === undefined ? fields : [rows, ...fields]);
  }
  if (!(values instanceof Group)) return undefined;
  const type = attribute(values, 'encoding-type') ?? attribute(values, 'h5sparse_format');
  if (typeof type !== 'string') return undefined;
  const row = { name: 'obs', labels: rows };
  const column = { name: 'var', labels: columns };
  return type.startsWith('csc') ? triplets(values, column, row) : triplets(values, row, column);
}

function indexOf(group: Group): Field | undefined {
  const name = attribute(group, '_index');
  const index = typeof name === 'string' ? childOf(group, name) : null;
  if (
    typeof name !== 'string' ||
    (index instanceof Dataset && 'handoff-generated' in index.attrs)
  ) {
    return undefined;
  }
  return fieldOf(name, index);
}
