import { z } from 'zod';
import type { Share } from '../../../domain/data-export/share.ts';
import { shareTerms } from '../../../exports/request.ts';

const moment = z.iso.datetime();

const shareWith = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('person'),
      slack_user: z.string().regex(/^[UW][A-Z0-9]{8,}$/, 'a Slack id such as U012AB3CD4E'),
    }),
    z.strictObject({
      kind: z.literal('group'),
      slack_group: z.string().regex(/^S[A-Z0-9]{8,}$/, 'a Slack id such as S012AB3CD4E'),
    }),
    z.strictObject({ kind: z.literal('anyone with the link') }),
  ])
  .describe('A person, or each member of a group, is sent the link by direct message');

export const shareRequest = z.strictObject({ with: shareWith, ...shareTerms.shape });
export type ShareRequest = z.output<typeof shareRequest>;

const share = z.object({
  id: z.string(),
  job_id: z.int(),
  with: shareWith,
  note: z.string().nullable(),
  single_use: z.boolean(),
  created_by: z.string(),
  created_at: moment,
  expires_at: moment,
  revoked_at: moment.nullable(),
  downloads: z.int(),
  last_download_at: moment.nullable(),
});

export const shareShape = share.meta({ id: 'Share' });
export const createdShape = share
  .extend({ link: z.url().describe('The page to download from. It is told this once') })
  .meta({ id: 'CreatedShare' });
export const downloadShape = z
  .object({
    at: moment,
    from: z.string().describe('The network it came from'),
    agent: z.string(),
    file: z.string().nullable().describe('Where it was not the whole package'),
  })
  .meta({ id: 'ShareDownload' });

export function shareOf(one: Share): z.infer<typeof shareShape> {
  return {
    id: one.id,
    job_id: one.jobId,
    with: withOf(one.with),
    note: one.note ?? null,
    single_use: one.singleUse,
    created_by: one.createdBy.name,
    created_at: one.createdAt.toISOString(),
    expires_at: one.expiresAt.toISOString(),
    revoked_at: one.revokedAt?.toISOString() ?? null,
    downloads: one.downloads,
    last_download_at: one.lastDownloadAt?.toISOString() ?? null,
  };
}

export function readWith(given: ShareRequest['with']): Share['with'] {
  switch (given.kind) {
    case 'person':
      return { kind: given.kind, slackUser: given.slack_user };
    case 'group':
      return { kind: given.kind, slackGroup: given.slack_group };
    case 'anyone with the link':
      return given;
  }
}

function withOf(one: Share['with']): ShareRequest['with'] {
  switch (one.kind) {
    case 'person':
      return { kind: one.kind, slack_user: one.slackUser };
    case 'group':
      return { kind: one.kind, slack_group: one.slackGroup };
    case 'anyone with the link':
      return one;
  }
}
