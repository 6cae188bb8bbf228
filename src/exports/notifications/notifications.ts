import type { KeptTarget, NotifiedOf, Target } from '../../domain/data-export/notification.ts';
import { hours } from '../../domain/duration.ts';
import { type Actor, actorName } from '../../domain/role.ts';
import type { Clock, Courier, Random } from '../../operations/ports.ts';
import type { Database } from '../../storage/database.ts';
import { findOwnJob, listExpiring } from '../../storage/exports/jobs.ts';
import {
  replaceTargets,
  type StillMeant,
  shownTargets,
  targetsOf,
} from '../../storage/exports/notification-targets.ts';
import { partyNumber } from '../../storage/exports/parties.ts';
import { listErrands, NOTIFY } from '../../storage/outbox.ts';
import { announce } from './announce.ts';
import type { Seal } from './seal.ts';

/** How long before its end an export is told of; of one that is kept shorter, for its last half. */
const SOON = hours(24);

/** Why a target can’t be used, by its place in the list. */
export type Objections = ReadonlyMap<number, string>;

/** What was sent, or is to be, and how far that is. */
export interface Delivery {
  readonly about: NotifiedOf;
  readonly kind: Target['kind'];
  readonly to: string; // as people may see it
  readonly status: 'waiting' | 'sent' | 'given up';
  readonly attempts: number; // begun so far
  readonly since: Date;
  readonly fault?: string | undefined;
}

/** Where people are told of their exports, besides Slack. Another’s exports are as none: undefined. */
export interface Notifications {
  /** What this installation has. */
  readonly offered: readonly Target['kind'][];
  /** Of each export of this party that names no targets of its own. */
  preference(actor: Actor): Promise<readonly KeptTarget[]>;
  /** In place of those before, but for those that are kept. */
  prefer(
    targets: readonly Target[],
    actor: Actor,
    kept?: readonly StillMeant[],
  ): Promise<Objections>;
  ofJob(jobId: number, actor: Actor): Promise<readonly KeptTarget[] | undefined>;
  setForJob(
    jobId: number,
    targets: readonly Target[],
    actor: Actor,
  ): Promise<Objections | undefined>;
  sent(jobId: number, actor: Actor): Promise<readonly Delivery[] | undefined>;
  /** What this party’s webhooks are signed with; the same for all of them. */
  signingSecret(actor: Actor): string;
  objections(targets: readonly Target[]): Objections;
  /** Inside the transaction that makes the export. */
  keep(
    trx: Database,
    owner: { partyId: number; jobId: number },
    targets: readonly Target[],
  ): Promise<void>;
  /** The same with some of the party’s own targets; the others are told nothing of this export. */
  only(
    trx: Database,
    owner: { partyId: number; jobId: number },
    ids: readonly string[],
  ): Promise<void>;
  /** Whom one export is told, another is told, too. */
  again(
    trx: Database,
    owner: { partyId: number; jobId: number },
    before: { jobId: number },
  ): Promise<void>;
  /** Tells of exports that end soon, once each. */
  tellExpiring(): Promise<void>;
}

