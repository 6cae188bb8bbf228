import { sheets, type sheets_v4 } from '@googleapis/sheets';
import { JWT } from 'google-auth-library';
import { z } from 'zod';
import { seconds } from '../../domain/duration.ts';
import type { Clock } from '../../operations/ports.ts';
import type { GoogleCredentials } from './credentials.ts';
import { faultOf } from './fault.ts';
import { createPace, type Kind } from './pace.ts';
import type { Change, Span, Spreadsheet } from './spreadsheet.ts';

const SCOPE = 'https://www.googleapis.com/auth/spreadsheets';
const PATIENCE = seconds(60);
const SHEETS = 'sheets(properties,conditionalFormats(booleanRule(condition(values))))';
const CELLS =
  'sheets(data(rowData(values(userEnteredValue,effectiveValue,note,userEnteredFormat(numberFormat)))))';
const cell = z.union([z.string(), z.number(), z.boolean()]);
const stretch = z.object({ values: z.array(z.array(cell)).default([]) });

/** What is sent: of plain objects Google’s client makes two copies, of all that is in them, while nobody else is served. */
class Body {
  readonly requests: Change[];
  constructor(changes: readonly Change[]) {
    this.requests = [...changes];
  }
}

/** A spreadsheet at Google, by Google’s own client. */
export function openGoogleSpreadsheet(needs: {
  readonly id: string;
  readonly credentials: GoogleCredentials;
  /** Instead of Google’s own addresses: a proxy, or a simulator. */
  readonly endpoint?: string | undefined;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}): Spreadsheet {
  const { id: spreadsheetId, credentials, endpoint, signal } = needs;
  const { client_email: email, private_key: key } = credentials;
  const auth = new JWT({ email, key, scopes: [SCOPE] });
  if (endpoint !== undefined)
    auth.transporter.interceptors.request.add({
      resolved: async (request) => ({
        ...request,
        url: new URL(request.url.pathname + request.url.search, endpoint),
      }),
    });
  const api = sheets({ version: 'v4', auth, ...(endpoint !== undefined && { rootUrl: endpoint }) });
  const paced = createPace(needs.clock, signal);
  const options = { signal, timeout: PATIENCE, retry: false };

  const ask = <T>(
    kind: Kind,
    call: () => Promise<{ data: T }>,
    look?: () => Promise<void>,
  ): Promise<T> =>
    paced(
      kind,
      async () => {
        try {
          return (await call()).data;
        } catch (error) {
          throw faultOf(error, kind, email);
        }
      },
      look,
    );

  return {
    async worksheets() {
      const found = await ask('read', () =>
        api.spreadsheets.get({ spreadsheetId, fields: SHEETS }, options),
      );
      return (found.sheets ?? []).map(({ properties, conditionalFormats = [] }) => ({
        id: properties?.sheetId ?? 0,
        title: properties?.title ?? '',
        rows: properties?.gridProperties?.rowCount ?? 0,
        columns: properties?.gridProperties?.columnCount ?? 0,
        frozenRows: properties?.gridProperties?.frozenRowCount ?? 0,
        rules: conditionalFormats.flatMap(
          ({ booleanRule }) => booleanRule?.condition?.values?.[0]?.userEnteredValue ?? [],
        ),
      }));
    },
    async texts(title, stretches) {
      const found = await ask('read', () =>
        api.spreadsheets.values.batchGet(
          {
            spreadsheetId,
            ranges: stretches.map((rows) => rangeOf(title, rows)),
            valueRenderOption: 'UNFORMATTED_VALUE',
            dateTimeRenderOption: 'FORMATTED_STRING',
          },
          options,
        ),
      );
      return z
        .array(stretch)
        .length(stretches.length)
        .parse(found.valueRanges)
        .map(({ values }) => values.map((row) => row.map(String)));
    },
    async cells(title, row) {
      const found = await ask('read', () =>
        api.spreadsheets.get(
          {
            spreadsheetId,
            ranges: [rangeOf(title, { from: row, to: row + 1 })],
            fields: CELLS,
          },
          options,
        ),
      );
      return (found.sheets?.[0]?.data?.[0]?.rowData?.[0]?.values ?? []).map(computed);
    },
    async change(changes, look) {
      const requestBody = new Body(changes);
      await ask(
        'write',
        () => api.spreadsheets.batchUpdate({ spreadsheetId, requestBody }, options),
        look,
      );
    },
  };
}

/** Another place has other neighbours: there a formula would come to something else. */
function computed(data: sheets_v4.Schema$CellData): sheets_v4.Schema$CellData {
  const { effectiveValue, userEnteredValue, ...rest } = data;
  const formula = userEnteredValue?.formulaValue;
  if (typeof formula !== 'string')
    return { ...rest, ...(userEnteredValue && { userEnteredValue }) };
  const { errorValue, ...value } = effectiveValue ?? {};
  return { ...rest, userEnteredValue: errorValue ? { stringValue: formula } : value };
}

const rangeOf = (title: string, { from, to }: Span): string =>
  `'${title.replaceAll("'", "''")}'!${from + 1}:${to}`;
