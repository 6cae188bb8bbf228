import { z } from 'zod';
import type { DataFile, Lineage } from '../../domain/data-export/file.ts';
import { type ExportFile, type ExportJob, isMerged } from '../../domain/data-export/job.ts';
import { membersOf } from '../../domain/data-export/member.ts';
import type { ConversionReport, Step } from '../convert/convert.ts';

export const MANIFEST = 'export_metadata.json';

const step = z.object({
  operation: z.string(),
  parameters: z.unknown(),
  rowsIn: z.number(),
  rowsOut: z.number(),
  cellsLost: z.number().optional(),
} satisfies Record<keyof Step, unknown>);

const kept = z.looseObject({
  rowsIn: z.number(),
  rowsOut: z.number(),
  columns: z.array(z.unknown()),
  warnings: z.array(z.unknown()),
  // Nothing else of them: earlier reports had the path on the machine that made them.
  parts: z.array(z.object({ sheet: z.string(), rows: z.number() })).optional(),
  steps: z.array(step).optional(),
  tools: z.array(z.looseObject({ name: z.string(), version: z.string() })),
  /** The earlier export that the output was taken from. */
  reusedFrom: z.string().optional(),
} satisfies Partial<Record<keyof ConversionReport | 'reusedFrom', unknown>>);

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
      ...(job.columns === undefined ? {} : { columns: job.columns }),
      ...(job.transform === undefined ? {} : { transform: job.transform }),
      exported_by: job.party.name,
      tool: { name: 'handoff', version: about.version },
    },
    files: exported.map((one) => fileOf(one, job, exported[0])),
    ...(job.includeLineage ? { lineage: lineageOf(job, exported, about) } : {}),
  };
}

/** Its rows, columns and warnings; undefined for a file that was left as it is. */
function readReport(made: ExportFile) {
  return made.report === undefined ? undefined : kept.parse(made.report);
}

function fileOf({ file, made }: Exported, job: ExportJob, first: Exported | undefined) {
  const merged = isMerged(job) && made.status === 'completed' && made !== first?.made;
  const report = readReport(made);
  return {
    id: file.id,
    filename: file.name,
    size: file.bytes,
    sha256: file.sha256 ?? null,
    uploaded_at: file.uploadedAt.toISOString(),
    ...(job.includeMetadata ? { metadata: file.metadata } : {}),
    status: made.status,
    ...(merged ? { merged_into: first?.made.member } : outputOf(made)),
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
          ...(report.reusedFrom === undefined ? {} : { reused_from: report.reusedFrom }),
        }),
  };
}

function outputOf(made: ExportFile) {
  if (made.output === undefined) return { error: made.message ?? 'no reason was given' };
  const [only, ...others] = membersOf(made).map(({ name, bytes, sha256 }, at) => {
    const { rows, value } = made.parts?.[at] ?? {};
    return { name, size: bytes, sha256, rows, value };
  });
  return made.parts === undefined ? { output: only } : { outputs: [only, ...others] };
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
        .flatMap((one) => conversionOf(job, one, exported, now)),
    ],
  };
}

/** What we did ourselves: every step on the way, and the conversion last. */
function conversionOf(
  job: ExportJob,
  { file, made }: Exported,
  exported: readonly Exported[],
  now: Date,
): readonly object[] {
  const report = readReport(made);
  const sources = isMerged(job)
    ? { source_file_ids: exported.map((one) => one.file.id) }
    : { source_file_id: file.id };
  const done = {
    operation_id: job.key,
    ...sources,
    output: made.member,
    tool_name: 'handoff',
    tools: report?.tools ?? [],
    executed_at: now.toISOString(),
    ...(report?.reusedFrom === undefined ? {} : { reused_from: report.reusedFrom }),
  };
  return [
    ...(report?.steps ?? []).map((step) => ({
      operation_type: step.operation === 'merge' ? 'merge' : 'conversion',
      ...done,
      operation_params: { step: step.operation, parameters: step.parameters },
      rows_in: step.rowsIn,
      rows_out: step.rowsOut,
      ...(step.cellsLost === undefined ? {} : { cells_lost: step.cellsLost }),
    })),
    {
      operation_type: 'conversion',
      ...done,
      operation_params: { format: job.format, options: job.options },
    },
  ];
}

/** The steps of an output, as lineage keeps them. */
export function stepsIn(made: ExportFile): readonly object[] | undefined {
  return readReport(made)?.steps;
}
