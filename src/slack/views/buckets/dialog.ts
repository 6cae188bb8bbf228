import type { InputBlock, ModalView, PlainTextInput } from '@slack/types';
import { z } from 'zod';
import type { Draft } from '../../../domain/bucket-order.ts';
import { acting, input, optional } from '../dialogs/input.ts';
import { plain } from '../text.ts';

export const BUCKET_CALLBACK = 'bucket-request';
export const BUCKET_TITLE = 'Ask for a bucket';
export const RETURN_CALLBACK = 'bucket-return';

const KIND_NAMES = {
  push: 'Push: what you put into the hub goes on to a bucket of theirs',
  pull: 'Pull: a bucket here, from which they fetch',
  elsewhere: 'Somewhere else: Azure, Google Cloud, …',
} as const;
export type DialogKind = keyof typeof KIND_NAMES;
const KINDS: readonly DialogKind[] = ['push', 'pull', 'elsewhere'];

/** What the dialog remembers: where to answer, what it asks about, and which request it mends. */
export const bucketMemory = z
  .object({
    ch: z.string(),
    k: z.enum(['push', 'pull', 'elsewhere']),
    d: z.string().optional(), // the dataset that is changed
    r: z.int().optional(),
    n: z.int().optional(), // its round
  })
  .refine(({ r, n }) => (r === undefined) === (n === undefined));
export type BucketMemory = z.infer<typeof bucketMemory>;

/** What has a command of its own, and is not changed with the rest. */
const OTHERS = ['users', 'paperwork', 'until'];

/** The dialog of `/bucket request`, and of `/bucket change`. `given`: what was asked for before it was returned, or what holds. */
export function bucketDialog(memory: BucketMemory, given?: Draft): ModalView {
  return {
    type: 'modal',
    callback_id: BUCKET_CALLBACK,
    private_metadata: JSON.stringify(memory),
    title: {
      type: 'plain_text',
      text: memory.d === undefined ? BUCKET_TITLE : plain(`Change ${memory.d}`, 24),
    },
    submit: { type: 'plain_text', text: 'Ask' },
    close: { type: 'plain_text', text: 'Cancel' },
    blocks: [
      ...(memory.r === undefined && memory.d === undefined ? [kindField(memory.k)] : []),
      ...(memory.d === undefined
        ? [
            input(
              'name',
              'Dataset name',
              line(given?.name, 'new_project'),
              'Small letters, digits and underscores.',
            ),
          ]
        : []),
      ...fieldsOf(memory.k, given).filter(
        ({ block_id: field = '' }) => memory.d === undefined || !OTHERS.includes(field),
      ),
    ],
  };
}

function fieldsOf(kind: DialogKind, given: Draft | undefined): readonly InputBlock[] {
  const users = input(
    'users',
    'Users who put data there',
    lines(given?.users),
    'One a line: alpha_user_…, alpha_app_… or airflow_…',
  );
  const paperwork = [
    input(
      'paperwork',
      'Paperwork',
      line(given?.paperwork, 'DPIA 123'),
      'What the release rests on.',
    ),
    input(
      'until',
      'Paperwork holds until',
      line(given?.until, '2027-03-31'),
      'I ask for it anew before that day.',
    ),
  ];
  switch (kind) {
    case 'push':
      return [
        input(
          'target',
          'Target bucket',
          line(given?.target, 'their-bucket'),
          'Its bare name, not an ARN.',
        ),
        users,
        ...paperwork,
        ticks([['keep_files', 'Keep the files in the hub, too', given?.keepFiles]]),
      ];
    case 'pull':
      return [
        input(
          'readers',
          'ARNs that may fetch',
          lines(given?.readers),
          'One a line: arn:aws:iam::<12 digits>:role/<name>',
        ),
        users,
        ...paperwork,
        ticks([
          ['allow_push', 'They may write and delete, too', given?.allowPush],
          ['bucket_versioning', 'Keep versions', given?.bucketVersioning],
        ]),
      ];
    case 'elsewhere':
      return [
        input('platform', 'Where to', line(undefined, 'Azure, Google Cloud, …')),
        input(
          'facts',
          'What data engineering should know',
          lines(undefined),
          'Whose account it is, how much data, how often, what the release rests on.',
        ),
      ];
  }
}

function kindField(kind: DialogKind): InputBlock {
  const option = (one: DialogKind) => ({
    text: { type: 'plain_text' as const, text: KIND_NAMES[one] },
    value: one,
  });
  return acting('kind', 'How does the data leave?', {
    type: 'radio_buttons',
    action_id: 'bucket-dialog:kind',
    options: KINDS.map(option),
    initial_option: option(kind),
  });
}

const line = (given: string | undefined, example: string): PlainTextInput => ({
  type: 'plain_text_input',
  action_id: 'value',
  placeholder: { type: 'plain_text', text: example },
  ...(given === undefined || given === '' ? {} : { initial_value: given }),
});

const lines = (given: readonly string[] | undefined): PlainTextInput => ({
  type: 'plain_text_input',
  action_id: 'value',
  multiline: true,
  ...(given === undefined || given.length === 0
    ? {}
    : { initial_value: given.join('\n').slice(0, 3000) }),
});

function ticks(
  all: readonly (readonly [value: string, label: string, ticked: boolean | undefined])[],
): InputBlock {
  const options = all.map(([value, label]) => ({
    text: { type: 'plain_text' as const, text: label },
    value,
  }));
  const ticked = options.filter((_, index) => all[index]?.[2] === true);
  return optional(
    input('flags', 'Besides', {
      type: 'checkboxes',
      action_id: 'value',
      options,
      ...(ticked.length === 0 ? {} : { initial_options: ticked }),
    }),
  );
}

export const returnMemory = z.object({ r: z.int(), n: z.int() });

/** Why a request is returned; for what is somewhere else, the answer. */
export function returnDialog(
  memory: z.infer<typeof returnMemory>,
  name: string,
  elsewhere: boolean,
): ModalView {
  return {
    type: 'modal',
    callback_id: RETURN_CALLBACK,
    private_metadata: JSON.stringify(memory),
    title: { type: 'plain_text', text: plain(elsewhere ? 'Answer' : 'Return this request', 24) },
    submit: { type: 'plain_text', text: elsewhere ? 'Answer' : 'Return' },
    close: { type: 'plain_text', text: 'Not now' },
    blocks: [
      input(
        'reason',
        elsewhere
          ? `What is arranged for ${plain(name, 60)}?`
          : `What is to be mended in ${plain(name, 60)}?`,
        lines(undefined),
        'They read it as you write it.',
      ),
    ],
  };
}
