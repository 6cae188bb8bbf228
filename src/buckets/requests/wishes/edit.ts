import { closest, distance } from 'fastest-levenshtein';
import type { Edit } from '../../../domain/bucket-order.ts';
import { shown } from '../../grant/fault.ts';
import { type Grant, splitPaperwork } from '../../grant/grant.ts';
import { againstDay, againstPaperwork, againstReader, againstUser } from '../../grant/rules.ts';
import { rewriteGrant } from '../../grant/write.ts';

interface Refused {
  readonly refused: string;
}
export type Edited = { readonly after: Grant | null; readonly deed: string } | Refused;

const MOST_LETTERS_OFF = 2;

/** The grant as it would be, or why it can’t be so. */
export function edited(grant: Grant, edit: Edit, today: string): Edited {
  switch (edit.verb) {
    case 'add-user':
      return withUser(grant, edit.user);
    case 'remove-user':
      return withoutUser(grant, edit.user);
    case 'rotate-arn':
      return rotated(grant, edit);
    case 'renew':
      return renewed(grant, edit, today);
    case 'change':
      return otherwise(grant, edit);
    case 'remove':
      return { after: null, deed: 'ends the dataset' };
  }
}

/** What it is and not who is in it; by the rules that files are read by. */
function otherwise(grant: Grant, edit: Extract<Edit, { verb: 'change' }>): Edited {
  const { target, keepFiles, readers, allowPush, bucketVersioning } = edit;
  const given =
    grant.kind === 'push'
      ? { targetBucket: target, keepFiles }
      : { pullArns: readers, allowPush, bucketVersioning };
  const now = new Map(Object.entries(grant));
  const changed = Object.entries(given).filter(
    ([key, value]) => value !== undefined && JSON.stringify(value) !== JSON.stringify(now.get(key)),
  );
  if (changed.length === 0) return { refused: `That is how ${shown(grant.name)} is already.` };
  const after = { ...grant, ...Object.fromEntries(changed) };
  return { after, deed: `changes ${changed.map(([key]) => WORDS[key]).join(', ')}` };
}

const WORDS: Readonly<Record<string, string>> = {
  targetBucket: 'its target',
  keepFiles: 'what stays in the hub',
  pullArns: 'who may fetch',
  allowPush: 'whether they may write',
  bucketVersioning: 'whether versions are kept',
};

function withUser(grant: Grant, user: string): Edited {
  const against = againstUser(user);
  if (against !== undefined) return { refused: against.says };
  if (grant.users.includes(user))
    return { refused: `${shown(user)} is a user of ${shown(grant.name)} already.` };
  return { after: { ...grant, users: [...grant.users, user] }, deed: `adds ${user}` };
}

function withoutUser(grant: Grant, user: string): Edited {
  const left = grantWithout(grant, user);
  if ('grant' in left) return { after: left.grant, deed: `removes ${user}` };
  const near = closest(user, [...grant.users]);
  const isMeant = near !== user && distance(near, user) <= MOST_LETTERS_OFF;
  return { refused: `${left.refused}${isMeant ? ` Do you mean ${shown(near)}?` : ''}` };
}

/** With one user fewer; or why not: they are not in it, or nobody would be left. */
function grantWithout(grant: Grant, user: string): { readonly grant: Grant } | Refused {
  if (!grant.users.includes(user))
    return { refused: `${shown(user)} is no user of ${shown(grant.name)}.` };
  const users = grant.users.filter((one) => one !== user);
  if (users.length > 0) return { grant: { ...grant, users } };
  return {
    refused: `${shown(user)} is its only user: add another first, or end the dataset with \`/bucket remove ${grant.name}\`.`,
  };
}

/** The text of a dataset’s file with one user fewer, or why that can’t be. */
export function textWithout(
  { text, grant }: { readonly text: string; readonly grant: Grant },
  user: string,
): { readonly text: string } | Refused {
  const left = grantWithout(grant, user);
  return 'refused' in left ? left : { text: rewriteGrant(text, grant, left.grant) };
}

/** All references until another day; or the one that is named alone. A new one takes the place of a single one. */
function renewed(
  grant: Grant,
  { until, reference }: Extract<Edit, { verb: 'renew' }>,
  today: string,
): Edited {
  const against = againstDay(until, today);
  if (against !== undefined) return { refused: against };
  const now = grant.paperwork.filter((one) => againstPaperwork([bare(one)]) === undefined);
  const meant = reference === undefined ? now.map(bare) : [bare(reference)];
  const none = againstPaperwork(meant);
  if (none !== undefined)
    return {
      refused: `${none.says} Type \`/bucket renew ${grant.name} ${until} <reference>\`.`,
    };
  const others = now.filter((one) => !meant.includes(bare(one)));
  const kept = now.length === 1 ? [] : others;
  const renewals = meant.map((one) => `${one} until ${until}`);
  const paperwork = now.map((one) => renewals.find((anew) => bare(anew) === bare(one)) ?? one);
  const after = [...paperwork.filter((one) => renewals.includes(one) || kept.includes(one))];
  const added = renewals.filter((one) => !after.includes(one));
  return {
    after: { ...grant, paperwork: [...after, ...added] },
    deed: `renews its paperwork until ${until}`,
  };
}

const bare = (one: string): string => splitPaperwork(one).reference;

function rotated(
  grant: Grant,
  { from, to }: { readonly from?: string | undefined; readonly to: string },
): Edited {
  if (grant.kind === 'push')
    return { refused: `${shown(grant.name)} is a push dataset: nobody reads from it by an ARN.` };
  const { pullArns } = grant;
  const [only] = pullArns;
  const old = from ?? (pullArns.length === 1 ? only : undefined);
  if (old === undefined)
    return {
      refused: `${shown(grant.name)} has ${pullArns.length} ARNs: say which one goes, \`/bucket rotate-arn ${grant.name} <old> <new>\`.`,
    };
  if (!pullArns.includes(old))
    return {
      refused: `${shown(old)} can’t read ${shown(grant.name)}. These can: ${pullArns.map(shown).join(', ')}.`,
    };
  const against = againstReader(to);
  if (against !== undefined) return { refused: against.says };
  if (pullArns.includes(to))
    return { refused: `${shown(to)} can read ${shown(grant.name)} already.` };
  return {
    after: { ...grant, pullArns: pullArns.map((one) => (one === old ? to : one)) },
    deed: `replaces ${old} by ${to}`,
  };
}
