import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import fastify, { type FastifyReply, type FastifyRequest } from 'fastify';
import { serializerCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod';
import { seconds } from '../domain/duration.ts';
import type { Downloads } from '../objects/object-store.ts';
import type { Log, Random } from '../operations/ports.ts';
import type { App } from './app.ts';
import { type Behind, guard } from './auth.ts';
import type { Readiness } from './health.ts';
import type { Meter } from './meter.ts';
import { describeApi } from './openapi.ts';
import { BODY_MOST, faultOfError, NOT_FOUND } from './problems/fault.ts';
import { createRefuse, sendProblem } from './problems/problem.ts';
import { checkFields } from './problems/wrong-fields.ts';
import { RATE, type Rate } from './rate.ts';
import { readArchiving } from './routes/archiving/reading.ts';
import { bucketDatasetRoutes } from './routes/buckets/datasets.ts';
import { bucketRequestRoutes } from './routes/buckets/requests.ts';
import { bucketTransferRoutes } from './routes/buckets/transfers.ts';
import { changeDatasets } from './routes/datasets/changing.ts';
import { readDatasets } from './routes/datasets/reading.ts';
import { downloadRoutes } from './routes/exports/download.ts';
import { exportJobRoutes } from './routes/exports/jobs.ts';
import { exportRenewalRoutes } from './routes/exports/renewals.ts';
import { exportServiceRoutes } from './routes/exports/service.ts';
import { fileRoutes } from './routes/files/files.ts';
import { uploadRoutes } from './routes/files/upload.ts';
import { healthRoutes } from './routes/health.ts';
import { metricsRoutes } from './routes/metrics.ts';
import { objectRoutes } from './routes/objects.ts';
import { notificationRoutes } from './routes/sharing/notifications.ts';
import { sharePageRoutes } from './routes/sharing/page.ts';
import { shareRoutes } from './routes/sharing/shares.ts';
import { trackedDatasetRoutes } from './routes/tracker/datasets.ts';
import { duplicateRoutes } from './routes/tracker/duplicates.ts';
import { lookUpRoutes } from './routes/tracker/look-ups.ts';
import { proposalRoutes } from './routes/tracker/proposals.ts';
import { trackerRunRoutes } from './routes/tracker/runs.ts';
import { sheetRoutes } from './routes/tracker/sheets.ts';

const REQUEST_LASTS = seconds(15);
const FILE_SILENCE = seconds(60);

export interface HttpServer {
  readonly port: number;
  stop(): Promise<void>;
}

export interface HttpNeeds {
  readonly log: Log;
  readonly random: Random;
  readonly meter: Meter;
  readonly readiness: Readiness;
  /** Slack over HTTP; undefined in Socket Mode, and until Slack has taken the bot token. */
  readonly slackEvents: () => RequestListener | undefined;
  /** Undefined while the instance stands by. */
  readonly behind: () => Behind | undefined;
  /** Undefined while the instance stands by, and where files are in a bucket, which serves its own links. */
  readonly downloads: () => Downloads | undefined;
  readonly rate?: Rate;
  /** Where archiving is switched off nothing is said of it. */
  readonly archives?: boolean;
  /** Whose word is taken for where a request came from. */
  readonly proxies?: readonly string[];
}

/** @throws {Error} when the port is taken. */
export async function startHttpServer(
  needs: HttpNeeds & { readonly host: string; readonly port: number },
): Promise<HttpServer> {
  const app = await buildServer(needs);
  await app.listen({ host: needs.host, port: needs.port });
  const address = app.server.address() as AddressInfo;
  return { port: address.port, stop: () => app.close() };
}

/** A request that does not come to its end is let go; a file only when nothing more of it comes. */
function limitTime(request: IncomingMessage, isFile: boolean): void {
  if (isFile) {
    request.socket.setTimeout(FILE_SILENCE); // Node closes it then
    return;
  }
  const late = setTimeout(() => request.destroy(), REQUEST_LASTS);
  const arrived = (): void => clearTimeout(late);
  request.once('end', arrived).once('close', arrived);
}

/** Many clients name JSON on every request, also where they send none: that is no broken body. */
function acceptNothing(app: App): void {
  const parse = app.getDefaultJsonParser('error', 'error');
  app.removeContentTypeParser('application/json');
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body.length === 0) return done(null, undefined);
    return parse(request, String(body), done);
  });
}

/** All routes, mounted. Slack's requests go past them, since their signature is over the raw body. */
export async function buildServer(needs: HttpNeeds): Promise<App> {
  const refuse = createRefuse(needs);
  const fail = (error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const fault = faultOfError(error, request.routeOptions?.config?.wrongFields);
    if (fault.code === 'upstream silent') reply.header('retry-after', '30');
    return sendProblem(reply, refuse(request, fault, error));
  };
  const app: App = fastify({
    frameworkErrors: (error, request, reply) => void fail(error, request, reply), // e.g. a broken address
    bodyLimit: BODY_MOST,
    exposeHeadRoutes: false,
    trustProxy:
      needs.proxies === undefined || needs.proxies.length === 0 ? false : [...needs.proxies],
    serverFactory(routes) {
      const server = createServer((request, response) => {
        const path = request.url?.split('?')[0];
        const slack = path === '/slack/events' ? needs.slackEvents() : undefined;
        limitTime(request, path === '/api/files');
        (slack ?? routes)(request, response);
      });
      server.requestTimeout = 0; // a file takes as long as it takes: see limitTime
      server.headersTimeout = seconds(10);
      return server;
    },
  }).withTypeProvider<ZodTypeProvider>();
  app.removeContentTypeParser('text/plain'); // JSON only
  acceptNothing(app);
  app.setValidatorCompiler(checkFields);
  app.setSerializerCompiler(serializerCompiler);

  app.setErrorHandler(fail);
  app.setNotFoundHandler((request, reply) => sendProblem(reply, refuse(request, NOT_FOUND)));
  app.addHook('onSend', async (_, reply) => {
    reply.header('cache-control', 'no-store').header('x-content-type-options', 'nosniff');
  });

  await guard(app, { ...needs, refuse, rate: needs.rate ?? RATE });
  await describeApi(app);
  healthRoutes(app, needs);
  metricsRoutes(app, needs);
  readDatasets(app, { ...needs, refuse });
  changeDatasets(app, { ...needs, refuse });
  if (needs.archives === true) readArchiving(app, { ...needs, refuse });
  objectRoutes(app, { ...needs, refuse });
  fileRoutes(app, { ...needs, refuse });
  await uploadRoutes(app, { ...needs, refuse });
  exportJobRoutes(app, { ...needs, refuse });
  exportRenewalRoutes(app, { ...needs, refuse });
  exportServiceRoutes(app, { ...needs, refuse });
  downloadRoutes(app, { ...needs, refuse });
  notificationRoutes(app, { ...needs, refuse });
  shareRoutes(app, { ...needs, refuse });
  await sharePageRoutes(app, { ...needs, refuse });
  bucketRequestRoutes(app, { ...needs, refuse });
  bucketDatasetRoutes(app, { ...needs, refuse });
  bucketTransferRoutes(app, { ...needs, refuse });
  trackerRunRoutes(app, { ...needs, refuse });
  trackedDatasetRoutes(app, { ...needs, refuse });
  duplicateRoutes(app, { ...needs, refuse });
  lookUpRoutes(app, { ...needs, refuse });
  proposalRoutes(app, { ...needs, refuse });
  sheetRoutes(app, { ...needs, refuse });
  await app.ready();
  return app;
}
