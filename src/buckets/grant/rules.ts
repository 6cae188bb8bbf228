import { againstReader } from './arn.ts';
import { againstBucket } from './bucket-name.ts';
import { type Complaint, complain } from './complaint.ts';
import { shown } from './fault.ts';
import { type Kind, type Naming, pullBucketOf } from './grant.ts';

export { againstReader };

/** The role of its mover is `export_<name>-move`, and IAM’s names end at 64 letters. */
const LONGEST_PUSH_NAME = 52;
const USER = /^(alpha_user_|alpha_app_|airflow_)[\w.@=,+-]+$/;
const LONGEST_ROLE_NAME = 64;
/** What stands where nobody has looked yet. */
const NO_PAPERWORK = /^(tbd|tbc|todo|n\/?a|none|no|nil|null|pending|unknown|test|[-?.…\s]*)$/i;

export function againstName(given: string, kind: Kind, naming: Naming): Complaint | undefined {
  const ending = /\.ya?ml$/i.exec(given);
  if (ending !== null)
    return complain(
      'name',
      `${shown(given)} is a file: write the name alone`,
      given.slice(0, ending.index),
    );
  const signs = kind === 'push' ? /^[a-z0-9_]+$/ : /^[a-z0-9_-]+$/;
  if (!signs.test(given) || !/^[a-z0-9].*[a-z0-9]$|^[a-z0-9]$/.test(given)) {
    const better = given
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '_')
      .replace(/^_+|_+$/g, '');
    return complain(
      'name',
      `${shown(given)} can’t be a name: small letters, digits and underscores`,
      better,
    );
  }
  if (kind === 'push') {
    if (given.length > LONGEST_PUSH_NAME)
      return complain('name', `${shown(given)} is too long: ${LONGEST_PUSH_NAME} letters at most`);
    return undefined;
  }
  const bucket = pullBucketOf(naming, given);
  if (bucket === naming.hub)
    return complain(
      'name reserved',
      `${shown(given)} would open the hub, ${shown(bucket)}, with everybody’s data: take another name`,
    );
  const against = againstBucket(bucket);
  return against === undefined
    ? undefined
    : { code: 'name', says: `The bucket would be ${shown(bucket)}. ${against.says}` };
}

export function againstUser(given: string): Complaint | undefined {
  if (USER.test(given) && given.length <= LONGEST_ROLE_NAME) return undefined;
  const says = `${shown(given)} is no user of the platform: names begin with alpha_user_, alpha_app_ or airflow_`;
  const role = /^arn:aws:iam::\d+:role\/(?:.*\/)?([^/]+)$/.exec(given)?.[1];
  const bare = (role ?? given).trim().toLowerCase();
  const better = [bare, `alpha_user_${bare.replace(/^@/, '')}`].find((one) => USER.test(one));
  return complain('user', says, better);
}

/** `how`: where it is written, if that is not a file. */
export function againstPaperwork(
  given: readonly string[],
  how = 'and until when, as in paperwork: DPIA 123 until 2027-03-31',
): Complaint | undefined {
  if (given.some((one) => !NO_PAPERWORK.test(one.trim()))) return undefined;
  const what =
    given.length === 0 ? 'There is no paperwork' : `${shown(given.join(', '))} is no paperwork`;
  return complain('paperwork', `${what}: write what the release rests on, ${how}`);
}

/** Why paperwork can’t hold until then. `today` as in 2027-03-31. */
export function againstDay(day: string, today: string): string | undefined {
  const real = /^\d{4}-\d{2}-\d{2}$/.test(day) && !Number.isNaN(Date.parse(day));
  if (!real || new Date(day).toISOString().slice(0, 10) !== day)
    return `${shown(day)} is no day: write it as in 2027-03-31.`;
  return day < today ? `${day} is over: write until when the paperwork holds.` : undefined;
}
