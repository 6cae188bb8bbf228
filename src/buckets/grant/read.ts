import { closest, distance } from 'fastest-levenshtein';
import { z } from 'zod';
import { againstTarget } from './bucket-name.ts';
import type { Complaint } from './complaint.ts';
import { complain } from './complaint.ts';
import { FAULT_CODES, type Fault, shown } from './fault.ts';
import { type Grant, type Kind, type Naming, pullBucketOf } from './grant.ts';
import { againstName, againstPaperwork, againstReader, againstUser } from './rules.ts';
import { readKeys } from './yaml.ts';

export interface About {
  readonly kind: Kind;
  /** Without folder and `.yaml`. */
  readonly fileName: string;
  readonly naming: Naming;
  /** New requests need their paperwork; those that live without are reminded. */
  readonly isNew: boolean;
}

/** Remarks are worth saying and stop nothing. */
export type GrantReading =
  | { readonly grant: Grant; readonly remarks: readonly Fault[] }
  | { readonly faults: readonly Fault[]; readonly remarks: readonly Fault[] };

const KEYS = {
  push: ['name', 'target_bucket', 'users', 'keep_files', 'paperwork'],
  pull: ['name', 'pull_arns', 'users', 'allow_push', 'bucket_versioning', 'paperwork'],
} as const satisfies Record<Kind, readonly string[]>;
/** What people have written instead, that no likeness of letters leads back from. */
const MEANT: Readonly<Record<string, string>> = {
  bucket: 'target_bucket',
  destination: 'target_bucket',
  is_writable: 'allow_push',
  writable: 'allow_push',
  versioning: 'bucket_versioning',
  arns: 'pull_arns',
  roles: 'pull_arns',
  dpia: 'paperwork',
};
const MOST_IN_LIST = 200;
const MOST_LETTERS_OFF = 4;

export function readGrant(text: string, about: About): GrantReading {
  const keys = readKeys(text);
  if (!('lineOf' in keys)) return { faults: keys, remarks: [] };
  const { values, lineOf } = keys;
  const faults: Fault[] = [];
  const remarks: Fault[] = [];
  const known: readonly string[] = KEYS[about.kind];
  for (const key of values.keys()) {
    if (known.includes(key)) continue;
    const { against, only } = againstKey(key, about.kind, values);
    (only === 'a remark' ? remarks : faults).push({ ...against, line: lineOf(key) });
  }

  const given = Object.fromEntries([...values].filter(([key]) => known.includes(key)));
  const parsed = (about.kind === 'push' ? pushOf(about) : pullOf(about)).safeParse(given);
  if (!parsed.success) {
    const legacy = faults.some(({ code }) => code === 'legacy key');
    for (const issue of parsed.error.issues) {
      const [key = '', item] = issue.path.map((part) =>
        typeof part === 'number' ? part : String(part),
      );
      const complaint = complaintOf(issue, String(key), given);
      if (legacy && complaint.code === 'missing key' && key === 'target_bucket') continue;
      faults.push({
        ...complaint,
        line: lineOf(String(key), typeof item === 'number' ? item : undefined),
      });
    }
  }
  const paperwork = againstPaperwork(wordsIn(given['paperwork']));
  if (paperwork !== undefined)
    (about.isNew ? faults : remarks).push({ ...paperwork, line: lineOf('paperwork') });
  for (const key of ['keep_files', 'allow_push', 'bucket_versioning'])
    if (Array.isArray(given[key]))
      remarks.push({
        ...complain(
          'flag',
          `${shown(key)} is a list with true in it, and is read as true: write`,
          `${key}: true`,
        ),
        line: lineOf(key),
      });
  if (!parsed.success || faults.length > 0)
    return { faults: faults.sort((a, b) => a.line - b.line), remarks };
  const grant = parsed.data;
  if (grant.kind === 'pull' && grant.name.includes('_')) {
    const bucket = shown(pullBucketOf(about.naming, grant.name));
    const says = `Buckets have no underscores: this one is ${bucket}.`;
    remarks.push({ code: 'name', line: lineOf('name'), says });
  }
  return { grant, remarks };
}

type Rule = (given: string) => Complaint | undefined;

const text = (rule: Rule) =>
  z.string().superRefine((given, { addIssue }) => {
    const against = rule(given);
    if (against !== undefined) addIssue({ code: 'custom', message: against.says, params: against });
  });

const list = (rule: Rule, most = MOST_IN_LIST) =>
  z
    .array(text(rule))
    .min(1)
    .max(most)
    .superRefine((given, { addIssue }) => {
      given.forEach((one, index) => {
        if (given.indexOf(one) === index) return;
        const params = complain('twice', `${shown(one)} is there twice: remove one of the two`);
        addIssue({ code: 'custom', message: params.says, params, path: [index] });
      });
    });

/** A list with true in it has always meant true; with anything else in it, it would be true as well. */
const flag = z
  .union([z.boolean(), z.tuple([z.literal(true)]).transform((): boolean => true)])
  .default(false);

