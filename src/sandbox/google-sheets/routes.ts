import { z } from 'zod';
import { json, type Route, type ServiceAnswer } from '../http-service.ts';
import type { Tokens } from './account.ts';
import { type Book, Refused } from './book.ts';
import type { People } from './people.ts';
import { propertiesOf, rowsIn, valuesIn } from './reading.ts';
import { applied } from './requests.ts';
import { sheetPage } from './sheet-page.ts';

/** One spreadsheet, as it stands. */
export interface Shelf {
  readonly id: string;
  book: Book;
}

/** A row or a column, from 0; what is none is nowhere. */
const place = z.coerce.number().int().catch(-1);

/** Where people open it, as at Google. */
export const pathOf = (id: string): string => `/spreadsheets/d/${id}/edit`;

/** Every route of the simulated Google: tokens, the Sheets API, and the page on which people write. */
export function googleSheetsRoutes(shelf: Shelf, tokens: Tokens, people: People): readonly Route[] {
  return [
    {
      method: 'POST',
      path: '/token',
      answer({ body }) {
        const token = tokens.exchange(new URLSearchParams(body));
        return token === undefined
          ? json(400, {
              error: 'invalid_grant',
              error_description: 'Invalid JWT Signature.',
            })
          : json(200, { access_token: token, expires_in: 3599, token_type: 'Bearer' });
      },
    },
    {
      method: 'GET',
      path: '/v4/spreadsheets/:id',
      answer({ query }) {
        const range = query.get('ranges');
        return json(200, {
          sheets:
            range === null
              ? shelf.book.sheets.map(propertiesOf)
              : [{ data: [{ rowData: rowsIn(shelf.book, range) }] }],
        });
      },
    },
    {
      method: 'GET',
      path: '/v4/spreadsheets/:id/:call',
      answer({ query, params: { id: spreadsheetId, call } }) {
        if (call !== 'values:batchGet') return { status: 404 };
        if (query.get('valueRenderOption') !== 'UNFORMATTED_VALUE')
          throw new Refused('Only UNFORMATTED_VALUE is simulated.');
        const valueRanges = query
          .getAll('ranges')
          .map((range) => ({ range, majorDimension: 'ROWS', ...valuesIn(shelf.book, range) }));
        return json(200, { spreadsheetId, valueRanges });
      },
    },
    {
      method: 'POST',
      path: '/v4/spreadsheets/:call',
      answer({ body, params: { call } }) {
        if (call !== `${shelf.id}:batchUpdate`) return { status: 404 };
        shelf.book = applied(shelf.book, body);
        return json(200, { spreadsheetId: shelf.id, replies: [] });
      },
    },
    {
      method: 'GET',
      path: '/spreadsheets/d/:id/edit',
      answer: ({ query, params: { id } }) =>
        id === shelf.id ? sheetPage(shelf.book, query.get('sheet')) : { status: 404 },
    },
    {
      method: 'POST',
      path: '/spreadsheets/d/:id/edit',
      answer({ query, body, headers, base, params: { id } }) {
        const { origin = base } = headers;
        if (id !== shelf.id || origin !== base) return text(403, 'Only its own page may write.');
        const typed = new URLSearchParams(body);
        const at = (name: string) => place.parse(typed.get(name));
        try {
          const sheet = query.get('sheet') ?? '';
          people.typeAt(sheet, at('row'), at('column'), typed.get('text') ?? '');
          return { status: 204 };
        } catch (error) {
          if (error instanceof RangeError) return text(404, error.message);
          throw error;
        }
      },
    },
  ];
}

const text = (status: number, body: string): ServiceAnswer => ({
  status,
  headers: { 'content-type': 'text/plain; charset=utf-8' },
  body,
});
