import { serviceAccount } from '../google-sheets/account.ts';
import { type GoogleSheets, startGoogleSheets } from '../google-sheets/google-sheets.ts';
import { openPlaces } from './places.ts';

/** As in the address of a spreadsheet. */
const SPREADSHEET = '1sandboxDatasetsOfCurators';

/** What the tracker is shown: folders of datasets, and a spreadsheet at a simulated Google. */
export interface Tracked extends AsyncDisposable {
  /** Of the configuration. */
  readonly file: object;
  readonly credentials: string; // of the service account, JSON
  readonly google: GoogleSheets;
  /** A curator does something. */
  moveOn(): void;
  /** As in the beginning. */
  begin(): void;
}

export async function startTracked(folder: string, now: () => Date): Promise<Tracked> {
  const { sources, moveOn, begin } = openPlaces(folder, now);
  const google = await startGoogleSheets({ id: SPREADSHEET, now });
  return {
    file: {
      enabled: true,
      sources,
      channel: 'C0DATAOPS2',
      googleSheets: {
        spreadsheet: SPREADSHEET,
        endpoint: google.endpoint,
        address: google.address,
      },
    },
    credentials: JSON.stringify(serviceAccount()),
    google,
    moveOn,
    begin() {
      begin();
      google.begin();
    },
    [Symbol.asyncDispose]: () => google[Symbol.asyncDispose](),
  };
}
