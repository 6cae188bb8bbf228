import { EXPORT_FORMATS, type ExportFormat } from '../../domain/data-export/format.ts';
import type { FormValues } from '../../domain/runbook/form.ts';
import type { DialogMemory } from '../views/data-export/dialog.ts';
import { optionBlock, readOptions } from '../views/data-export/format-fields.ts';
import { readTransform, transformBlock } from '../views/data-export/transform-fields.ts';

export function formatIn(values: FormValues): ExportFormat {
  return EXPORT_FORMATS.find((format) => format === values['format']) ?? 'csv';
}

export function chosenIn(values: FormValues, memory: DialogMemory) {
  const fileIds = (values['files'] ?? '')
    .split('\n')
    .filter((id) => id !== '')
    .map(Number);
  const whole = memory.p !== undefined && values['whole'] !== undefined;
  return { fileIds, datasetIds: whole && memory.p !== undefined ? [memory.p] : [] };
}

/** What was filled in, as the REST interface takes it: it checks the same things. */
export function asked(values: FormValues, memory: DialogMemory): Readonly<Record<string, unknown>> {
  const format = formatIn(values);
  const { fileIds, datasetIds } = chosenIn(values, memory);
  const columns = (values['columns'] ?? '').split('\n').map((name) => name.trim());
  const named = columns.filter((name) => name !== '');
  const included = (values['include'] ?? '').split('\n');
  return {
    name: values['name'] ?? '',
    description: values['description'] ?? null,
    project_id: memory.p ?? null,
    file_ids: fileIds,
    dataset_ids: datasetIds,
    export_format: format,
    export_options: readOptions(format, values),
    columns: named.length === 0 ? null : named,
    transform: format === 'zip' ? null : readTransform(values),
    include_metadata: included.includes('metadata'),
    include_lineage: included.includes('lineage'),
    compress: included.includes('compress'),
    ttl_hours: Number(values['ttl_hours'] ?? 48),
  };
}

/** What is wrong, at the field that it is about. */
export function faultsAt(
  values: FormValues,
  issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[],
): Record<string, string> {
  const faults: Record<string, string> = {};
  for (const { path, message } of issues) {
    const [field = 'name', ...deeper] = path.map(String);
    const [option] = deeper;
    const block =
      field === 'transform'
        ? transformBlock(values, deeper)
        : field === 'export_options' && option !== undefined
          ? optionBlock(formatIn(values), option)
          : (BLOCK_OF[field] ?? 'name');
    const says = field === 'file_ids' ? 'Choose a file, or a whole dataset.' : sentence(message);
    faults[block] ??= field === 'transform' && NOT_FILLED_IN.test(message) ? missing(block) : says;
  }
  return faults;
}

/** What the validator says of an empty field has no words for people. */
const NOT_FILLED_IN = /^(Too small|Invalid input)/;
const missing = (block: string): string =>
  block.endsWith('_value')
    ? 'Type what the column is compared with.'
    : 'Name a column, or take the tick away above.';

const BLOCK_OF: Readonly<Record<string, string>> = {
  name: 'name',
  description: 'description',
  file_ids: 'files',
  dataset_ids: 'project',
  project_id: 'project',
  export_format: 'format',
  columns: 'columns',
  ttl_hours: 'ttl_hours',
};

const sentence = (message: string): string =>
  `It ${message}`.replace(/^It (Too|Invalid|[A-Z])/, '$1').slice(0, 150);
