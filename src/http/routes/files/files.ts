import { z } from 'zod';
import { seesProjects } from '../../../domain/data-export/file.ts';
import type { App } from '../../app.ts';
import { type Behind, behindIt, callerOf } from '../../auth.ts';
import { problems, type Refuse, sendProblem } from '../../problems/problem.ts';
import { NO_FILE, NO_ROLE } from './faults.ts';
import { fileOf, fileShape, lineageOf, lineageShape, metadata, newLineage } from './shapes.ts';

const which = z.object({ id: z.coerce.number().int().min(1) });

/** Files that can be exported, what is noted of them, and what they were made of. */
export function fileRoutes(
  app: App,
  needs: { readonly behind: () => Behind | undefined; readonly refuse: Refuse },
): void {
  const { refuse } = needs;
  const files = () => behindIt(needs.behind).exports.files;

  app.get(
    '/api/files',
    {
      config: { access: 'files:read' },
      schema: {
        tags: ['files'],
        summary: 'Files, newest first: one’s own, and with a role those of every dataset',
        querystring: z.strictObject({
          project_id: z.coerce.number().int().min(1).optional(),
          project: z.guid().toLowerCase().optional().describe('UUID'),
          name: z.string().max(255).optional().describe('A part of it'),
          uploader: z.string().max(200).optional(),
          limit: z.coerce.number().int().min(1).max(1000).default(100),
          offset: z.coerce.number().int().min(0).default(0),
        }),
        response: { 200: z.array(fileShape), ...problems(400) },
      },
    },
    async (request) => {
      const { project_id: projectId, project: projectUuid, ...wanted } = request.query;
      const { actor } = callerOf(request);
      const found = await files().list(actor, { ...wanted, projectId, projectUuid });
      return found.map(fileOf);
    },
  );

  app.get(
    '/api/files/:id',
    {
      config: { access: 'files:read' },
      schema: {
        tags: ['files'],
        summary: 'A file',
        params: which,
        response: { 200: fileShape, ...problems(400, 404) },
      },
    },
    async (request, reply) => {
      const file = await files().find(request.params.id, callerOf(request).actor);
      return file === undefined ? sendProblem(reply, refuse(request, NO_FILE)) : fileOf(file);
    },
  );

  app.get(
    '/api/files/:id/columns',
    {
      config: { access: 'files:read' },
      schema: {
        tags: ['files'],
        summary: 'The columns of a file, where they are known before it is converted',
        params: which,
        response: {
          200: z
            .object({
              columns: z
                .array(z.string())
                .nullable()
                .describe('By the header of a text, or an earlier export of this key; else null'),
            })
            .meta({ id: 'FileColumns' }),
          ...problems(400, 404),
        },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const { actor } = callerOf(request);
      if ((await files().find(id, actor)) === undefined)
        return sendProblem(reply, refuse(request, NO_FILE));
      const columns = await behindIt(needs.behind).exports.columns([id], actor);
      return { columns: columns === undefined ? null : [...columns] };
    },
  );

  app.post(
    '/api/files/scan',
    {
      config: { access: 'files:write' },
      schema: {
        tags: ['files'],
        summary: 'Register what lies in the storage areas of a dataset',
        body: z.strictObject({ project: z.guid().toLowerCase().describe('UUID') }),
        response: {
          200: z.object({ found: z.int(), registered: z.int() }).meta({ id: 'Scan' }),
          ...problems(400, 413, 415),
        },
      },
    },
    async (request, reply) => {
      const { actor } = callerOf(request);
      if (!seesProjects(actor)) return sendProblem(reply, refuse(request, NO_ROLE));
      return files().scan(request.body.project, actor);
    },
  );

  app.put(
    '/api/files/:id/metadata',
    {
      config: { access: 'files:write' },
      schema: {
        tags: ['files'],
        summary: 'Note anything about a file, in place of what was noted before',
        params: which,
        body: metadata,
        response: { 200: fileShape, ...problems(400, 404, 413, 415) },
      },
    },
    async (request, reply) => {
      const { actor } = callerOf(request);
      const file = await files().describe(request.params.id, actor, request.body);
      return file === undefined ? sendProblem(reply, refuse(request, NO_FILE)) : fileOf(file);
    },
  );

  app.get(
    '/api/files/:id/lineage',
    {
      config: { access: 'files:read' },
      schema: {
        tags: ['files'],
        summary: 'What a file was made of, and what was made of it, oldest first',
        params: which,
        response: { 200: z.array(lineageShape), ...problems(400, 404) },
      },
    },
    async (request, reply) => {
      const records = await files().lineage(request.params.id, callerOf(request).actor);
      if (records === undefined) return sendProblem(reply, refuse(request, NO_FILE));
      return records.map(lineageOf);
    },
  );

  app.post(
    '/api/files/:id/lineage',
    {
      config: { access: 'files:write' },
      schema: {
        tags: ['files'],
        summary: 'Record what a file was made of; it is the output unless source_file_id names it',
        params: which,
        body: newLineage,
        response: { 201: lineageShape, ...problems(400, 404, 413, 415) },
      },
    },
    async (request, reply) => {
      const { actor } = callerOf(request);
      const { body, params } = request;
      const file = await files().find(params.id, actor);
      const isSource = body.source_file_id === params.id;
      const record =
        file &&
        (await files().record(actor, {
          operationType: body.operation_type,
          operationId: body.operation_id ?? undefined,
          datasetId: file.project?.id,
          sourceFileId: body.source_file_id ?? undefined,
          outputFileId: body.output_file_id ?? (isSource ? undefined : params.id),
          operationParams: body.operation_params,
          toolName: body.tool_name ?? undefined,
          toolVersion: body.tool_version ?? undefined,
          executedAt: body.executed_at ? new Date(body.executed_at) : undefined,
        }));
      if (record === undefined) return sendProblem(reply, refuse(request, NO_FILE));
      return reply.code(201).send(lineageOf(record));
    },
  );
}
