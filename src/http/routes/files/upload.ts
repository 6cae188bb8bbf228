import { Readable } from 'node:stream';
import { z } from 'zod';
import { seesProjects } from '../../../domain/data-export/file.ts';
import { objectToUnseen } from '../../../domain/unseen.ts';
import type { App } from '../../app.ts';
import { type Behind, behindIt, callerOf } from '../../auth.ts';
import { badRequest } from '../../problems/fault.ts';
import { problems, type Refuse, sendProblem } from '../../problems/problem.ts';
import { NO_ROLE } from './faults.ts';
import { fileOf, fileShape } from './shapes.ts';

const name = z
  .string()
  .min(1)
  .max(255)
  .regex(/^[^/\\]+$/, 'a name without a path: no slashes')
  .superRefine(objectToUnseen);

/** Takes files of any size as they come; nothing of them is kept in memory. */
export async function uploadRoutes(
  app: App,
  needs: { readonly behind: () => Behind | undefined; readonly refuse: Refuse },
): Promise<void> {
  const { refuse } = needs;
  await app.register(async (scope: App) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, content, done) => done(null, content));
    scope.post(
      '/api/files',
      {
        config: { access: 'files:write', isUpload: true },
        schema: {
          tags: ['files'],
          summary: 'Register a file: its content is the body, whatever its size',
          querystring: z.strictObject({
            name,
            project: z
              .guid()
              .toLowerCase()
              .optional()
              .describe('UUID of the dataset it belongs to'),
          }),
          consumes: ['application/octet-stream'],
          response: { 201: fileShape, ...problems(400, 415) },
        },
      },
      async (request, reply) => {
        const { body } = request;
        if (!(body instanceof Readable)) {
          const fault = badRequest('Send the file as the body, with a Content-Type.');
          return sendProblem(reply, refuse(request, fault));
        }
        const { actor } = callerOf(request);
        if (request.query.project !== undefined && !seesProjects(actor)) {
          body.resume();
          return sendProblem(reply, refuse(request, NO_ROLE));
        }
        const { files } = behindIt(needs.behind).exports;
        // Whoever stops reading leaves the line open: what is still sent is let go, and the answer says why.
        const content = body.iterator({ destroyOnReturn: false });
        try {
          const file = await files.upload({ ...request.query, content, actor });
          return reply.code(201).send(fileOf(file));
        } finally {
          body.resume();
        }
      },
    );
  });
}
