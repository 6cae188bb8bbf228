import { basename } from 'node:path';
import type { Database } from '../../storage/database.ts';
import { locationOf } from '../../storage/tracker/crawl-memory.ts';
import type { Obstacle, Place } from '../crawl/place.ts';
import type { Dataset } from '../dataset/dataset.ts';
import type { FileKind } from '../dataset/metadata-file.ts';
import type { Source } from '../sources/source.ts';
import type { SourcesConfig } from '../sources/sources-config.ts';

/** The largest that is brought to somebody, bytes. */
const MOST_BYTES = 25 * 1024 ** 2;

export type BroughtFile =
  | { readonly ok: true; readonly name: string; readonly content: Uint8Array }
  | {
      readonly ok: false;
      /** `none`: the dataset has no such file; `unknown place`: the last crawl did not see where it lies. */
      readonly why: Obstacle | 'none' | 'too large' | 'unknown place';
      readonly path?: string;
    };

/** The files that datasets’ metadata were read from, as they are now. */
export interface MetadataFiles {
  bring(dataset: Dataset, kind: FileKind): Promise<BroughtFile>;
}

export function createMetadataFiles(needs: {
  readonly db: Database;
  readonly sources: () => Promise<SourcesConfig>;
  readonly open: (source: Source) => Place;
}): MetadataFiles {
  return {
    async bring(dataset, kind) {
      const path = dataset[kind];
      if (path === undefined) return { ok: false, why: 'none' };
      const location = await locationOf(needs.db, path);
      const sources = await needs.sources();
      const source = sources.ok && sources.sources.find((one) => one.location === location);
      if (!source) return { ok: false, why: 'unknown place', path };
      const pieces: Buffer[] = [];
      let bytes = 0;
      const { signal } = new AbortController(); // the place itself gives up when nothing comes
      for await (const batch of needs.open(source).fetch(path, MOST_BYTES + 1, signal))
        for (const one of batch) {
          if (one.what === 'obstacle') return { ok: false, why: one.why, path };
          const piece = Buffer.from(one.content, 'base64');
          pieces.push(piece);
          bytes += piece.length;
        }
      if (bytes > MOST_BYTES) return { ok: false, why: 'too large', path };
      return { ok: true, name: basename(path), content: Buffer.concat(pieces) };
    },
  };
}
