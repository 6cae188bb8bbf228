import type { ExportNews } from '../../operations/ports.ts';
import type { Database } from '../../storage/database.ts';
import { findJob } from '../../storage/exports/jobs.ts';
import { findShare } from '../../storage/exports/shares.ts';
import type { Shares } from './shares.ts';

/** What whoever a share is for is told, as it stands when they are told. */
export function createInvitation(needs: {
  readonly db: Database;
  readonly shares: Pick<Shares, 'state' | 'link'>;
}): ExportNews['invitation'] {
  const { db, shares } = needs;
  return async (shareId) => {
    const share = await findShare(db, shareId);
    const job = share && (await findJob(db, share.jobId));
    if (share === undefined || job?.output === undefined) return undefined;
    if (shares.state(share, job) !== 'open') return undefined;
    return {
      to: share.with,
      by: share.createdBy.name,
      name: job.name,
      files: job.files.processed - job.files.failed,
      bytes: job.output.bytes,
      expiresAt: share.expiresAt,
      singleUse: share.singleUse,
      note: share.note,
      link: shares.link(share),
    };
  };
}
