import type { ObjectStore } from '../objects/object-store.ts';
import { OutsideError, type UploadArea } from '../operations/ports.ts';

const SYSTEM = 'The upload area';

/** The bucket that contributors uploaded into: `s3://<bucket>/<submission uuid>/<file name>`; read only. */
export function createUploadArea(needs: {
  readonly store: Pick<ObjectStore, 'list'>;
  readonly bucket: string;
}): UploadArea {
  const { store, bucket } = needs;
  return {
    async missing(location, files) {
      const folder = folderIn(location, bucket);
      const there = new Map<string, number>();
      for await (const { key, bytes } of store.list(folder)) {
        there.set(key.slice(folder.length), bytes);
      }
      // What was staged half is smaller than what was uploaded: nothing is lost with it.
      const lost = files.filter(({ name, bytes }) => (there.get(name) ?? -1) < bytes);
      return lost.map(({ name }) => name);
    },
  };
}

/** Where no upload area is configured: then nothing can be said of what could be restored. */
export const noUploadArea: UploadArea = {
  missing: async () => {
    throw new OutsideError(SYSTEM, 'refused', 'no upload area is configured');
  },
};

/** @throws {OutsideError} where ingest names another bucket than the one that we may read. */
function folderIn(location: string, bucket: string): string {
  const [, named, folder] = /^s3:\/\/([^/]+)\/(.+?)\/*$/.exec(location) ?? [];
  if (named === bucket && folder !== undefined) return `${folder}/`;
  throw new OutsideError(SYSTEM, 'refused', `ingest names ${location}, which is not in ${bucket}`);
}
