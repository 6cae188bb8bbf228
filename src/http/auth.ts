import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Mover } from '../buckets/mover/mover.ts';
import type { MoverReports } from '../buckets/mover/reports.ts';
import type { BucketRequests } from '../buckets/requests/bucket-requests.ts';
import type { Scope } from '../domain/scope.ts';
import type { Exports } from '../exports/exports.ts';
import type { Operations } from '../operations/operations.ts';
import type { Caller, Programs } from '../operations/programs.ts';
import type { Tracking } from '../tracker/tracking/tracking.ts';
import type { Fault } from './error-status.ts';
import { STANDING_BY } from './problems/fault.ts';
import { type Refuse, sendProblem } from './problems/problem.ts';
import type { Rate } from './rate.ts';

/** What the door opens on; undefined while the instance stands by. */
export interface Behind {
  readonly exports: Omit<Exports, 'run' | 'news' | 'tellStuck' | 'showExpired'>;
  readonly operations: Pick<Operations, 'open' | 'advance' | 'report' | 'archive'>;
  readonly programs: Programs;
  /** Undefined where they are switched off, and where the bot moves nothing. */
  readonly buckets?: BucketRequests | undefined;
  readonly mover?: (Pick<Mover, 'release'> & { readonly reports: MoverReports }) | undefined;
  /** Undefined where it is switched off. */
  readonly tracking?: Tracking | undefined;
}

/** Who may use a route: everybody, whoever has a key with this scope, or such a key or this machine itself. */
export type Access = 'open' | Scope | { readonly scope: Scope; readonly orLocal: true };

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: Access;
    /** Where a contract has another status than 400 for fields that are not as described. */
    wrongFields?: 422;
    /** Counted by itself: many files can be sent while others are asked for. */
    isUpload?: true;
  }
  interface FastifyRequest {
    caller: Caller | undefined;
  }
}

const UNAUTHORISED: Fault = {
  code: 'unauthorised',
  status: 401,
  title: 'This needs a key',
  detail: 'Send Authorization: Bearer hk_…; a key is made by npm run handoff -- key create.',
};

const LOOPBACK = ['127.0.0.1', '::1', '::ffff:127.0.0.1'];

/** Every route says who may use it; what says nothing is refused when the program starts. */
export async function guard(
  app: FastifyInstance,
  needs: {
    readonly behind: () => Behind | undefined;
    readonly refuse: Refuse;
    readonly rate: Rate;
  },
): Promise<void> {
  const { behind, refuse, rate } = needs;
  app.decorateRequest('caller', undefined);
  app.addHook('onRoute', ({ url, config }) => {
    if (config?.access === undefined) throw new Error(`${url} does not say who may use it.`);
  });

  await app.register(rateLimit, { global: false });
  // Two shares for each key; whoever has none shares that of the address, so that guessing is slow.
  const limited = app.rateLimit({
    timeWindow: '1 minute',
    max: (request) => {
      if (request.caller === undefined) return rate.address;
      return isUpload(request) ? rate.uploads : rate.key;
    },
    keyGenerator: (request) => {
      if (request.caller === undefined) return request.ip;
      return isUpload(request) ? `${request.caller.id} uploads` : request.caller.id;
    },
  });

  app.addHook('onRequest', async (request, reply) => {
    const access = accessOf(request);
    if (access === 'open') return undefined;
    const programs = behind()?.programs;
    if (programs === undefined) {
      return sendProblem(reply.header('retry-after', '1'), refuse(request, STANDING_BY));
    }
    request.caller = await programs.authenticate(keyIn(request));
    return undefined;
  });
  app.addHook('onRequest', async (request, reply) => {
    if (accessOf(request) !== 'open') await limited.call(app, request, reply);
  });
  app.addHook('onRequest', async (request, reply) => {
    const access = accessOf(request);
    if (access === 'open' || (typeof access === 'object' && isLocal(request))) return undefined;
    const scope = typeof access === 'object' ? access.scope : access;
    if (request.caller === undefined) {
      return sendProblem(reply.header('www-authenticate', 'Bearer'), refuse(request, UNAUTHORISED));
    }
    if (request.caller.scopes.includes(scope)) return undefined;
    return sendProblem(reply, refuse(request, lacking(scope)));
  });
}

/** Who asks; only behind a route that is not open. */
export function callerOf({ caller }: FastifyRequest): Caller {
  if (caller === undefined) throw new Error('A route that asks who calls is open to everybody.');
  return caller;
}

/** What the door opens on; the guard has refused every request while there is nothing. */
export function behindIt(behind: () => Behind | undefined): Behind {
  const opened = behind();
  if (opened === undefined) throw new Error('A request came past a door that is not open.');
  return opened;
}

/** A path that leads nowhere has no access of its own: it says only that there is nothing. */
function accessOf({ routeOptions }: FastifyRequest): Access {
  return routeOptions.config.access ?? 'open';
}

const isUpload = ({ routeOptions }: FastifyRequest): boolean =>
  routeOptions.config.isUpload === true;

function keyIn({ headers }: FastifyRequest): string {
  return /^Bearer +(\S+) *$/i.exec(headers.authorization ?? '')?.[1] ?? '';
}

/** From this machine, and not passed on by a proxy that stands on it. */
function isLocal({ ip, headers }: FastifyRequest): boolean {
  const passedOn = headers.forwarded !== undefined || headers['x-forwarded-for'] !== undefined;
  return LOOPBACK.includes(ip) && !passedOn;
}

const lacking = (scope: Scope): Fault => ({
  code: 'lacking scope',
  status: 403,
  title: 'This key was not made for that',
  detail: `It lacks the scope ${scope}: make a key that has it.`,
});
