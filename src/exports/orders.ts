import { setImmediate as turn } from 'node:timers/promises';
import type { ExportOrder } from '../domain/errand.ts';
import type { Clock, ExportNews } from '../operations/ports.ts';
import type { Database } from '../storage/database.ts';
import { enqueue } from '../storage/outbox.ts';
import type { ExportJobs, NotCreated } from './jobs.ts';
import { type ExportRequest, exportRequest } from './request.ts';

/** Exports for a door that cannot wait until very many files are written down, and must not lose what it was told. */
export interface Orders {
  /** Durable when it resolves; the export is made soon after, once for each key. Or why there can be none. */
  place(order: ExportOrder & { readonly request: ExportRequest }): Promise<NotCreated | undefined>;
  readonly make: ExportNews['make'];
}

export function createOrders(needs: {
  readonly db: Database;
  readonly clock: Pick<Clock, 'now'>;
  readonly jobs: Pick<ExportJobs, 'create' | 'refusal'>;
  /** There is something to be done by the outbox. */
  readonly news: () => void;
}): Orders {
  const { db, clock, jobs } = needs;
  return {
    async place(order) {
      const refused = await jobs.refusal(order.request, order.actor);
      if (refused !== undefined) return refused;
      await enqueue(db, {
        key: `make-export:${order.key}`,
        lane: `exports ${order.key}`,
        errand: { kind: 'make export', order },
        now: clock.now(),
      });
      needs.news();
      return undefined;
    },

    async make({ key, actor, place, request, tell }) {
      await turn(); // the answer to whoever asked goes out first: writing leaves no room for anything else
      const read = exportRequest.safeParse(request);
      if (!read.success) return 'outdated';
      const more = { requestKey: key, place, ...(tell === undefined ? {} : { tell }) };
      const created = await jobs.create(read.data, actor, more);
      return created.ok ? undefined : created.why;
    },
  };
}
