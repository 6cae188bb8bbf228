import { z } from 'zod';
import type { Config, Secrets } from '../config/config.ts';
import { whereFrom } from '../config/env.ts';
import { seconds } from '../domain/duration.ts';
import { openObjectStore } from '../objects/open-store.ts';
import { stagingPlace, uploadPlace } from '../objects/places.ts';
import { type Clock, OutsideError, type Random } from '../operations/ports.ts';
import { createHttp } from '../upstream/http.ts';
import { createIngestApi } from '../upstream/ingest/ingest-api.ts';
import { createStagingArea } from '../upstream/staging-area.ts';
import { createUploadArea } from '../upstream/upload-area.ts';
import { type Check, type Finding, fail, ok } from './check.ts';

const LIMITS = { headers: seconds(10), whole: seconds(15) };
const NOBODYS_PROJECT = '00000000-0000-4000-8000-000000000000';

/** What Azul says of itself. */
const catalogs = z.object({ default_catalog: z.string() });

/** Each service is asked something harmless as the bot itself asks. */
export function upstreamChecks(needs: {
  readonly config: Config;
  readonly secrets: Secrets;
  readonly clock: Clock;
  readonly random: Random;
}): readonly Check[] {
  const { config, secrets, clock, random } = needs;

  function uploadAreaChecks(): readonly Check[] {
    const { uploadArea } = config;
    const place = uploadPlace(config, secrets);
    if (uploadArea === undefined || place === undefined) return [];
    const { bucket, endpoint } = uploadArea;
    return [
      check('upload area', endpoint, async () => {
        const store = openObjectStore(place, { clock, random });
        const area = createUploadArea({ store, bucket });
        await area.missing(`s3://${bucket}/${NOBODYS_PROJECT}/`, []);
        return `${bucket} can be listed`;
      }),
    ];
  }

  return [
    check('ingest', config.ingest.url, async () => {
      const token = secrets.ingestToken;
      const ingest = createIngestApi({ ...config.ingest, token, clock, limits: LIMITS });
      // Any other server answers 404, which the adapter takes for “no such project”.
      const found = await ingest.findProjects('');
      if (found.length === 0) throw stranger('Ingest', 'no project');
      return `answers at ${config.ingest.url}, and accepts the token`;
    }),
    check('catalogue', config.catalogue.url, async () => {
      const { url } = config.catalogue;
      const http = createHttp({ system: 'The catalogue', url, clock, limits: LIMITS });
      const found = await http.get('/index/catalogs', catalogs);
      if (found === undefined) throw stranger('The catalogue', 'no catalogue');
      return `answers at ${url}; the default one is ${found.default_catalog}`;
    }),
    check('staging area', config.staging.endpoint, async () => {
      const store = openObjectStore(stagingPlace(config, secrets), { clock, random });
      await createStagingArea({ store, prefix: config.staging.prefix }).list(NOBODYS_PROJECT);
      return `${config.staging.bucket} can be listed, with versions and unfinished uploads`;
    }),
    ...uploadAreaChecks(),
  ];
}

function stranger(system: string, lacking: string): OutsideError {
  const says = `What answers as ${system.toLowerCase()} has ${lacking}.`;
  return new OutsideError(system, 'retry', says, { stranger: 'something else' });
}

function check(name: string, address: string, ask: () => Promise<string>): Check {
  return {
    name,
    run: () =>
      ask().then(ok, (error: unknown): Finding => {
        if (!(error instanceof OutsideError)) throw error;
        return fail(error.message, remedy(name, address, error));
      }),
  };
}

function remedy(name: string, address: string, { stranger }: OutsideError): string {
  if (stranger === 'not let in' && name === 'ingest')
    return `INGEST_TOKEN: ${whereFrom('INGEST_TOKEN')}. See docs/operate/ingest-does-not-accept-the-token.md`;
  if (stranger === 'something else')
    return `Correct the address ${address} in the configuration. See docs/operate/ingest-answers-something-else.md`;
  const keys = name === 'staging area' ? ', STAGING_ACCESS_KEY and STAGING_SECRET_KEY' : '';
  return `Check ${address}${keys}, and the network between.`;
}
