import { contentDisposition } from '../download-name.ts';
import type { Downloads, ObjectStore } from '../object-store.ts';
import type { SignedLinks } from '../signed-link.ts';

/** What the links to a folder lead to; this bot serves it, since a folder has no server of its own. */
export function createDownloads(needs: {
  readonly store: Pick<ObjectStore, 'head' | 'read'>;
  readonly links: Pick<SignedLinks, 'readSigned'>;
}): Downloads {
  const { store, links } = needs;
  return {
    async open(url) {
      const permitted = links.readSigned('GET', url);
      if (typeof permitted === 'string') return permitted;
      const { key, fileName } = permitted;
      const facts = await store.head(key);
      if (facts === undefined) return 'gone';
      const disposition = contentDisposition(fileName);
      return { facts, disposition, read: (range) => store.read(key, range) };
    },
  };
}
