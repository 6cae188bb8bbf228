import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { cut, meter } from '../../../objects/content.ts';
import { quotedEtag, type S3Connection } from '../../../objects/s3/connection.ts';
import { MOST_PARTS, ranges, sendInParts } from '../../../objects/s3/parts.ts';
import type { MoverStore, Over, Place, Sending } from '../ports.ts';

/** The three ways in which an object comes to its target. */
export function senders({
  s3,
  accounts,
  partBytes,
}: {
  readonly s3: S3Connection;
  readonly accounts: boolean;
  readonly partBytes: number;
}): Pick<MoverStore, 'copy' | 'copyInParts' | 'write'> {
  const place = ({ bucket: Bucket, key: Key }: Place) => ({ Bucket, Key });
  const owned = accounts ? { ACL: 'bucket-owner-full-control' as const } : {};
  const condition = (over: Over) => {
    if (!accounts) return {};
    return over === 'nothing' ? { IfNoneMatch: '*' } : { IfMatch: quotedEtag(over.etag) };
  };

  return {
    async copy(from, etag, { to, over, signal: abortSignal }) {
      await s3.ask((client, sdk) =>
        client.send(
          new sdk.CopyObjectCommand({
            ...place(to),
            ...owned,
            ...condition(over),
            CopySource: sourceOf(from),
            CopySourceIfMatch: quotedEtag(etag),
          }),
          { ...s3.patience, abortSignal },
        ),
      );
    },

    async copyInParts(from, { bytes, etag, description }, size, { to, over, begun, signal }) {
      await sendInParts({
        s3,
        object: { ...description, ...place(to), ...owned },
        begun,
        condition: condition(over),
        parts: ranges(bytes, size),
        send: async (CopySourceRange, upload, stopped) => {
          const { CopyPartResult = {} } = await s3.ask((client, sdk) =>
            client.send(
              new sdk.UploadPartCopyCommand({
                ...upload,
                CopySource: sourceOf(from),
                CopySourceIfMatch: quotedEtag(etag),
                CopySourceRange,
              }),
              { ...s3.patience, abortSignal: AbortSignal.any([signal, stopped]) },
            ),
          );
          return CopyPartResult;
        },
      });
    },

    async write(content: Readable, { bytes, description }, sending: Sending) {
      const { to, over, begun, signal } = sending;
      const metered = meter('The hub', content);
      const parts = cut(metered.pieces, Math.max(partBytes, Math.ceil(bytes / MOST_PARTS)));
      try {
        if (bytes <= partBytes) {
          for await (const Body of parts) {
            await s3.ask((client, sdk) =>
              client.send(
                new sdk.PutObjectCommand({
                  ...description,
                  ...place(to),
                  ...owned,
                  ...condition(over),
                  Body,
                  ContentLength: Body.byteLength,
                  ContentMD5: md5(Body),
                }),
                { abortSignal: signal },
              ),
            );
          }
          return metered.sum().sha256;
        }
        await sendInParts({
          s3,
          object: { ...description, ...place(to), ...owned },
          begun,
          condition: condition(over),
          parts,
          send: (Body, upload, stopped) =>
            s3.ask((client, sdk) =>
              client.send(
                new sdk.UploadPartCommand({
                  ...upload,
                  Body,
                  ContentLength: Body.byteLength,
                  ContentMD5: md5(Body),
                }),
                { abortSignal: AbortSignal.any([signal, stopped]) },
              ),
            ),
        });
        return metered.sum().sha256;
      } finally {
        await parts.return(undefined);
        content.destroy(); // or its connection is never given back
      }
    },
  };
}

function sourceOf({ bucket, key, version }: Place): string {
  const path = `${bucket}/${key.split('/').map(encodeURIComponent).join('/')}`;
  return version === undefined ? path : `${path}?versionId=${encodeURIComponent(version)}`;
}

function md5(bytes: Uint8Array): string {
  return createHash('md5').update(bytes).digest('base64');
}
