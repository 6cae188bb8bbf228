import type { Found } from '../../../src/buckets/folder/read-folder.ts';
import type { Fault } from '../../../src/buckets/grant/fault.ts';
import type { Kind, Naming } from '../../../src/buckets/grant/grant.ts';
import { type GrantReading, readGrant } from '../../../src/buckets/grant/read.ts';

export const NAMING: Naming = {
  hub: 'mojap-hub-exports',
  prefix: 'mojap-',
  account: '111122223333',
};

export const READER = 'arn:aws:iam::444455556666:role/reader';

/** A push file as people write it; keys that are given replace its own, and `undefined` leaves them out. */
export function push(over: Readonly<Record<string, string | undefined>> = {}): string {
  return fileOf({
    name: 'new_project',
    target_bucket: 'target-bucket',
    users: '\n  - alpha_user_one\n  - alpha_app_two',
    paperwork: 'DPIA 12 until 2027-03-31',
    ...over,
  });
}

export function pull(over: Readonly<Record<string, string | undefined>> = {}): string {
  return fileOf({
    name: 'new-project',
    pull_arns: `\n  - ${READER}`,
    users: '\n  - alpha_user_one',
    paperwork: 'DPIA 12 until 2027-03-31',
    ...over,
  });
}

function fileOf(keys: Readonly<Record<string, string | undefined>>): string {
  return Object.entries(keys)
    .flatMap(([key, value]) => (value === undefined ? [] : [`${key}: ${value}\n`]))
    .join('');
}

/** Read as a new request in a file of its own name. */
export function read(
  text: string,
  kind: Kind = 'push',
  over: { readonly isNew?: boolean; readonly fileName?: string } = {},
): GrantReading {
  const named = /^name: *["']?([^\s"'#]+)/m.exec(text)?.[1] ?? 'x';
  return readGrant(text, { kind, fileName: named, naming: NAMING, isNew: true, ...over });
}

export function faultsIn(reading: GrantReading): readonly Fault[] {
  return 'faults' in reading ? reading.faults : [];
}

export function file(kind: Kind, name: string, text: string): Found {
  return { kind, file: `${name}.yaml`, text };
}
