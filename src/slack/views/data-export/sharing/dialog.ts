import type { KnownBlock, ModalView, PlainTextOption } from '@slack/types';
import { z } from 'zod';
import type { ExportJob } from '../../../../domain/data-export/job.ts';
import { SHARE_KINDS, type ShareKind } from '../../../../domain/data-export/share.ts';
import type { UserGroup } from '../../../directory/people.ts';
import { context, section } from '../../blocks.ts';
import { acting, input, optional } from '../../dialogs/input.ts';
import { bold, count, fileSize, moment, plain } from '../../text.ts';

export const SHARE_CALLBACK = 'share-export';
const SHARE_ACTION = 'share-dialog';
export const GROUP_MENU = `${SHARE_ACTION}:group`;
const A_DAY = 24; // hours

/** What the dialog remembers: the number of the export, and whom its fields ask for. */
export const shareMemory = z.object({ j: z.int(), k: z.enum(SHARE_KINDS) });

export interface ShareDialog {
  readonly job: ExportJob;
  readonly kind: ShareKind;
  readonly offered: readonly ShareKind[];
  readonly now: Date;
}

/** *Share*: with whom, for how long. Anew when it is for others; what was typed stays. */
export function shareDialog(state: ShareDialog): ModalView {
  const { job, kind, now } = state;
  const most = hoursLeft(job, now);
  return {
    type: 'modal',
    callback_id: SHARE_CALLBACK,
    private_metadata: JSON.stringify({ j: job.id, k: kind } satisfies z.infer<typeof shareMemory>),
    title: { type: 'plain_text', text: 'Share an export' },
    submit: { type: 'plain_text', text: 'Share' },
    close: { type: 'plain_text', text: 'Cancel' },
    blocks: [
      section(whatAndUntil(job)),
      ...kindBlocks(state),
      ...recipient(kind),
      input(
        'hours',
        'For how many hours?',
        {
          type: 'number_input',
          action_id: 'value',
          is_decimal_allowed: false,
          initial_value: String(Math.min(A_DAY, most)),
          min_value: '1',
          max_value: String(most),
        },
        `At most ${most}: it ends with the export itself, which “Extend” keeps longer.`,
      ),
      optional(
        input('single_use', 'Downloads', {
          type: 'checkboxes',
          action_id: 'value',
          options: [{ text: { type: 'plain_text', text: ONCE[kind] }, value: 'single_use' }],
        }),
      ),
      optional(
        input(
          'note',
          'Note',
          { type: 'plain_text_input', action_id: 'value', multiline: true, max_length: 1000 },
          kind === 'anyone with the link'
            ? 'Shown on the page of the link.'
            : 'Shown in the message and on the page of the link.',
        ),
      ),
    ],
  };
}

function whatAndUntil({ name, files, output, expiresAt }: ExportJob): string {
  const what = `${bold(name)}: ${count(files.total - files.failed, 'file')}, ${fileSize(output?.bytes ?? 0)}`;
  return expiresAt === undefined ? what : `${what}, ${moment(expiresAt, 'kept until')}`;
}

/** Begun hours count: the share ends with the export all the same. */
function hoursLeft({ expiresAt }: ExportJob, now: Date): number {
  const left = (expiresAt?.getTime() ?? 0) - now.getTime();
  return Math.max(1, Math.ceil(left / 3_600_000));
}

const KINDS: Readonly<Record<ShareKind, string>> = {
  person: 'One person',
  group: 'A user group',
  'anyone with the link': 'Anyone with the link',
};

const ONCE: Readonly<Record<ShareKind, string>> = {
  person: 'One download, then the link opens nothing more',
  group: 'One download: whoever of them is first has it',
  'anyone with the link': 'One download: whoever is first has it',
};

function kindBlocks({ offered, kind }: ShareDialog): readonly KnownBlock[] {
  if (offered.length < 2) return [];
  return [
    acting('kind', 'With whom?', {
      type: 'radio_buttons',
      action_id: `${SHARE_ACTION}:kind`,
      options: offered.map(kindOption),
      initial_option: kindOption(kind),
    }),
  ];
}

const kindOption = (kind: ShareKind): PlainTextOption => ({
  text: { type: 'plain_text', text: KINDS[kind] },
  value: kind,
});

function recipient(kind: ShareKind): readonly KnownBlock[] {
  switch (kind) {
    case 'person':
      return [
        input(
          'person',
          'Person',
          {
            type: 'users_select',
            action_id: 'value',
            placeholder: { type: 'plain_text', text: 'Choose somebody' },
          },
          'They are sent the link by direct message.',
        ),
      ];
    case 'group':
      return [
        input(
          'group',
          'User group',
          {
            type: 'external_select',
            action_id: GROUP_MENU,
            min_query_length: 0,
            placeholder: { type: 'plain_text', text: 'A part of its name' },
          },
          'Each full member of it is sent the link by direct message.',
        ),
      ];
    case 'anyone with the link':
      return [
        context(
          'You are shown the link once, to pass on. Whoever has it can download, without an account.',
        ),
      ];
  }
}

export function groupOption({ id, handle, name }: UserGroup): PlainTextOption {
  return {
    text: { type: 'plain_text', text: plain(`@${handle}`, 75) },
    value: id,
    description: { type: 'plain_text', text: plain(name, 75) },
  };
}
