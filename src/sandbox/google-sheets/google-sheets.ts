import { startService } from '../http-service.ts';
import { createTokens } from './account.ts';
import { newBook } from './book.ts';
import { createDoor } from './door.ts';
import { createPeople } from './people.ts';
import { googleSheetsRoutes, pathOf, type Shelf } from './routes.ts';

export type GoogleSheets = Awaited<ReturnType<typeof startGoogleSheets>>;

/** Google with one spreadsheet, which a service account may write; see `coverage.ts`. */
export async function startGoogleSheets(its: {
  readonly id: string;
  /** By which the quota is counted. */
  readonly now: () => Date;
  readonly latency?: number; // milliseconds
}) {
  const { id, now, latency = 0 } = its;
  const shelf: Shelf = { id, book: newBook() };
  const tokens = createTokens();
  const people = createPeople(() => shelf.book);
  const { interference, ...door } = createDoor({ id, tokens, now, latency });
  const routes = googleSheetsRoutes(shelf, tokens, people);
  const service = await startService({ routes, interference });
  return {
    ...door,
    people,
    endpoint: service.url,
    /** Where people open the spreadsheet. */
    address: `${service.url}${pathOf(id)}`,
    /** A new spreadsheet under the same address. */
    begin(): void {
      door.begin();
      shelf.book = newBook();
    },
    [Symbol.asyncDispose]: () => service.stop(),
  };
}
