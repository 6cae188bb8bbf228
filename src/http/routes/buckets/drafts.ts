import { z } from 'zod';
import type { Draft } from '../../../domain/bucket-order.ts';

const text = z.string().max(2000);
const texts = z.array(text).max(1000);
const flag = z.boolean().default(false);
/** As the files have it; what is wrong with a value is said by the rules that those are read by. */
const both = {
  name: text,
  users: texts,
  paperwork: text,
  until: text
    .default('')
    .describe(
      'The last day on which the paperwork holds, as in 2027-03-31; it may stand behind the paperwork, too',
    ),
};

const push = z.strictObject(
  {
    kind: z.literal('push'),
    ...both,
    target_bucket: text,
    keep_files: flag,
  },
  {
    // As an old guide to the files had it.
    error: (issue) =>
      issue.code === 'unrecognized_keys' && issue.keys.every((key) => key === 'bucket')
        ? 'is not taken here: write target_bucket'
        : undefined,
  },
);
const pull = z.strictObject({
  kind: z.literal('pull'),
  ...both,
  pull_arns: texts,
  allow_push: flag,
  bucket_versioning: flag,
});
export const draftBody = z.discriminatedUnion('kind', [push, pull]);
export const elsewhereBody = z
  .strictObject({
    kind: z.literal('elsewhere'),
    name: text.min(1),
    platform: text.min(1),
    facts: text.min(1),
  })
  .describe('Another cloud: data engineering is told the facts');

export function draftIn(body: z.infer<typeof draftBody>): Draft {
  const { name, users, paperwork, until } = body;
  const given = { name, users, paperwork, until };
  return body.kind === 'push'
    ? {
        ...given,
        kind: 'push',
        target: body.target_bucket,
        readers: [],
        keepFiles: body.keep_files,
        allowPush: false,
        bucketVersioning: false,
      }
    : {
        ...given,
        kind: 'pull',
        target: '',
        keepFiles: false,
        readers: body.pull_arns,
        allowPush: body.allow_push,
        bucketVersioning: body.bucket_versioning,
      };
}
