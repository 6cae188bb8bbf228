import { Dataset, type File, Group } from '../../hdf5/library.ts';
import { annotatedMatrix, dataFrame } from './anndata.ts';
import { type Columns, childOf, type Field, fieldOf } from './field.ts';
import { matrix } from './matrix.ts';
import { pandasFrame } from './pandas.ts';
import { recordsOf } from './records.ts';
import { countsOf10x } from './sparse.ts';

const DEEPEST = 4;

export interface Found extends Columns {
  readonly path: string;
  /** Whether the file itself says that it is a table. */
  readonly declared: boolean;
}

/** Every table of a file: what AnnData, pandas and 10x write first, then whatever has the shape of one. */
export function findTables(file: File): readonly Found[] {
  const found: Found[] = [];
  const annotated = whole(annotatedMatrix(file));
  if (annotated !== undefined) found.push({ path: '/X', ...annotated, declared: true });
  const visit = (group: Group, depth: number): void => {
    const declared = dataFrame(group) ?? whole(pandasFrame(group) ?? countsOf10x(group));
    if (declared !== undefined) {
      found.push({ path: group.path, ...declared, declared: true });
      return;
    }
    found.push({ path: group.path, fields: equalColumns(group), leftOut: [], declared: false });
    for (const name of group.keys()) {
      if (annotated !== undefined && group === file && name === 'X') continue;
      const child = childOf(group, name);
      if (child instanceof Group && depth < DEEPEST) visit(child, depth + 1);
      if (child instanceof Dataset) {
        const columns = whole(matrix(child)) ?? records(child);
        if (columns !== undefined) found.push({ path: child.path, ...columns, declared: false });
      }
    }
  };
  visit(file, 0);
  // A frame that has an index alone says nothing that X does not.
  return found
    .filter(({ fields }) => fields.length > 0)
    .sort((one, other) => Number(other.declared) - Number(one.declared));
}

/** Datasets of one dimension and equal length, beside each other. */
function equalColumns(group: Group): readonly Field[] {
  const fields = group.keys().flatMap((name) => {
    const child = childOf(group, name);
    const field = child instanceof Dataset ? fieldOf(name, child) : undefined;
    return field === undefined ? [] : [field];
  });
  return fields.every(({ rows }) => rows === fields[0]?.rows) ? fields : [];
}

function records(dataset: Dataset): Columns | undefined {
  const members = recordsOf(dataset);
  return (
    members && {
      fields: members.flatMap(({ fields }) => fields),
      leftOut: members.filter(({ fields }) => fields.length === 0).map(({ name }) => name),
    }
  );
}

function whole(fields: readonly Field[] | undefined): Columns | undefined {
  return fields && { fields, leftOut: [] };
}
