import type { Listing } from './object-store.ts';

export const PAGE = 1000; // S3’s own, for listings and removals

export function listingOf<T>(pages: () => AsyncIterable<readonly T[]>): Listing<T> {
  return {
    pages,
    async *[Symbol.asyncIterator]() {
      for await (const page of pages()) yield* page;
    },
  };
}

export async function* inPages<T>(
  items: Iterable<T> | AsyncIterable<T>,
): AsyncGenerator<readonly T[]> {
  let page: T[] = [];
  for await (const item of items) {
    page.push(item);
    if (page.length < PAGE) continue;
    yield page;
    page = [];
  }
  if (page.length > 0) yield page;
}
