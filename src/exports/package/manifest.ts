import { z } from 'zod';
import type { DataFile, Lineage } from '../../domain/data-export/file.ts';
import type { ExportFile, ExportJob } from '../../domain/data-export/job.ts';
import type { ConversionReport } from '../convert/convert.ts';

export const MANIFEST = 'export_metadata.json';

const kept = z.looseObject({
  rowsIn: z.number(),
  rowsOut: z.number(),
  columns: z.array(z.unknown()),
  warnings: z.array(z.unknown()),
  // Nothing else of them: earlier reports had the path on the machine that made them.
  parts: z.array(z.object({ sheet: z.string(), rows: z.number() })).optional(),
  tools: z.array(z.looseObject({ name: z.string(), version: z.string() })),
} satisfies Partial<Record<keyof ConversionReport, unknown>>);

/** One file of an export with what it was made of. */
export interface Exported {
  readonly file: DataFile;
  readonly made: ExportFile;
}

/** What a package says of itself: `export_metadata.json`. */
export function manifestOf(
  job: ExportJob,
  exported: readonly Exported[],
  about: {
    readonly now: Date;
    readonly version: string;
    readonly lineage: readonly Lineage[];
  },
): object {
  return {
    export_info: {
      job_key: job.key,
      name: job.name,
      ...(job.description === undefined ? {} : { description: job.description }),
      created_at: job.createdAt.toISOString(),
      packaged_at: about.now.toISOString(),
      format: job.format,
      options: job.options,
      exported_by: job.party.name,
      tool: { name: 'handoff', version: about.version },
    },
    files: exported.map((one) => fileOf(one, job.includeMetadata)),
    ...(job.includeLineage ? { lineage: lineageOf(job, exported, about) } : {}),
  };
}

/** Its rows, columns and warnings; undefined for a file that was left as it is. */
function readReport(made: ExportFile) {
  return made.report === undefined ? undefined : kept.parse(made.report);
}

function fileOf({ file, made }: Exported, withMetadata: boolean) {
  const report = readReport(made);
  return {
    id: file.id,
    filename: file.name,
    size: file.bytes,
    sha256: file.sha256 ?? null,
    uploaded_at: file.uploadedAt.toISOString(),
    ...(withMetadata ? { metadata: file.metadata } : {}),
    status: made.status,
    ...(made.output === undefined
      ? { error: made.message ?? 'no reason was given' }
      : { output: { name: made.member, size: made.output.bytes, sha256: made.output.sha256 } }),
    ...(report === undefined
      ? {}
      : {
          rows_in: report.rowsIn,
          rows_out: report.rowsOut,
          columns: report.columns,
          warnings: report.warnings,
          ...(report.parts === undefined
            ? {}
            : { parts: report.parts.map((part) => ({ name: made.member, ...part })) }),
          tools: report.tools,
        }),
  };
}

function lineageOf(
  job: ExportJob,
  exported: readonly Exported[],
  { lineage, now }: { readonly lineage: readonly Lineage[]; readonly now: Date },
) {
  const projects = exported.flatMap(({ file }) => (file.project ? [file.project.id] : []));
  const runs = lineage.flatMap(({ operationType, operationId }) =>
    operationType === 'pipeline' && operationId !== undefined ? [operationId] : [],
  );
  return {
    source_datasets: [...new Set(projects)],
    pipeline_runs: [...new Set(runs)],
    processing_steps: [
      ...lineage.map((step) => ({
        dataset_id: step.datasetId ?? null,
        operation_type: step.operationType,
        operation_id: step.operationId ?? null,
        source_file_id: step.sourceFileId ?? null,
        output_file_id: step.outputFileId ?? null,
        operation_params: step.operationParams,
        tool_name: step.toolName ?? null,
        tool_version: step.toolVersion ?? null,
        executed_at: step.executedAt.toISOString(),
      })),
      ...exported
        .filter(({ made }) => made.report !== undefined)
        .map(({ file, made }) => ({
          operation_type: 'conversion',
          operation_id: job.key,
          source_file_id: file.id,
          output: made.member,
          operation_params: { format: job.format, options: job.options },
          tool_name: 'handoff',
          tools: readReport(made)?.tools ?? [],
          executed_at: now.toISOString(),
        })),
    ],
  };
}
