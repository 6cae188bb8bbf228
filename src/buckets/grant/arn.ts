import { type Complaint, complain } from './complaint.ts';
import { shown } from './fault.ts';

const WHO = /^arn:aws:iam::\d{12}:(role|user)\/[\w+=,.@/-]{1,576}$/; // path and name as IAM allows them
const LONGEST_NAME = 64;
const SESSION = /^arn:aws:sts::(\d{12}):assumed-role\/([^/]+)\//;

/** Why data can’t be opened to this; undefined where it names exactly one role or user. */
export function againstReader(given: string): Complaint | undefined {
  if (/^arn:[^:]*:s3:/.test(given))
    return complain(
      'arn is bucket',
      `${shown(given)} is a bucket: write the ARN of the role that reads, arn:aws:iam::<12 digits>:role/<name>`,
    );
  if (/[*?]/.test(given))
    return complain(
      'arn wildcard',
      `${shown(given)} has a wildcard: name each role or user by itself`,
    );
  const session = SESSION.exec(given);
  if (session !== null) {
    const role = `arn:aws:iam::${session[1]}:role/${session[2]}`;
    return complain(
      'arn session',
      `${shown(given)} is one session of a role: write the role`,
      role,
    );
  }
  if (/^\d{12}$/.test(given) || /:root$/.test(given))
    return complain(
      'arn whole account',
      `${shown(given)} is a whole account: name the role or user that reads`,
    );
  const digits = /^arn:aws:iam::(\d+):/.exec(given)?.[1];
  if (digits !== undefined && digits.length !== 12)
    return complain(
      'arn account',
      `${shown(given)}: an account id has 12 digits, this has ${digits.length}. Ask the account’s owner for it`,
    );
  const name = given.split('/').at(-1) ?? '';
  if (!WHO.test(given) || name === '' || name.length > LONGEST_NAME || given.includes('//'))
    return complain(
      'arn',
      `${shown(given)} names no role or user: write arn:aws:iam::<12 digits>:role/<name>`,
    );
  return undefined;
}
