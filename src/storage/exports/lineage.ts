import { z } from 'zod';
import type { Lineage } from '../../domain/data-export/file.ts';
import type { Database } from '../database.ts';

const params = z.record(z.string(), z.unknown());

export async function insertLineage(
  db: Database,
  record: Omit<Lineage, 'id' | 'recordedBy'> & { readonly recordedBy: number },
): Promise<number> {
  const made = await db
    .insertInto('lineage')
    .values({
      operation_type: record.operationType,
      operation_id: record.operationId ?? null,
      dataset_id: record.datasetId ?? null,
      source_file_id: record.sourceFileId ?? null,
      output_file_id: record.outputFileId ?? null,
      operation_params: JSON.stringify(record.operationParams),
      tool_name: record.toolName ?? null,
      tool_version: record.toolVersion ?? null,
      executed_at: record.executedAt.getTime(),
      recorded_by: record.recordedBy,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return made.id;
}

/** What these files were made of and what was made of them, oldest first. */
export async function lineageOf(
  db: Database,
  fileIds: readonly number[],
): Promise<readonly Lineage[]> {
  if (fileIds.length === 0) return [];
  const ids = JSON.stringify(fileIds);
  const rows = await db
    .selectFrom('lineage')
    .innerJoin('party', 'party.id', 'lineage.recorded_by')
    .selectAll('lineage')
    .select('party.name as recorder')
    .where(({ or, eb, selectFrom, fn, val }) => {
      const listed = selectFrom(fn<{ value: number }>('json_each', [val(ids)]).as('one')).select(
        'one.value',
      );
      return or([eb('source_file_id', 'in', listed), eb('output_file_id', 'in', listed)]);
    })
    .orderBy('lineage.id')
    .execute();
  return rows.map((row) => ({
    id: row.id,
    operationType: row.operation_type,
    operationId: row.operation_id ?? undefined,
    datasetId: row.dataset_id ?? undefined,
    sourceFileId: row.source_file_id ?? undefined,
    outputFileId: row.output_file_id ?? undefined,
    operationParams: params.parse(JSON.parse(row.operation_params)),
    toolName: row.tool_name ?? undefined,
    toolVersion: row.tool_version ?? undefined,
    executedAt: new Date(row.executed_at),
    recordedBy: row.recorder,
  }));
}
