import type { Config, Secrets } from '../../config/config.ts';
import { whereFrom } from '../../config/env.ts';
import { type Clock, OutsideError } from '../../operations/ports.ts';
import { readCredentials } from '../../tracker/google/credentials.ts';
import { openGoogleSpreadsheet } from '../../tracker/google/google-client.ts';
import { type Check, type Finding, fail, ok } from '../check.ts';

/** The spreadsheet at Google is opened and looked at; nothing is written into it. */
export function googleSheetsChecks(needs: {
  readonly config: Pick<Config, 'tracker'>;
  readonly secrets: Pick<Secrets, 'googleCredentials'>;
  readonly clock: Clock;
}): readonly Check[] {
  const given = needs.config.tracker?.googleSheets;
  if (given === undefined) return [];
  const { spreadsheet: id, endpoint } = given;

  async function opens(): Promise<Finding> {
    const credentials = readCredentials(needs.secrets.googleCredentials ?? '');
    if (credentials === undefined)
      return fail(
        'TRACKER_GOOGLE_CREDENTIALS is not the key of a service account',
        whereFrom('TRACKER_GOOGLE_CREDENTIALS'),
      );
    const stop = new AbortController();
    try {
      const { clock } = needs;
      const signal = stop.signal;
      const book = openGoogleSpreadsheet({ id, endpoint, credentials, clock, signal });
      const titles = (await book.worksheets()).map(({ title }) => title);
      return ok(`${credentials.client_email} reads it: ${titles.join(', ')}`);
    } catch (error) {
      if (!(error instanceof OutsideError)) throw error;
      return fail(
        error.message,
        `The spreadsheet is ${id}, shared with ${credentials.client_email} as an editor?`,
      );
    }
  }

  return [{ name: 'tracker google sheet', run: opens }];
}
