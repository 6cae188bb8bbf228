import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { createTokens } from './account.ts';
import { type Book, isEmpty, newBook, Refused, type Sheet, shownIn } from './book.ts';
import { createPeople } from './people.ts';
import { applied } from './requests.ts';

/**
 * Google Sheets as far as the tracker uses it: tokens for a service account, spreadsheets.get, values.get and
 * batchUpdate, with Google’s limits. Not here: other requests, formulas beyond rules of rows, Drive and its comments.
 */
export type Kind = 'read' | 'write';
/** What goes wrong with a request: before it is done or after, with an answer or without. */
export type Mishap = 'fault before' | 'fault after' | 'cut before' | 'cut after';

const EACH_MINUTE = 60; // of each kind
const MOST_BYTES = 10_000_000;

export async function startGoogleSheets(its: {
  readonly id: string;
  readonly now: () => Date;
  readonly latency?: number; // milliseconds
}) {
  const tokens = createTokens();
  const asked: Record<Kind, number[]> = { read: [], write: [] };
  const counts = { read: 0, write: 0, refusedForQuota: 0, largest: 0 };
  let book: Book = newBook();
  let mishap: (kind: Kind) => Mishap | undefined = () => undefined;
  let before: (kind: Kind) => void = () => undefined;
  let isShared = true;
  let quota = EACH_MINUTE;

  function isTooOften(kind: Kind): boolean {
    const now = its.now().getTime();
    const recent = asked[kind].filter((at) => at > now - 60_000);
    asked[kind] = recent;
    if (recent.length >= quota) {
      counts.refusedForQuota += 1;
      return true;
    }
    recent.push(now);
    return false;
  }

  function answer(kind: Kind, url: URL, body: string): unknown {
    if (kind === 'write') {
      book = applied(book, body);
      return { spreadsheetId: its.id, replies: [] };
    }
    const range = /\/values\/(.+)$/.exec(url.pathname)?.[1];
    if (range !== undefined) {
      if (url.searchParams.get('valueRenderOption') !== 'UNFORMATTED_VALUE')
        throw new Refused('Only UNFORMATTED_VALUE is simulated.');
      return { range, majorDimension: 'ROWS', ...valuesIn(book, decodeURIComponent(range)) };
    }
    return url.searchParams.has('ranges')
      ? { sheets: [{ data: [{ rowData: rowsIn(book, url.searchParams.get('ranges') ?? '') }] }] }
      : { sheets: book.sheets.map(propertiesOf) };
  }

  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://simulator');
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    const body = Buffer.concat(chunks);
    const send = (status: number, content: unknown, headers: Record<string, string> = {}): void => {
      response.writeHead(status, { 'content-type': 'application/json', ...headers });
      response.end(JSON.stringify(content));
    };
    const error = (code: number, message: string, headers?: Record<string, string>): void =>
      send(code, { error: { code, message } }, headers);
    await pause(its.latency ?? 0);

    if (url.pathname === '/token') {
      const token = tokens.exchange(new URLSearchParams(body.toString()));
      if (token === undefined)
        return send(400, { error: 'invalid_grant', error_description: 'Invalid JWT Signature.' });
      return send(200, { access_token: token, expires_in: 3599, token_type: 'Bearer' });
    }
    if (!tokens.isGiven(request.headers.authorization)) return error(401, 'No valid credentials.');
    if (!url.pathname.startsWith(`/v4/spreadsheets/${its.id}`))
      return error(404, 'Requested entity was not found.');
    if (!isShared) return error(403, 'The caller does not have permission');
    const kind = request.method === 'POST' ? 'write' : 'read';
    counts[kind] += 1;
    counts.largest = Math.max(counts.largest, body.length);
    if (isTooOften(kind))
      return error(429, `Quota exceeded for quota metric '${kind} requests'`, {
        'retry-after': '7',
      });
    if (body.length > MOST_BYTES) return error(413, 'Request payload size exceeds the limit.');
    before(kind);
    const wrong = mishap(kind);
    if (wrong === 'cut before') return void request.socket.destroy();
    if (wrong === 'fault before') return error(503, 'The service is currently unavailable.');
    const content = answer(kind, url, body.toString());
    if (wrong === 'cut after') return void request.socket.destroy();
    if (wrong === 'fault after') return error(500, 'Internal error encountered.');
    send(200, content);
  }

  const server = createServer((request, response) => {
    respond(request, response).catch((error: unknown) => {
      const status = error instanceof Refused ? error.status : 500;
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ error: { code: status, message: String(error) } }));
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = z.object({ port: z.number() }).parse(server.address());

  return {
    endpoint: `http://127.0.0.1:${port}`,
    people: createPeople(() => book),
    counts,
    /** What goes wrong from now on. */
    mishaps(next: (kind: Kind) => Mishap | undefined): void {
      mishap = next;
    },
    /** What somebody does just before a request is done. */
    meanwhile(next: (kind: Kind) => void): void {
      before = next;
    },
    share(yes: boolean): void {
      isShared = yes;
    },
    /** So many requests a minute: somebody else takes the others. */
    leave(requests: number): void {
      quota = requests;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

const propertiesOf = ({ id, title, columns, frozenRows, cells, rules }: Sheet) => ({
  properties: {
    sheetId: id,
    title,
    gridProperties: { rowCount: cells.length, columnCount: columns, frozenRowCount: frozenRows },
  },
  conditionalFormats: rules.map(({ formula }) => ({
    booleanRule: { condition: { values: [{ userEnteredValue: formula }] } },
  })),
});

const RANGE = /^'(.+)'!([A-Z]*)(\d+):([A-Z]*)(\d+)$/;

/** The rows of a range, whole or of one column. */
function cut(book: Book, range: string) {
  const [, quoted = '', letters = '', first, , last] = RANGE.exec(range) ?? [];
  const title = quoted.replaceAll("''", "'");
  const sheet = book.sheets.find((one) => one.title === title);
  if (sheet === undefined) throw new Refused(`Unable to parse range: ${range}`);
  const [from, to] = [Number(first), Number(last)];
  if (from > sheet.cells.length)
    throw new Refused(`Range (${range}) exceeds grid limits. Max rows: ${sheet.cells.length}`);
  const rows = sheet.cells.slice(from - 1, to);
  const column = [...letters].reduce((sum, one) => sum * 26 + one.charCodeAt(0) - 64, 0) - 1;
  return letters === '' ? rows : rows.map((cells) => cells.slice(column, column + 1));
}

const rowsIn = (book: Book, range: string) => cut(book, range).map((values) => ({ values }));

function valuesIn(book: Book, range: string) {
  const rows = cut(book, range).map((cells) =>
    cells.slice(0, cells.findLastIndex((cell) => !isEmpty(cell)) + 1).map(shownIn),
  );
  const last = rows.findLastIndex((row) => row.length > 0);
  return last < 0 ? {} : { values: rows.slice(0, last + 1) };
}
