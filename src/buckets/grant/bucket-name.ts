import { type Complaint, complain } from './complaint.ts';
import { shown } from './fault.ts';
import type { Naming } from './grant.ts';

const ARN = /^arn:[^:]*:s3:::(.*)$/;
const ADDRESS = /^(?:s3|https?):\/\/([^/]+)/;
/** Reserved by AWS for buckets of its own making. */
const RESERVED = /^(xn--|sthree-|amzn-s3-demo-)|(-s3alias|--ol-s3|\.mrap|--x-s3|--table-s3)$/;

/** Why this can’t be the name of a bucket; undefined where it can. */
export function againstBucket(given: string): Complaint | undefined {
  const arn = ARN.exec(given)?.[1];
  if (arn !== undefined) {
    const bare = arn.replace(/\/.*$/, '');
    return complain('bucket is ARN', `${shown(given)} is an ARN: write the bare name`, bare);
  }
  const address = ADDRESS.exec(given)?.[1];
  if (address !== undefined)
    return complain(
      'bucket is path',
      `${shown(given)} is an address: write the bare name`,
      bucketAt(given, address),
    );
  if (given.includes('/')) {
    const bare = given.split('/').find((part) => part !== '');
    const says = `${shown(given)} has a path: write the bucket’s name alone, keys stay what they are`;
    return complain('bucket is path', says, bare);
  }
  if (given.length < 3 || given.length > 63)
    return complain(
      'bucket name',
      `${shown(given)} has ${given.length} letters: buckets have 3 to 63`,
    );
  const labels = given.split('.');
  if (!labels.every((label) => /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(label))) {
    const says = `${shown(given)} is no bucket’s name: small letters, digits and hyphens, no hyphen or dot at the ends`;
    const better = given
      .trim()
      .replace(/^\w+:\s*/, '') // with its key, as in a file
      .toLowerCase()
      .replaceAll('_', '-');
    const isName = better !== given && againstBucket(better) === undefined;
    return complain('bucket name', says, isName ? better : undefined);
  }
  if (/^\d+(\.\d+){3}$/.test(given))
    return complain('bucket name', `${shown(given)} is an IP address: write the bucket’s name`);
  if (RESERVED.test(given))
    return complain('bucket name', `${shown(given)} is kept by AWS for itself: take another name`);
  return undefined;
}

/** In an address of S3 the bucket is before the host, or the first part of the path. */
function bucketAt(given: string, host: string): string {
  if (given.startsWith('s3:')) return host;
  const before = /^(.+?)\.s3[.-][a-z0-9.-]*$/.exec(host)?.[1];
  const path = URL.canParse(given) ? new URL(given).pathname : '';
  return before ?? path.split('/').find((part) => part !== '') ?? host;
}

/** What is true of any bucket, and that a target is not where the data comes from. */
export function againstTarget(given: string, { hub }: Naming): Complaint | undefined {
  if (given === hub)
    return complain(
      'bucket is hub',
      `${shown(given)} is the hub itself: what is moved would come back for ever. Write the bucket it is to go to`,
    );
  return againstBucket(given);
}
