import type { BucketRequest, BucketReview } from '../../../domain/bucket-request.ts';
import { accessTable } from './access-table.ts';
import { sameOnce } from './policies.ts';

/** All that an approval is for, whole, as plain text: whatever its length. */
export function reviewFile({ wanted }: BucketRequest, review: BucketReview): string {
  const { hash, edits, gained, lost, access, unencrypted, policies } = review;
  const part = (title: string, lines: readonly string[]) =>
    `${title}\n${'-'.repeat(title.length)}\n${lines.join('\n')}\n`;
  return [
    `${wanted.name}, shown as ${hash}\n`,
    part('The file', edits),
    part('Can from now on', gained),
    part('Can no longer', lost),
    part('Who can do what, over TLS', [accessTable(access, Number.POSITIVE_INFINITY, String)]),
    part('Without TLS', unencrypted),
    ...sameOnce(policies).map(({ text, paths }) => `${paths.join('\n')}\n${text}`),
  ].join('\n');
}
