import { z } from 'zod';
import type { App } from '../app.ts';
import { type Behind, behindIt } from '../auth.ts';
import type { Meter } from '../meter.ts';
import { problems } from '../problems/problem.ts';

/** For Prometheus: with a key, or from this machine. */
export function metricsRoutes(
  app: App,
  needs: { readonly behind: () => Behind | undefined; readonly meter: Meter },
): void {
  app.get(
    '/metrics',
    {
      config: { access: { scope: 'metrics:read', orLocal: true } },
      schema: {
        tags: ['operation'],
        summary: 'Counts and times, in Prometheus’ text format',
        response: {
          200: {
            description: 'The text format, version 0.0.4',
            content: { 'text/plain': { schema: z.string() } },
          },
          ...problems(),
        },
      },
    },
    async (_, reply) => {
      const standing = await behindIt(needs.behind).programs.standing();
      return reply.type(needs.meter.contentType).send(await needs.meter.text(standing));
    },
  );
}
