/** Things that Slack lends out for a short time: trigger ids and response urls. */
import { randomBytes } from 'node:crypto';
import type { Clock } from './sequence.ts';

/** Real time: the person is really waiting. */
const triggerMilliseconds = 3000;
const responseMilliseconds = 30 * 60_000;
const responseUses = 5;

export interface Trigger {
  readonly personId: string;
  /** The modal from which it came, if any: only then may a view be pushed. */
  readonly viewId?: string;
}

export type Exchange =
  | { readonly ok: true; readonly trigger: Trigger }
  | {
      readonly ok: false;
      readonly error: 'invalid_trigger_id' | 'expired_trigger_id' | 'exchanged_trigger_id';
    };

/** Trigger ids: good for three real seconds, once. */
export class Triggers {
  readonly #issued = new Map<string, { trigger: Trigger; until: number; used: boolean }>();

  issue(trigger: Trigger): string {
    const id = `${this.#issued.size + 1}.${randomBytes(8).toString('hex')}`;
    const until = performance.now() + triggerMilliseconds;
    this.#issued.set(id, { trigger, until, used: false });
    return id;
  }

  exchange(id: string): Exchange {
    const found = this.#issued.get(id);
    if (found === undefined) return { ok: false, error: 'invalid_trigger_id' };
    if (found.used) return { ok: false, error: 'exchanged_trigger_id' };
    if (performance.now() > found.until) return { ok: false, error: 'expired_trigger_id' };
    found.used = true;
    return { ok: true, trigger: found.trigger };
  }
}

export interface ResponseTarget {
  readonly channel: string;
  readonly personId: string;
  /** The message whose button was pressed: what replace_original and delete_original mean. */
  readonly messageTs?: string;
  readonly threadTs?: string;
}

export type Redemption =
  | { readonly ok: true; readonly target: ResponseTarget }
  | { readonly ok: false; readonly error: 'expired_url' | 'used_url' };

/** Response urls: five uses within half an hour of the desk's clock. */
export class ResponseUrls {
  readonly #clock: Clock;
  readonly #issued = new Map<string, { target: ResponseTarget; until: number; left: number }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The secret last part of the url. */
  issue(target: ResponseTarget): string {
    const key = randomBytes(16).toString('hex');
    const until = this.#clock.now().getTime() + responseMilliseconds;
    this.#issued.set(key, { target, until, left: responseUses });
    return key;
  }

  redeem(key: string): Redemption {
    const found = this.#issued.get(key);
    if (found === undefined || this.#clock.now().getTime() > found.until)
      return { ok: false, error: 'expired_url' };
    if (found.left === 0) return { ok: false, error: 'used_url' };
    found.left -= 1;
    return { ok: true, target: found.target };
  }
}
