import type { Database } from '../database.ts';

/** Notes a download; false when its link was good for one and has been used. */
export async function noteDownload(
  db: Database,
  download: {
    readonly nonce: string;
    readonly singleUse: boolean;
    readonly jobId: number;
    readonly exportFileId?: number | undefined;
    readonly partyId: number;
    readonly at: Date;
    readonly share?: {
      readonly id: string;
      readonly visitor: string;
      readonly address: string;
      readonly agent: string;
    };
  },
): Promise<boolean> {
  const noted = await db
    .insertInto('download')
    .values({
      nonce: download.nonce,
      single_use: Number(download.singleUse),
      job_id: download.jobId,
      export_file_id: download.exportFileId ?? null,
      party_id: download.partyId,
      at: download.at.getTime(),
      share_id: download.share?.id ?? null,
      visitor: download.share?.visitor ?? null,
      address: download.share?.address ?? null,
      agent: download.share?.agent ?? null,
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return (noted.numInsertedOrUpdatedRows ?? 0n) > 0n;
}

export async function countDownloads(db: Database, jobId: number): Promise<number> {
  const { n } = await db
    .selectFrom('download')
    .select(({ fn }) => fn.countAll<number>().as('n'))
    .where('job_id', '=', jobId)
    .executeTakeFirstOrThrow();
  return n;
}
