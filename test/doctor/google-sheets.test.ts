import { expect, it } from 'vitest';
import { systemClock } from '../../src/config/system.ts';
import { googleSheetsChecks } from '../../src/doctor/tracker/google-sheets.ts';
import { serviceAccount } from '../../src/sandbox/google-sheets/account.ts';
import { startGoogleSheets } from '../../src/sandbox/google-sheets/google-sheets.ts';

const ID = '1rIf3t2wcfYdE8rgxDhYOwr';

it('the spreadsheet is opened, and nothing is written; what is in the way is named', async () => {
  await using google = await startGoogleSheets({ id: ID, now: systemClock.now });
  const found = (spreadsheet: string, credentials: string) =>
    googleSheetsChecks({
      config: {
        tracker: {
          ...{ sources: '/x', times: [], timeZone: 'UTC', workbooks: 30 },
          googleSheets: { spreadsheet, endpoint: google.endpoint },
        },
      },
      secrets: { googleCredentials: credentials },
      clock: systemClock,
    })[0]?.run();
  const key = JSON.stringify(serviceAccount());
  expect(await found(ID, key)).toEqual({
    mark: 'ok',
    says: `${serviceAccount().client_email} reads it: Sheet1`,
  });
  expect(google.counts.write).toBe(0);
  expect(await found('another-spreadsheet-1', key)).toMatchObject({
    mark: 'fail',
    says: 'There is no such spreadsheet: check its id in tracker.googleSheets.',
  });
  expect(await found(ID, '{}')).toMatchObject({
    mark: 'fail',
    says: 'TRACKER_GOOGLE_CREDENTIALS is not the key of a service account',
  });
  expect(googleSheetsChecks({ config: {}, secrets: {}, clock: systemClock })).toEqual([]);
});
