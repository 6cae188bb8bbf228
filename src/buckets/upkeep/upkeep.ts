import { createHash } from 'node:crypto';
import type { FileStory } from '../../domain/bucket-file.ts';
import type { Named } from '../../domain/bucket-order.ts';
import type { BucketRequest } from '../../domain/bucket-request.ts';
import type {
  BucketStanding,
  BucketTraffic,
  HandOver,
  Leaver,
  RecertificationCard,
  Recertify,
} from '../../domain/bucket-upkeep.ts';
import { type Actor, actorName, isKey, mayAct } from '../../domain/role.ts';
import { findFileNews } from '../../storage/buckets/file-news.ts';
import { listOwners, putOwner } from '../../storage/buckets/in-force.ts';
import { listTraffic, type Traffic } from '../../storage/buckets/reports.ts';
import { askForRecertification, askToTellConcern } from '../../storage/buckets/request-errands.ts';
import { listOpenRequests } from '../../storage/buckets/requests.ts';
import { findObstacle } from '../../storage/buckets/trials.ts';
import {
  addRecertification,
  lastLook,
  listAgreements,
  listLeavers,
  listRecertified,
  noteLook,
  noteReminder,
  replaceLeavers,
} from '../../storage/buckets/upkeep.ts';
import { appendJournal } from '../../storage/journal.ts';
import type { GoodFile } from '../folder/reading.ts';
import { expiryOf, pathOf } from '../grant/grant.ts';
import { REVIEWERS, type RequestNeeds } from '../requests/needs.ts';
import { concernsOf } from './concerns.ts';
import { lookAtFiles } from './file-news.ts';
import { findLeavers } from './leavers.ts';
import { quarterBegan, quarterOf } from './quarter.ts';

/** What keeps grants current: paperwork that ends, people who have left, and somebody who looks at each of them. */
export interface Upkeep {
  /** Each day: tells what people have to see to, each thing once, and shows what is to be looked at this quarter. */
  lookAfter(): Promise<void>;
  /** When that was done for the last time, or anything at all for the first; undefined where nothing was. */
  lastLook(): Promise<Date | undefined>;
  /** Often: tells of files that are not what holds, each thing once. */
  lookAtFiles(): Promise<void>;
  fileStory(newsId: number): Promise<FileStory | undefined>;
  /** By whoever asked for the dataset, or data engineering; holds for exactly the file that was shown, by its hash. */
  recertify(name: string, hash: string, actor: Actor): Promise<Recertify>;
  /** By data engineering: from then on the dataset is somebody else’s, by their id in the chat. */
  handOver(name: string, to: string, actor: Actor): Promise<HandOver>;
  /** By path. */
  standings(): Promise<ReadonlyMap<string, BucketStanding>>;
  recertifications(): Promise<RecertificationCard>;
}

export interface UpkeepNeeds
  extends Pick<RequestNeeds, 'db' | 'clock' | 'inForce' | 'store' | 'turn' | 'wake'> {
  readonly people: Parameters<typeof findLeavers>[1]['people'];
  /** Days before paperwork ends on which people are told. */
  readonly reminderDays: readonly number[];
  readonly chatUsers: Readonly<Record<string, string>>;
  /** Whether it is us who moves what lands in the hub. */
  readonly moves: boolean;
  /** After how long without anything moved a grant is said to be unused, milliseconds. */
  readonly unusedAfter: number;
}

