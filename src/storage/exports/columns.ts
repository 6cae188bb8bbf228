import { z } from 'zod';
import type { Database } from '../database.ts';

/** Exports of a party that are looked through, the newest first. */
const LOOKED_THROUGH = 50;

const reported = z.looseObject({ columns: z.array(z.looseObject({ name: z.string() })).min(1) });

/** The columns that a file had when this party exported it, all of them and as they are; undefined where it has not. */
export async function reportedColumns(
  db: Database,
  fileId: number,
  party: string,
): Promise<readonly string[] | undefined> {
  const row = await db
    .selectFrom('export_file')
    .select('report')
    .where('file_id', '=', fileId)
    .where('status', '=', 'completed')
    .where('report', 'is not', null)
    .where('job_id', 'in', (select) =>
      select
        .selectFrom('export_job')
        .innerJoin('party', 'party.id', 'export_job.party_id')
        .select('export_job.id')
        .where('party.name', '=', party)
        .where('columns', 'is', null)
        .where('transform', 'is', null)
        .where('export_format', '!=', 'zip')
        .orderBy('export_job.id', 'desc')
        .limit(LOOKED_THROUGH),
    )
    .limit(1)
    .executeTakeFirst();
  const read = reported.safeParse(JSON.parse(row?.report ?? 'null'));
  return read.data?.columns.map(({ name }) => name);
}
