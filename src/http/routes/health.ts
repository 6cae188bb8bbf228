import { z } from 'zod';
import type { Log } from '../../operations/ports.ts';
import type { App } from '../app.ts';
import type { Readiness } from '../health.ts';

const part = z.object({
  part: z.string(),
  ok: z.boolean(),
  needed: z.boolean().describe('Whether the bot is not ready without it'),
  says: z.string(),
});
const readiness = z
  .object({ status: z.enum(['ready', 'not ready']), parts: z.array(part) })
  .meta({ id: 'Readiness' });

/** Is it alive, is it ready: for whoever runs the bot. */
export function healthRoutes(
  app: App,
  needs: { readonly readiness: Readiness; readonly log: Log },
): void {
  app.get(
    '/healthz',
    {
      config: { access: 'open' },
      schema: {
        tags: ['operation'],
        summary: 'Whether the process lives',
        response: { 200: z.object({ status: z.literal('alive') }) },
      },
    },
    async () => ({ status: 'alive' as const }),
  );

  app.get(
    '/readyz',
    {
      config: { access: 'open' },
      schema: {
        tags: ['operation'],
        summary: 'Whether the bot can work, part by part',
        response: { 200: readiness, 503: readiness },
      },
    },
    async (_, reply) => {
      try {
        const parts = [...(await needs.readiness())];
        const ready = parts.every(({ ok, needed }) => ok || !needed);
        return reply.code(ready ? 200 : 503).send({ status: ready ? 'ready' : 'not ready', parts });
      } catch (error) {
        needs.log.error('readiness failed', { error: String(error) });
        return reply.code(503).send({ status: 'not ready', parts: [] });
      }
    },
  );
}
