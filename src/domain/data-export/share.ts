/** Whom an export is shared with: somebody of the workspace, or whoever comes by the link. */
export type ShareWith =
  | { readonly kind: 'person'; readonly slackUser: string }
  | { readonly kind: 'group'; readonly slackGroup: string }
  | { readonly kind: 'anyone with the link' };

export const SHARE_KINDS = ['person', 'group', 'anyone with the link'] as const;
export type ShareKind = ShareWith['kind'];

/** An export that somebody lets others download, for a while. */
export interface Share {
  readonly id: string; // opaque; it opens nothing
  readonly jobId: number;
  readonly with: ShareWith;
  readonly note?: string | undefined;
  readonly singleUse: boolean;
  readonly createdBy: { readonly id: number; readonly name: string };
  readonly linkEpoch: number;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly revokedAt?: Date | undefined;
  readonly downloads: number;
  readonly lastDownloadAt?: Date | undefined;
}

/** One download by way of a share. */
export interface ShareDownload {
  readonly at: Date;
  readonly from: string; // the network it came from: `192.0.2.x`
  readonly agent: string; // as the browser calls itself
  readonly file?: string | undefined; // where it was not the whole package
}

/** Which network an address is of; who it was is nobody’s business. */
export function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1] ?? address;
  const v4 = /^(\d+\.\d+\.\d+)\.\d+$/.exec(mapped);
  if (v4 !== null) return `${v4[1]}.x`;
  const [start = ''] = mapped.split('::');
  const groups = start.split(':').slice(0, 3);
  return mapped.includes(':') ? `${groups.join(':')}::x` : 'unknown';
}
