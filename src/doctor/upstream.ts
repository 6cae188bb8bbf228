import type { Config, Secrets } from '../config/config.ts';
import { whereFrom } from '../config/env.ts';
import { seconds } from '../domain/duration.ts';
import { type Clock, OutsideError } from '../operations/ports.ts';
import { createCatalogueApi } from '../upstream/catalogue-api.ts';
import { TokenFault } from '../upstream/http-fault.ts';
import { createIngestApi } from '../upstream/ingest-api.ts';
import { createStagingArea } from '../upstream/staging-area.ts';
import { type Check, type Finding, fail, ok } from './check.ts';

const LIMITS = { headers: seconds(10), whole: seconds(15) };
const NOBODYS_PROJECT = '00000000-0000-4000-8000-000000000000';
const SOME_RELEASE = 1;

/** Each service is asked something harmless through the adapter that the bot itself uses. */
export function upstreamChecks(needs: {
  readonly config: Config;
  readonly secrets: Secrets;
  readonly clock: Clock;
}): readonly Check[] {
  const { config, secrets, clock } = needs;
  return [
    check('ingest', config.ingest.url, async () => {
      const token = secrets.ingestToken;
      const ingest = createIngestApi({ ...config.ingest, token, clock, limits: LIMITS });
      await ingest.findProjects('');
      return `answers at ${config.ingest.url}, and accepts the token`;
    }),
    check('catalogue', config.catalogue.url, async () => {
      const catalogue = createCatalogueApi({ ...config.catalogue, clock, limits: LIMITS });
      await catalogue.listIndexed([NOBODYS_PROJECT], SOME_RELEASE);
      return `answers at ${config.catalogue.url}`;
    }),
    check('staging area', config.staging.endpoint, async () => {
      const { stagingAccessKey: accessKey, stagingSecretKey: secretKey } = secrets;
      const timeout = seconds(10);
      await createStagingArea({ ...config.staging, accessKey, secretKey, timeout }).inspect(
        NOBODYS_PROJECT,
      );
      return `${config.staging.bucket} can be listed; the bot only reads there`;
    }),
  ];
}

function check(name: string, address: string, ask: () => Promise<string>): Check {
  return {
    name,
    run: () =>
      ask().then(ok, (error: unknown): Finding => {
        if (error instanceof TokenFault) {
          const from = `INGEST_TOKEN: ${whereFrom('INGEST_TOKEN')}`;
          return fail(
            error.message,
            `${from}. See docs/operate/ingest-does-not-accept-the-token.md`,
          );
        }
        if (!(error instanceof OutsideError)) throw error;
        const keys = name === 'staging area' ? ', STAGING_ACCESS_KEY and STAGING_SECRET_KEY' : '';
        return fail(error.message, `Check ${address}${keys}, and the network between.`);
      }),
  };
}
