import { listingOf } from './listing.ts';
import type { Listing, ObjectStore, Target } from './object-store.ts';

/** What lies below a prefix of a store, as a store of its own: it sees and sweeps nothing else. */
export function within(store: ObjectStore, prefix: string): ObjectStore {
  const begin = [...prefix.split('/').filter(Boolean), ''].join('/');
  const full = (key: string): string => begin + key;
  const bare = <T extends { readonly key: string }>(found: T): T => ({
    ...found,
    key: found.key.slice(begin.length),
  });
  const bareListing = <T extends { readonly key: string }>(listing: Listing<T>): Listing<T> =>
    listingOf(async function* () {
      for await (const page of listing.pages()) yield page.map(bare);
    });
  async function* fullTargets(targets: Iterable<Target> | AsyncIterable<Target>) {
    for await (const target of targets) yield { ...target, key: full(target.key) };
  }

  return {
    list: (wanted) => bareListing(store.list(full(wanted))),
    listVersions: (wanted) => bareListing(store.listVersions(full(wanted))),
    listUnfinished: (wanted) => bareListing(store.listUnfinished(full(wanted))),
    async head(key) {
      const facts = await store.head(full(key));
      return facts && bare(facts);
    },
    read: (key, range) => store.read(full(key), range),
    write: (key, content, options) => store.write(full(key), content, options),
    add: (key, content, options) => store.add(full(key), content, options),
    async remove(targets) {
      const { removed, failed } = await store.remove(fullTargets(targets));
      return { removed, failed: failed.map(bare) };
    },
    abandon: (upload) => store.abandon({ ...upload, key: full(upload.key) }),
    copy: (from, to) => store.copy(full(from), full(to)),
    link: (key, options) => store.link(full(key), options),
  };
}
