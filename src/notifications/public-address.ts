import { Resolver } from 'node:dns/promises';
import type { LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';
import { Agent, buildConnector } from 'undici';
import { seconds } from '../domain/duration.ts';

/** Addresses that are public by their range, and yet are those of a cloud’s own services. */
const OF_CLOUDS = new Set(['168.63.129.16']);
const GLOBAL_UNICAST = ipaddr.IPv6.parseCIDR('2000::/3');

/** Whether an IP address is one of the internet: not of this machine, a private network, a tunnel to one, or a cloud. */
export function isPublic(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.parse(address);
  if (parsed.range() !== 'unicast' || OF_CLOUDS.has(parsed.toString())) return false;
  return parsed instanceof ipaddr.IPv4 || parsed.match(GLOBAL_UNICAST);
}

/** All addresses of a name. */
export type Resolve = (name: string) => Promise<readonly { address: string; family: number }[]>;

/**
 * As name servers have it, those of this machine unless others are named: what the machine itself calls a name is none
 * of the internet, and waiting for an answer takes none of the threads that read files.
 */
export function byNameServers(servers?: readonly string[]): Resolve {
  const resolver = new Resolver({ timeout: seconds(2), tries: 2 });
  if (servers !== undefined) resolver.setServers(servers);
  return async (name) => {
    const [four, six] = await Promise.allSettled([
      resolver.resolve4(name),
      resolver.resolve6(name),
    ]);
    const found = [
      ...(four.status === 'fulfilled' ? four.value : []).map((address) => ({ address, family: 4 })),
      ...(six.status === 'fulfilled' ? six.value : []).map((address) => ({ address, family: 6 })),
    ];
    if (found.length === 0 && four.status === 'rejected') throw four.reason;
    return found;
  };
}

/** Thrown before anything is sent, and before any connection is made. */
export class NotPublic extends Error {
  override readonly name = 'NotPublic';
}

/**
 * Connects to public addresses alone. A name is resolved once for each connection, and what was looked at is what is
 * connected to: one that answers differently the next time gains nothing.
 */
export function publicAgent(resolve: Resolve = byNameServers()): Agent {
  const resolved: LookupFunction = (name, { all }, done) => {
    resolve(name).then(
      (found) => {
        const [first] = found;
        if (first === undefined || found.some(({ address }) => !isPublic(address)))
          return done(new NotPublic(`${name} is not at a public address.`), '', 0);
        return all === true ? done(null, [...found]) : done(null, first.address, first.family);
      },
      (error: unknown) => done(error instanceof Error ? error : new Error(String(error)), '', 0),
    );
  };
  const connect = buildConnector({ timeout: seconds(5), lookup: resolved });
  return new Agent({
    ...LIMITS,
    connect(options, done) {
      // Names are looked at as they are resolved; what is an address already is never resolved.
      const host = options.hostname.replace(/^\[|\]$/g, '');
      const isName = host.includes('.') && !ipaddr.isValid(host); // one without a dot is of a network inside
      if (!isName && !isPublic(host))
        return done(new NotPublic(`${host} is not a public address.`), null);
      return connect(options, done);
    },
  });
}

/** To hosts that the configuration names, wherever they are. */
export const namedAgent = (): Agent => new Agent({ ...LIMITS, connect: { timeout: seconds(5) } });

const LIMITS = {
  connections: 8,
  headersTimeout: seconds(10),
  bodyTimeout: seconds(10),
  maxResponseSize: 64 * 1024,
  keepAliveTimeout: 1, // milliseconds: each delivery looks anew at where it goes
};
