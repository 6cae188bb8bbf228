import { z } from 'zod';
import { EXPORT_FORMATS } from '../../../domain/data-export/format.ts';
import { EXPORT_STATUSES } from '../../../domain/data-export/job.ts';
import { actorName, mayAct } from '../../../domain/role.ts';
import type { App } from '../../app.ts';
import { type Behind, behindIt, callerOf } from '../../auth.ts';
import type { Fault } from '../../error-status.ts';
import { problems, type Refuse, sendProblem } from '../../problems/problem.ts';

const GIGABYTE = 1024 ** 3;
const MEGABYTE = 1024 ** 2;

const counts = (names: readonly string[]) =>
  z.record(z.string(), z.int()).describe(`By name: ${names.join(', ')}`);

const NOT_YOURS: Fault = {
  code: 'not your role',
  status: 403,
  title: 'This is for another role',
  detail:
    'It touches everybody’s exports: it is for ingest-operations or developers. By itself it runs each night.',
};

/** What the export service is, how much it holds, and its cleaning up. */
export function exportServiceRoutes(
  app: App,
  needs: { readonly behind: () => Behind | undefined; readonly refuse: Refuse },
): void {
  const { refuse } = needs;
  const exports = () => behindIt(needs.behind).exports;

  app.get(
    '/api/data-export',
    {
      config: { access: 'exports:read' },
      schema: {
        tags: ['exports'],
        summary: 'What this service offers',
        response: {
          200: z
            .object({
              service: z.string(),
              version: z.string(),
              features: z.array(z.string()),
              supported_formats: z.array(z.enum(EXPORT_FORMATS)),
              endpoints: z.record(z.string(), z.string()),
              signing_key: z
                .string()
                .describe('Fingerprint of the key that packages are signed with'),
            })
            .meta({ id: 'ExportService' }),
          ...problems(),
        },
      },
    },
    async () => ({
      service: 'data-export',
      version: '1',
      features: [
        'batch export',
        'format conversion',
        'metadata',
        'lineage',
        'progress',
        'expiry',
        'signed packages',
        'sharing',
        'notifications',
      ],
      supported_formats: [...EXPORT_FORMATS],
      endpoints: {
        create: 'POST /api/data-export/jobs',
        list: 'GET /api/data-export/jobs',
        get: 'GET /api/data-export/jobs/{job_id}',
        get_by_key: 'GET /api/data-export/jobs/key/{job_key}',
        cancel: 'POST /api/data-export/jobs/{job_id}/cancel',
        extend: 'POST /api/data-export/jobs/{job_id}/extend',
        retry: 'POST /api/data-export/jobs/{job_id}/retry',
        rebuild: 'POST /api/data-export/jobs/{job_id}/rebuild',
        revoke_links: 'POST /api/data-export/jobs/{job_id}/revoke-links',
        share: 'POST /api/data-export/jobs/{job_id}/shares',
        shares: 'GET /api/data-export/jobs/{job_id}/shares',
        notify: 'PATCH /api/data-export/jobs/{job_id}',
        delete: 'DELETE /api/data-export/jobs/{job_id}',
        statistics: 'GET /api/data-export/statistics',
        cleanup: 'POST /api/data-export/cleanup',
      },
      signing_key: exports().fingerprint,
    }),
  );

  app.get(
    '/api/data-export/statistics',
    {
      config: { access: 'exports:read' },
      schema: {
        tags: ['exports'],
        summary: 'How many exports this key has had, how large, and what is kept now',
        response: {
          200: z
            .object({
              total_jobs: z.int(),
              by_status: counts(EXPORT_STATUSES),
              by_format: counts(EXPORT_FORMATS),
              total_size_bytes: z.int(),
              total_size_gb: z.number(),
              avg_size_mb: z.number(),
              avg_files_per_job: z.number(),
              total_files_exported: z.int(),
              total_downloads: z.int(),
              by_day: z
                .array(z.object({ day: z.iso.date(), jobs: z.int() }))
                .describe(
                  'Asked for on each of the last 14 days, UTC; days without any are left out',
                ),
              kept: z
                .object({
                  jobs: z.int(),
                  bytes: z.int(),
                  everybodys_bytes: z.int(),
                  quota_bytes: z.number().nullable(),
                })
                .describe(
                  'Packages that are there now, this key’s and all; and how much they may be',
                ),
            })
            .meta({ id: 'ExportStatistics' }),
          ...problems(),
        },
      },
    },
    async (request) => {
      const { actor } = callerOf(request);
      const found = await exports().jobs.statistics(actor);
      const { own, all, quota } = await exports().jobs.storage(actor);
      const { jobs, bytes } = found.stored;
      return {
        total_jobs: found.total,
        by_status: { ...found.byStatus },
        by_format: { ...found.byFormat },
        total_size_bytes: bytes,
        total_size_gb: bytes / GIGABYTE,
        avg_size_mb: jobs === 0 ? 0 : bytes / MEGABYTE / jobs,
        avg_files_per_job: jobs === 0 ? 0 : found.filesExported / jobs,
        total_files_exported: found.filesExported,
        total_downloads: found.downloads,
        by_day: [...found.byDay],
        kept: { ...own, everybodys_bytes: all, quota_bytes: quota ?? null },
      };
    },
  );

  app.post(
    '/api/data-export/cleanup',
    {
      config: { access: 'exports:write' },
      schema: {
        tags: ['exports'],
        summary: 'Remove the files of every export whose time is over; it runs by itself at 02:00',
        response: {
          200: z.object({ message: z.string(), count: z.int() }).meta({ id: 'CleanUp' }),
          ...problems(),
        },
      },
    },
    async (request, reply) => {
      const { actor } = callerOf(request);
      if (!mayAct(actor, ['ingest-operations', 'developers']))
        return sendProblem(reply, refuse(request, NOT_YOURS));
      const count = await exports().jobs.cleanUp(actorName(actor));
      return { message: `Cleaned up ${count} expired export jobs`, count };
    },
  );
}