export function createUpkeep(needs: UpkeepNeeds): Upkeep {
  const { db, clock, turn } = needs;

  const datasetsNow = async (): Promise<readonly GoodFile[]> => (await needs.inForce()).datasets;

  async function standingsOf(
    files: readonly GoodFile[],
  ): Promise<ReadonlyMap<string, BucketStanding>> {
    const now = clock.now();
    const [leavers, recertified, owners, agreements] = [
      await listLeavers(db),
      await listRecertified(db),
      await listOwners(db),
      await listAgreements(db),
    ];
    const traffic = needs.moves ? await listTraffic(db) : undefined;
    const obstacles = await obstaclesIn(traffic ?? []);
    return new Map(
      files.map(({ path, text, grant }) => {
        const own = (one: Named) => pathOf(one) === path;
        const last = recertified.findLast(own);
        const owner = owners.find(own)?.by;
        const agreed = agreements.filter(own);
        const wasAgreed = agreed.some(({ at }) => at >= quarterBegan(now));
        const standing: BucketStanding = {
          owner,
          traffic:
            grant.kind === 'push' ? trafficIn(traffic, obstacles, grant, agreed[0]?.at) : undefined,
          leavers: leavers.filter(({ who }) => who === owner || grant.users.includes(who)),
          recertified: last && { quarter: last.quarter, by: last.by, at: last.at },
          isDue: !wasAgreed && last?.quarter !== quarterOf(now),
          hash: createHash('sha256').update(text).digest('hex'),
        };
        return [path, standing];
      }),
    );
  }

  /** Why what waits has not gone on, by dataset. */
  async function obstaclesIn(all: readonly Traffic[]): Promise<ReadonlyMap<string, string>> {
    const found = new Map<string, string>();
    for (const { dataset, waiting } of all) {
      const why = waiting.objects > 0 ? await findObstacle(db, dataset) : undefined;
      if (why !== undefined) found.set(dataset, why);
    }
    return found;
  }

  function trafficIn(
    all: readonly Traffic[] | undefined,
    obstacles: ReadonlyMap<string, string>,
    { name }: Named,
    since: Date | undefined,
  ): BucketTraffic | undefined {
    if (all === undefined) return undefined;
    const found = all.find(({ dataset }) => dataset === name);
    const { objects, bytes } = found?.transferred ?? { objects: 0, bytes: 0 };
    const last = found?.last;
    const unusedSince = new Date(clock.now().getTime() - needs.unusedAfter);
    const isUnused = (last ?? since ?? new Date(0)) < unusedSince;
    const waiting = { objects: found?.waiting.objects ?? 0, why: obstacles.get(name) };
    return { last, objects, bytes, waiting, isUnused };
  }

  async function lookForLeavers(files: readonly GoodFile[]): Promise<void> {
    const owners = [...(await standingsOf(files)).values()].flatMap(({ owner }) => owner ?? []);
    const users = files.flatMap(({ grant }) => grant.users);
    const identities = needs.store?.identities;
    const before = await listLeavers(db);
    const found = await findLeavers({ users, owners, before }, { ...needs, identities });
    await replaceLeavers(db, found, clock.now());
  }

  /** Whoever asked is told, unless it is a program or they have left; data engineering is told of everything. */
  function toldOf({ owner, leavers }: BucketStanding): readonly (string | undefined)[] {
    const isThere = (leaver: Leaver) => leaver.who !== owner;
    const asked = owner !== undefined && !isKey(owner) && leavers.every(isThere);
    return asked ? [undefined, owner] : [undefined];
  }

  return {
    async lookAfter() {
      await lookForLeavers(await datasetsNow()); // asks for each user: nobody waits for that
      await turn(async () => {
        const files = await datasetsNow();
        const now = clock.now();
        const ending = endingIn(await listOpenRequests(db));
        let told = 0;
        for (const [path, standing] of await standingsOf(files)) {
          const grant = files.find((one) => one.path === path)?.grant;
          if (grant === undefined) continue;
          const { kind, name } = grant;
          const { leavers } = standing;
          const isEnding = ending.has(path);
          for (const due of concernsOf(grant, { ...needs, now, leavers, isEnding }))
            await db.transaction().execute(async (trx) => {
              if (!(await noteReminder(trx, grant, due.key, now))) return;
              told += 1;
              for (const to of toldOf(standing))
                await askToTellConcern(trx, { ...due, dataset: { kind, name }, to }, now);
            });
        }
        if (files.length > 0) await askForRecertification(db, quarterOf(now), now);
        await noteLook(db, { datasets: files.length, told }, now);
        needs.wake();
      });
    },

    lastLook: () => lastLook(db),
    lookAtFiles: () => turn(() => lookAtFiles(needs)),
    fileStory: (newsId) => findFileNews(db, newsId),

    recertify: (name, hash, actor) =>
      turn(async () => {
        const files = await datasetsNow();
        const file = files.find(({ grant }) => grant.name === name);
        const standing = file && (await standingsOf(files)).get(file.path);
        if (file === undefined || standing === undefined) return { ok: false, why: 'unknown' };
        const by = actorName(actor);
        // A key has not seen what it would confirm.
        const may = actor.kind === 'person' && (standing.owner === by || mayAct(actor, REVIEWERS));
        if (!may) return { ok: false, why: 'not yours' };
        const now = clock.now();
        const quarter = quarterOf(now);
        const redraw = () => askForRecertification(db, quarter, now).then(needs.wake);
        if (standing.hash !== hash) {
          await redraw();
          return { ok: false, why: 'changed' };
        }
        const { kind } = file.grant;
        const isNew = await db.transaction().execute(async (trx) => {
          const word = { quarter, by, at: now, hash };
          if (!(await addRecertification(trx, { kind, name }, word))) return false;
          const detail = { kind, name, quarter, hash };
          await appendJournal(trx, { at: now, event: 'bucket recertified', actor: by, detail });
          return true;
        });
        if (!isNew) return { ok: false, why: 'not due' };
        await redraw();
        return { ok: true };
      }),

    handOver: (name, to, actor) =>
      turn(async () => {
        const found = (await datasetsNow()).find(({ grant }) => grant.name === name);
        if (actor.kind !== 'person' || !mayAct(actor, REVIEWERS))
          return { ok: false, why: 'not your role' };
        if (found === undefined) return { ok: false, why: 'unknown' };
        const { kind } = found.grant;
        const now = clock.now();
        await db.transaction().execute(async (trx) => {
          await putOwner(trx, { kind, name }, to, now);
          const detail = { kind, name, to };
          const by = actorName(actor);
          await appendJournal(trx, { at: now, event: 'bucket handed over', actor: by, detail });
        });
        return { ok: true };
      }),

    standings: async () => standingsOf(await datasetsNow()),

    async recertifications() {
      const files = await datasetsNow();
      const standings = await standingsOf(files);
      return {
        quarter: quarterOf(clock.now()),
        datasets: files.flatMap(({ path, grant }) => {
          const standing = standings.get(path);
          if (standing === undefined) return [];
          const { kind, name, users } = grant;
          const to = grant.kind === 'push' ? grant.targetBucket : `${grant.pullArns.length} ARNs`;
          return [{ ...standing, kind, name, users, to, expires: expiryOf(grant) }];
        }),
      };
    },
  };
}

/** Datasets whose end is agreed to, and waits for its day. */
function endingIn(open: readonly BucketRequest[]): ReadonlySet<string> {
  return new Set(
    open.flatMap(({ wanted, status }) =>
      status === 'approved' && wanted.what === 'grant' && wanted.after === null
        ? [pathOf(wanted)]
        : [],
    ),
  );
}
