import { noColumnWords } from '../../domain/data-export/column.ts';
import type { ExportRequest } from '../../exports/request.ts';

interface Issue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** Every column that was asked for by a name that these files have not. */
export function unknownColumns(
  { columns, transform }: Pick<ExportRequest, 'columns' | 'transform'>,
  known: readonly string[],
): readonly Issue[] {
  return [...(columns ?? []).map(at('columns')), ...ofTransform(transform)].flatMap(
    ({ path, name }) =>
      known.includes(name) ? [] : [{ path, message: noColumnWords(name, known) }],
  );
}

interface Named {
  readonly path: readonly PropertyKey[];
  readonly name: string;
}

function ofTransform(transform: ExportRequest['transform']): readonly Named[] {
  if (transform === undefined || transform === null) return [];
  const { cast = [], filter, sort = [], rename = {}, split } = transform;
  const columns = (some: readonly { readonly column: string }[] = []) =>
    some.map(({ column }) => column);
  return [
    ...columns(cast).map(at('transform', 'cast')),
    ...columns(filter?.all).map(at('transform', 'filter', 'all')),
    ...columns(filter?.any).map(at('transform', 'filter', 'any')),
    ...columns(sort).map(at('transform', 'sort')),
    ...Object.keys(rename).map(at('transform', 'rename')),
    ...(split?.column === undefined ? [] : [split.column].map(at('transform', 'split'))),
  ];
}

function at(...of: readonly string[]) {
  return (name: string, index: number): Named => ({ path: [...of, index], name });
}
