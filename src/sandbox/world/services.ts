import { archiverRoutes } from '../archiver/archiver.ts';
import { catalogueRoutes } from '../catalogue/catalogue.ts';
import { dspRoutes } from '../dsp/dsp.ts';
import { type Service, startService } from '../http-service.ts';
import { importFormRoutes } from '../import-form/import-form.ts';
import { indexedAt } from '../import-team/schedule.ts';
import { ingestRoutes } from '../ingest/ingest.ts';
import { browserSiteRoutes } from '../sites/browser-site.ts';
import { ingestSiteRoutes } from '../sites/ingest-site.ts';
import { stagingRoutes } from '../staging/staging.ts';
import { archiverFaults, type FaultName, gatewayFault, ingestFaults } from './faults.ts';
import type { Ledger } from './ledger.ts';
import type { Project } from './record.ts';

/** The release that imports go to; its catalogue is the default one. */
export const release = 58;
const catalogues = [`dcp${release}`, `dcp${release - 1}`] as const;
/** What the bot must show to be let in; nothing here is secret. */
export const credentials = {
  ingestToken: 'sandbox-ingest-token',
  stagingAccessKey: 'SANDBOXACCESSKEY',
  stagingSecretKey: 'sandbox-secret-key',
  archiverApiKey: 'sandbox-archiver-key',
  aapUsername: 'sandbox-uploader',
  aapPassword: 'sandbox-aap-password',
} as const;

/** Starts the six services: ingest, catalogue, staging, import form, archiver, DSP, on ports in a row. */
export async function startServices(
  ledger: Ledger,
  faults: Set<FaultName>,
  port: number,
  slowMilliseconds: number,
): Promise<readonly [Service, Service, Service, Service, Service, Service]> {
  const at = (index: number) => (port === 0 ? 0 : port + index);
  const isPublished = (project: Project) => {
    const indexed = indexedAt(project);
    return (
      project.publishedIn.length > 0 ||
      (indexed !== undefined && nextNight(indexed) <= ledger.now())
    );
  };
  const isIndexed = (project: Project, name: string) =>
    project.publishedIn.includes(name) ||
    (name === catalogues[0] && (indexedAt(project) ?? Number.POSITIVE_INFINITY) <= ledger.now());
  const { ingestToken: token, stagingAccessKey: accessKey } = credentials;
  const around = await Promise.all([
    startService({
      port: at(0),
      routes: [...ingestSiteRoutes(ledger), ...ingestRoutes({ ledger, token, isPublished })],
      interference: ingestFaults(faults, slowMilliseconds),
    }),
    startService({
      port: at(1),
      routes: [
        ...catalogueRoutes({ ledger, catalogues, isIndexed }),
        ...browserSiteRoutes({ ledger, catalogues, isIndexed }),
      ],
      interference: gatewayFault(
        faults,
        'catalogue-down',
        'application/json',
        '{"message":"Service Unavailable"}',
      ),
    }),
    startService({
      port: at(2),
      routes: stagingRoutes({ ledger, accessKey }),
      interference: gatewayFault(
        faults,
        'staging-down',
        'application/xml',
        '<Error><Code>ServiceUnavailable</Code><Message>Please try again.</Message></Error>',
      ),
    }),
    startService({ port: at(3), routes: importFormRoutes(ledger) }),
  ]);
  const { archiverApiKey: apiKey, aapUsername: user, aapPassword: password } = credentials;
  const dsp = await startService({
    port: at(5),
    routes: dspRoutes({ ledger, user, password, faults }),
    interference: gatewayFault(faults, 'dsp-down', 'application/json', '{"error":"Unavailable"}'),
  });
  const [ingest] = around;
  const archiver = await startService({
    port: at(4),
    routes: archiverRoutes({ ledger, apiKey, faults, dspUrl: dsp.url, ingestUrl: ingest.url }),
    interference: archiverFaults(faults),
  });
  return [...around, archiver, dsp];
}

/** The nightly job that looks into the catalogue runs at 22:00 UTC. */
function nextNight(time: number): number {
  const night = new Date(time);
  night.setUTCHours(22, 0, 0, 0);
  const day = 24 * 60 * 60_000;
  return night.getTime() >= time ? night.getTime() : night.getTime() + day;
}
