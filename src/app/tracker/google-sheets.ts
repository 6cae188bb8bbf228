import type { Config, Secrets } from '../../config/config.ts';
import type { Clock, Log } from '../../operations/ports.ts';
import { readCredentials } from '../../tracker/google/credentials.ts';
import { openGoogleSpreadsheet } from '../../tracker/google/google-client.ts';
import { createGoogleKeeper, type GoogleKeeper } from '../../tracker/tracking/google/keeper.ts';
import type { ShowNeeds } from '../../tracker/tracking/google/show.ts';

/** Undefined where no spreadsheet is configured. @throws {Error} where the key of the account is none. */
export function openGoogleKeeper(
  needs: Omit<ShowNeeds, 'spreadsheet' | 'clock'> & {
    readonly config: Pick<Config, 'tracker'>;
    readonly secrets: Pick<Secrets, 'googleCredentials'>;
    readonly clock: Clock;
    readonly log: Log;
    readonly news: () => void;
  },
): GoogleKeeper | undefined {
  const { config, secrets, clock } = needs;
  const given = config.tracker?.googleSheets;
  if (given === undefined) return undefined;
  const credentials = readCredentials(secrets.googleCredentials ?? '');
  if (credentials === undefined)
    throw new Error(
      'TRACKER_GOOGLE_CREDENTIALS is not the key of a service account, as Google gives it.',
    );
  const { spreadsheet: id, endpoint, address } = given;
  return createGoogleKeeper({
    ...needs,
    spreadsheet: id,
    address,
    open: (signal) => openGoogleSpreadsheet({ id, endpoint, credentials, clock, signal }),
  });
}
