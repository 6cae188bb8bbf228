import { createHmac } from 'node:crypto';
import { hours } from '../../domain/duration.ts';
import { isKey } from '../../domain/role.ts';
import {
  type Clock,
  type Courier,
  type ExportNews,
  OutsideError,
  type People,
} from '../../operations/ports.ts';
import type { Database } from '../../storage/database.ts';
import { findJob } from '../../storage/exports/jobs.ts';
import { findTarget } from '../../storage/exports/notification-targets.ts';
import type { Seal } from './seal.ts';

/** News that nobody took until then is news no more. */
const WORTH_TELLING = hours(24);

/** Tells one target of an export, as it stands when it is told. */
export function createTell(needs: {
  readonly db: Database;
  readonly clock: Pick<Clock, 'now'>;
  readonly courier: Pick<Courier, 'send'>;
  readonly people: Pick<People, 'actor'>;
  readonly seal: Pick<Seal, 'open'>;
  readonly secretOf: (party: string) => string;
  readonly address: string; // that people reach: `https://handoff.example.org`
}): ExportNews['notify'] {
  const { db, clock } = needs;
  const jobsAt = `${needs.address.replace(/\/+$/, '')}/api/data-export/jobs`;

  /** A program has none. */
  async function zoneOf(party: string): Promise<string | undefined> {
    if (isKey(party)) return undefined;
    const actor = await needs.people.actor(party);
    return 'refused' in actor || actor.kind !== 'person' ? undefined : actor.timeZone;
  }

  return async (key, { about, jobId, targetId }, since, card) => {
    const target = await findTarget(db, targetId);
    const job = await findJob(db, jobId);
    const to = target && needs.seal.open(target.sealed, target.id);
    // Nobody wants to be told there any more, or the key of this installation is another.
    if (target === undefined || to === undefined || job === undefined) return;
    if (about === 'expiring' && (job.expiresAt ?? since) <= clock.now()) return;
    const secret = needs.secretOf(job.party.name);
    const id = createHmac('sha256', secret).update(key).digest('hex').slice(0, 32);
    const timeZone = await zoneOf(job.party.name);
    const url = `${jobsAt}/${job.id}`;
    const notification = { id, about, at: since, job, url, card, secret, timeZone };
    try {
      await needs.courier.send({ kind: target.kind, to }, notification);
    } catch (error) {
      if (!(error instanceof OutsideError) || error.outcome === 'refused') throw error;
      if (clock.now().getTime() - since.getTime() < WORTH_TELLING) throw error;
      throw new OutsideError(error.system, 'refused', `Not taken for a day. ${error.message}`, {
        cause: error,
      });
    }
  };
}
