import type { z } from 'zod';
import { OutsideError } from '../../operations/ports.ts';
import type { Http } from '../http.ts';

/** How ingest's answers hang together (HAL): pages of a list, and addresses that hold ids. */

export const SYSTEM = 'Ingest';

/** Reads pages one after the other, so many at most; ends early where ingest repeats itself. `whole`: there are no more. */
export function createPages(http: Pick<Http, 'get'>, size: number) {
  return async <Item>(
    path: string,
    query: Readonly<Record<string, string>>,
    shape: z.ZodType<{ items: Item[]; pages: number }>,
    most: number,
  ): Promise<{ readonly items: readonly Item[]; readonly whole: boolean }> => {
    const items: Item[] = [];
    const seen = new Set<string>();
    for (let number = 0; number < most; number += 1) {
      const search = new URLSearchParams({ ...query, page: String(number), size: String(size) });
      const page = await http.get(`${path}?${search}`, shape);
      const fresh = (page?.items ?? []).filter((item) => {
        const key = JSON.stringify(item);
        return !seen.has(key) && seen.add(key);
      });
      items.push(...fresh);
      const last = page === undefined || fresh.length === 0 || number + 1 >= page.pages;
      if (last) return { items, whole: true };
    }
    return { items, whole: false };
  };
}

/** The 24 hexadecimal digits after the collection's name in `_links.self`, wherever it points. */
export function idIn(
  body: { readonly _links: { readonly self: { readonly href: string } } },
  of: string,
): string {
  const [, id] =
    new RegExp(`/${of}/([0-9a-f]{24})(?![0-9a-z])`, 'i').exec(body._links.self.href) ?? [];
  if (id !== undefined) return id;
  throw new OutsideError(
    SYSTEM,
    'retry',
    `${SYSTEM} answered something unexpected at _links.self.`,
  );
}
