import { describe, expect, it } from 'vitest';
import type { Listing, StoredObject } from '../../src/objects/object-store.ts';
import { createUploadArea, noUploadArea } from '../../src/upstream/upload-area.ts';

const held = (key: string, bytes: number): StoredObject => ({
  key,
  bytes,
  etag: 'e',
  modifiedAt: new Date(0),
});

/** A store that lists what it was given. */
function storeOf(...objects: readonly StoredObject[]) {
  return {
    list(prefix: string): Listing<StoredObject> {
      const found = objects.filter(({ key }) => key.startsWith(prefix));
      return {
        async *pages() {
          yield found;
        },
        async *[Symbol.asyncIterator]() {
          yield* found;
        },
      };
    },
  };
}

describe('the upload area', () => {
  const area = createUploadArea({
    bucket: 'uploads',
    store: storeOf(held('sub-1/whole.gz', 10), held('sub-1/half.gz', 10), held('sub-2/far.gz', 10)),
  });
  const files = [
    { name: 'whole.gz', bytes: 10 },
    { name: 'half.gz', bytes: 4 }, // staged half
    { name: 'grown.gz', bytes: 3 },
    { name: 'far.gz', bytes: 10 },
  ];

  it('names what it does not hold whole, of this submission', async () => {
    expect(await area.missing('s3://uploads/sub-1/', files)).toEqual(['grown.gz', 'far.gz']);
    expect(await area.missing('s3://uploads/sub-1', [{ name: 'whole.gz', bytes: 11 }])).toEqual([
      'whole.gz',
    ]);
  });

  it.each(['s3://elsewhere/sub-1/', 's3://uploads/', 'https://uploads/sub-1/', ''])(
    'is not looked for where ingest names %s',
    async (location) => {
      await expect(area.missing(location, files)).rejects.toMatchObject({ outcome: 'refused' });
    },
  );

  it('is nowhere when none is configured', async () => {
    await expect(noUploadArea.missing('s3://uploads/sub-1/', files)).rejects.toMatchObject({
      outcome: 'refused',
      message: 'no upload area is configured',
    });
  });
});
