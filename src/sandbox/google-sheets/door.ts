import { setTimeout as pause } from 'node:timers/promises';
import { type Interference, json, type ServiceAnswer } from '../http-service.ts';
import type { Tokens } from './account.ts';
import { Refused } from './book.ts';

type Kind = 'read' | 'write';
/** What goes wrong with a request: before it is done or after, with an answer or without. */
export type Mishap = 'fault before' | 'fault after' | 'cut before' | 'cut after';

const EACH_MINUTE = 60; // requests of each kind
const MOST_BYTES = 10_000_000;
const SPREADSHEET = /^\/v4\/spreadsheets\/([^/:]+)/;

/** Who is let in, how often, and what goes wrong on the way; the pages for people have no door. */
export function createDoor(its: {
  readonly id: string; // of the spreadsheet
  readonly tokens: Tokens;
  readonly now: () => Date;
  readonly latency: number; // milliseconds
}) {
  let asked: Record<Kind, number[]> = { read: [], write: [] };
  const counts = { read: 0, write: 0, refusedForQuota: 0, largest: 0 };
  let mishap: (kind: Kind) => Mishap | undefined = () => undefined;
  let before: (kind: Kind) => void = () => undefined;
  let isShared = true;
  let quota = EACH_MINUTE;

  function isTooOften(kind: Kind): boolean {
    const now = its.now().getTime();
    const recent = asked[kind].filter((at) => at > now - 60_000);
    asked[kind] = recent;
    if (recent.length >= quota) {
      counts.refusedForQuota += 1;
      return true;
    }
    recent.push(now);
    return false;
  }

  const interference: Interference = async (request, answer) => {
    const { path, method, headers, bytes } = request;
    if (!path.startsWith('/v4/')) return answer();
    await pause(its.latency);
    if (!its.tokens.isGiven(headers.authorization)) return fault(401, 'No valid credentials.');
    if (SPREADSHEET.exec(path)?.[1] !== its.id)
      return fault(404, 'Requested entity was not found.');
    if (!isShared) return fault(403, 'The caller does not have permission');
    const kind = method === 'POST' ? 'write' : 'read';
    counts[kind] += 1;
    counts.largest = Math.max(counts.largest, bytes.length);
    if (isTooOften(kind)) {
      const refused = fault(429, `Quota exceeded for quota metric '${kind} requests'`);
      return { ...refused, headers: { ...refused.headers, 'retry-after': '7' } };
    }
    if (bytes.length > MOST_BYTES) return fault(413, 'Request payload size exceeds the limit.');
    before(kind);
    const wrong = mishap(kind);
    if (wrong === 'cut before') return 'drop';
    if (wrong === 'fault before') return fault(503, 'The service is currently unavailable.');
    try {
      const done = await answer();
      if (wrong === 'cut after') return 'drop';
      return wrong === 'fault after' ? fault(500, 'Internal error encountered.') : done;
    } catch (error) {
      if (error instanceof Refused) return fault(error.status, error.message);
      throw error;
    }
  };

  return {
    interference,
    counts,
    /** Nobody has asked for anything yet. */
    begin(): void {
      asked = { read: [], write: [] };
    },
    /** What goes wrong from now on. */
    mishaps(next: (kind: Kind) => Mishap | undefined): void {
      mishap = next;
    },
    /** What somebody does just before a request is done. */
    meanwhile(next: (kind: Kind) => void): void {
      before = next;
    },
    share(yes: boolean): void {
      isShared = yes;
    },
    /** So many requests a minute: somebody else takes the others. */
    leave(requests: number): void {
      quota = requests;
    },
  };
}

const fault = (code: number, message: string): ServiceAnswer =>
  json(code, { error: { code, message } });