const paperwork = z
  .union([z.string(), z.array(z.string()).max(MOST_IN_LIST)])
  .nullish()
  .transform((given) => wordsIn(given));

const common = ({ kind, fileName, naming }: About) => ({
  name: text((given) => {
    const against = againstName(given, kind, naming);
    if (against !== undefined || given === fileName) return against;
    return complain(
      'name differs',
      `${shown(given)} stands in a file of another name: write the file’s`,
      fileName,
    );
  }),
  users: list(againstUser),
  paperwork,
});

const pushOf = (about: About) =>
  z
    .object({
      ...common(about),
      target_bucket: text((given) => againstTarget(given, about.naming)),
      keep_files: flag,
    })
    .transform(
      ({ target_bucket: targetBucket, keep_files: keepFiles, ...rest }): Grant => ({
        kind: 'push',
        ...rest,
        targetBucket,
        keepFiles,
      }),
    );

const pullOf = (about: About) =>
  z
    .object({
      ...common(about),
      pull_arns: list(againstReader),
      allow_push: flag,
      bucket_versioning: flag,
    })
    .transform(
      ({
        pull_arns: pullArns,
        allow_push: allowPush,
        bucket_versioning: bucketVersioning,
        ...rest
      }): Grant => ({
        kind: 'pull',
        ...rest,
        pullArns,
        allowPush,
        bucketVersioning,
      }),
    );

function wordsIn(given: unknown): readonly string[] {
  if (Array.isArray(given)) return given.filter((one) => typeof one === 'string');
  return typeof given === 'string' ? [given] : [];
}

function againstKey(key: string, kind: Kind, values: ReadonlyMap<string, unknown>) {
  const only = key === 'bucket' && kind === 'pull' ? 'a remark' : undefined;
  if (only !== undefined) {
    const says =
      '`bucket` means nothing in a pull file, its bucket follows from the name: remove the line';
    return { only, against: complain('legacy key', says) };
  }
  if (key === 'bucket') {
    const both = values.has('target_bucket');
    return {
      against: both
        ? complain(
            'legacy key',
            '`bucket` is the old name of `target_bucket`, which is there already: remove the line',
          )
        : complain(
            'legacy key',
            '`bucket` is the old name, and the deployment stops at it: write',
            'target_bucket',
          ),
    };
  }
  const known: readonly string[] = KEYS[kind];
  const other: readonly string[] = KEYS[kind === 'push' ? 'pull' : 'push'];
  if (other.includes(key))
    return {
      against: complain(
        'unknown key',
        `${shown(key)} has no meaning in a ${kind} file: remove the line`,
      ),
    };
  const near = closest(key, [...known]);
  const meant =
    MEANT[key.toLowerCase()] ?? (distance(key, near) <= MOST_LETTERS_OFF ? near : undefined);
  const says = `There is no key ${shown(key)}`;
  return {
    against:
      meant !== undefined && known.includes(meant)
        ? complain('unknown key', `${says}. Perhaps you mean`, meant)
        : complain('unknown key', `${says}. There are ${known.join(', ')}`),
  };
}

const custom = z.object({
  code: z.enum(FAULT_CODES),
  says: z.string(),
  suggestion: z.string().optional(),
});

/** The words for what zod found, where no rule of ours has its own. */
function complaintOf(
  issue: z.core.$ZodIssue,
  key: string,
  given: Readonly<Record<string, unknown>>,
): Complaint {
  if (issue.code === 'custom') {
    const { suggestion, ...rest } = custom.parse(issue.params);
    return suggestion === undefined ? rest : { ...rest, suggestion };
  }
  const value = given[key];
  if (value === undefined || value === null)
    return complain('missing key', `${shown(key)} is missing: ${WANTED[key] ?? 'add it'}`);
  if (issue.code === 'too_small')
    return complain('nothing in list', `${shown(key)} is empty: ${WANTED[key] ?? 'add something'}`);
  if (issue.code === 'too_big')
    return complain(
      'too many',
      `${shown(key)} has more than ${MOST_IN_LIST} entries: split the dataset`,
    );
  if (key in FLAGS)
    return complain(
      'flag',
      `${shown(value)} is not true or false, and the deployment reads it as true: write`,
      `${key}: false`,
    );
  return complain('wrong type', `${shown(value)} can’t be ${key}: ${WANTED[key] ?? 'write text'}`);
}

const FLAGS = { keep_files: true, allow_push: true, bucket_versioning: true };
const WANTED: Readonly<Record<string, string>> = {
  name: 'write the dataset’s name, in quotes where it has digits alone',
  target_bucket: 'write the bucket that the data goes to, as text',
  users: 'write a list of users of the platform, each after a hyphen',
  pull_arns: 'write a list of the ARNs that may read, each after a hyphen',
  paperwork: 'write text, or a list of texts',
};
