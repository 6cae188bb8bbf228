import { createHash } from 'node:crypto';
import { type Grant, pathOf } from '../grant/grant.ts';
import { allPolicies, type Setting } from '../policy/all-policies.ts';
import { targetOwnersStatements } from '../policy/bucket-policy.ts';
import { canonical, type Policy } from '../policy/document.ts';
import { moverNameOf, moverOf } from '../policy/party.ts';

/**
 * Everything that a set of grants comes down to as files, by path: for a deployment tool where the store can’t be
 * reached from here, and for whoever wants to read it. The same grants always make the same bytes.
 */
export function planOf(setting: Setting, grants: readonly Grant[]): ReadonlyMap<string, string> {
  const { buckets, users, movers } = allPolicies(setting, grants);
  const pushes = grants.filter((grant) => grant.kind === 'push');
  const files: [string, string][] = [
    ...buckets.flatMap(({ bucket, policy, versioning }): [string, string][] => [
      [`buckets/${bucket}/policy.json`, readable(policy)],
      [`buckets/${bucket}/settings.json`, pretty(settingsOf(versioning))],
    ]),
    ...users.map(({ identity, name, policy }): [string, string] => [
      `identities/${identity}/${name}.json`,
      readable(policy),
    ]),
    ...movers.map(({ identity, name, policy }): [string, string] => [
      `movers/${identity}/${name}.json`,
      readable(policy),
    ]),
    ...pushes.map((grant): [string, string] => [
      `targets/${grant.targetBucket}/${moverNameOf(grant)}.json`,
      pretty(targetOwnersStatements(moverOf(setting, grant), grant)),
    ]),
  ];
  return new Map(files.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function settingsOf(versioning: boolean) {
  return {
    acl: 'private',
    encryption: 'AES256',
    publicAccessBlock: {
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    },
    versioning,
    destroyWithContent: false,
  };
}

const pretty = (what: unknown): string => `${JSON.stringify(what, undefined, 2)}\n`;
const readable = (policy: Policy): string => pretty(JSON.parse(canonical(policy)));

/**
 * Stands for exactly what a reviewer was shown: the file as it is and as it will be, and all that follows from it. An
 * approval names it, and holds for nothing else.
 */
export function fingerprintOf(
  setting: Setting,
  shown: {
    readonly grant: Grant;
    readonly before: string | null; // what holds
    readonly lying: unknown; // in the folder
    readonly after: string | null;
  },
): string {
  const { grant, before, lying, after } = shown;
  const facts = [pathOf(grant), before, lying, after, setting, [...planOf(setting, [grant])]];
  return createHash('sha256').update(JSON.stringify(facts)).digest('hex');
}
