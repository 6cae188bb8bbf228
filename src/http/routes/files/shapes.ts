import { z } from 'zod';
import { type DataFile, type Lineage, OPERATION_TYPES } from '../../../domain/data-export/file.ts';

const moment = z.iso.datetime();
export const metadata = z.record(z.string().max(200), z.unknown());

export const fileShape = z
  .object({
    id: z.int(),
    name: z.string(),
    size: z.int(),
    sha256: z.string().nullable().describe('null while a file that was found has not been read'),
    project: z.string().nullable().describe('UUID'),
    project_id: z.int().nullable(),
    uploader: z.string(),
    uploaded_at: moment,
    metadata,
  })
  .meta({ id: 'File' });

export const newLineage = z.strictObject({
  operation_type: z.enum(OPERATION_TYPES),
  operation_id: z.string().max(200).nullish(),
  source_file_id: z.int().min(1).nullish(),
  output_file_id: z.int().min(1).nullish(),
  operation_params: z.record(z.string(), z.unknown()).default({}),
  tool_name: z.string().max(200).nullish(),
  tool_version: z.string().max(200).nullish(),
  executed_at: moment.nullish(),
});

export const lineageShape = z
  .object({
    id: z.int(),
    dataset_id: z.int().nullable(),
    operation_type: z.enum(OPERATION_TYPES),
    operation_id: z.string().nullable(),
    source_file_id: z.int().nullable(),
    output_file_id: z.int().nullable(),
    operation_params: z.record(z.string(), z.unknown()),
    tool_name: z.string().nullable(),
    tool_version: z.string().nullable(),
    executed_at: moment,
    recorded_by: z.string(),
  })
  .meta({ id: 'Lineage' });

export function fileOf(file: DataFile): z.infer<typeof fileShape> {
  return {
    id: file.id,
    name: file.name,
    size: file.bytes,
    sha256: file.sha256 ?? null,
    project: file.project?.uuid ?? null,
    project_id: file.project?.id ?? null,
    uploader: file.uploader,
    uploaded_at: file.uploadedAt.toISOString(),
    metadata: { ...file.metadata },
  };
}

export function lineageOf(record: Lineage): z.infer<typeof lineageShape> {
  return {
    id: record.id,
    dataset_id: record.datasetId ?? null,
    operation_type: record.operationType,
    operation_id: record.operationId ?? null,
    source_file_id: record.sourceFileId ?? null,
    output_file_id: record.outputFileId ?? null,
    operation_params: { ...record.operationParams },
    tool_name: record.toolName ?? null,
    tool_version: record.toolVersion ?? null,
    executed_at: record.executedAt.toISOString(),
    recorded_by: record.recordedBy,
  };
}