export function createNotifications(needs: {
  readonly db: Database;
  readonly clock: Pick<Clock, 'now'>;
  readonly random: Pick<Random, 'id'>;
  readonly courier: Courier;
  readonly seal: Seal;
  readonly secretOf: (party: string) => string;
  readonly news: () => void;
}): Notifications {
  const { db, clock, courier, seal } = needs;

  const kept = ({ kind, to, about }: Target): KeptTarget => {
    const id = needs.random.id();
    return { id, kind, sealed: seal.close(to, id), shown: shownAs(kind, to), about };
  };

  /** Each is sealed for itself; what this installation cannot open is left out. */
  const copied = (targets: readonly KeptTarget[]): readonly KeptTarget[] =>
    targets.flatMap(({ id, kind, sealed, about }) => {
      const to = seal.open(sealed, id);
      return to === undefined ? [] : [kept({ kind, to, about })];
    });

  const objections = (targets: readonly Target[]): Objections =>
    new Map(
      targets.flatMap((target, index) => {
        const says = courier.objection(target);
        return says === undefined ? [] : [[index, says] as const];
      }),
    );

  async function replace(
    owner: { readonly partyId: number; readonly jobId?: number },
    targets: readonly Target[],
    still: readonly StillMeant[] = [],
  ): Promise<Objections> {
    const found = objections(targets);
    if (found.size > 0) return found;
    const made = targets.map(kept);
    await db.transaction().execute((trx) => replaceTargets(trx, owner, made, clock.now(), still));
    return found;
  }

  const own = (id: number, actor: Actor) => findOwnJob(db, actorName(actor), { id });

  return {
    offered: courier.offers,
    objections,
    signingSecret: (actor) => needs.secretOf(actorName(actor)),

    async preference(actor) {
      return targetsOf(db, { partyId: await partyNumber(db, actorName(actor)) });
    },

    async prefer(targets, actor, still) {
      return replace({ partyId: await partyNumber(db, actorName(actor)) }, targets, still);
    },

    async ofJob(jobId, actor) {
      const job = await own(jobId, actor);
      return job && targetsOf(db, { partyId: job.party.id, jobId });
    },

    async setForJob(jobId, targets, actor) {
      const job = await own(jobId, actor);
      return job && replace({ partyId: job.party.id, jobId }, targets);
    },

    async keep(trx, owner, targets) {
      await replaceTargets(trx, owner, targets.map(kept), clock.now());
    },

    async only(trx, { partyId, jobId }, ids) {
      const theirs = await targetsOf(trx, { partyId });
      if (theirs.every(({ id }) => ids.includes(id))) return; // all of them: as for every export
      const told = theirs.map((one) => (ids.includes(one.id) ? one : { ...one, about: [] }));
      await replaceTargets(trx, { partyId, jobId }, copied(told), clock.now());
    },

    async again(trx, owner, { jobId }) {
      const before = await targetsOf(trx, { partyId: owner.partyId, jobId });
      await replaceTargets(trx, owner, copied(before), clock.now());
    },

    async sent(jobId, actor) {
      if ((await own(jobId, actor)) === undefined) return undefined;
      const rows = (await listErrands(db, `${NOTIFY}${jobId}:`)).flatMap(({ errand, ...row }) =>
        errand.kind === 'notification' ? [{ errand, ...row }] : [],
      );
      const shown = await shownTargets(
        db,
        rows.map(({ errand }) => errand.targetId),
      );
      return rows.map(({ errand, status, attempts, createdAt, fault }) => ({
        about: errand.about,
        kind: shown.get(errand.targetId)?.kind ?? 'webhook',
        to: shown.get(errand.targetId)?.shown ?? '',
        status: status === 'done' ? 'sent' : status === 'given up' ? status : 'waiting',
        attempts: status === 'waiting' ? attempts : attempts + 1, // the last one is not counted there
        since: createdAt,
        fault: status === 'done' ? undefined : fault,
      }));
    },

    async tellExpiring() {
      const now = clock.now();
      const expiring = await listExpiring(db, now, SOON);
      await db.transaction().execute(async (trx) => {
        for (const job of expiring) await announce(trx, job, 'expiring', now);
      });
      if (expiring.length > 0) needs.news();
    },
  };
}

/** Enough for its owner to know which it is. The address of a webhook may hold a secret, at its end as a rule. */
function shownAs(kind: Target['kind'], to: string): string {
  if (kind === 'e-mail') return `${to.slice(0, 1)}…${to.slice(to.lastIndexOf('@'))}`;
  const { host, pathname, search } = new URL(to);
  const whole = pathname === '/' ? '' : pathname;
  const begun = whole.length <= SHORT_PATH ? whole : whole.slice(0, whole.length / 2);
  const path = begun.slice(0, LONGEST_SHOWN);
  return `${host}${path}${path.length < whole.length || search !== '' ? '…' : ''}`;
}

/** Of a webhook’s path: what is too short for a secret is shown whole. */
const SHORT_PATH = 12;
const LONGEST_SHOWN = 24;
