/** Composition objects: the small parts that blocks and elements share, with Slack's lengths. */
import { z } from 'zod';

export const identifier = z.string().min(1).max(255);

export function plainText(max: number) {
  return z.strictObject({
    type: z.literal('plain_text'),
    text: z.string().min(1).max(max),
    emoji: z.boolean().optional(),
  });
}

export function mrkdwn(max: number) {
  return z.strictObject({
    type: z.literal('mrkdwn'),
    text: z.string().min(1).max(max),
    verbatim: z.boolean().optional(),
  });
}

export function anyText(max: number) {
  return z.discriminatedUnion('type', [plainText(max), mrkdwn(max)]);
}

const optionParts = {
  value: z.string().min(1).max(75),
  description: plainText(75).optional(),
};

/** Options of menus: plain text only. */
export const plainOption = z.strictObject({ text: plainText(75), ...optionParts });

/** Options of radio buttons and checkboxes: mrkdwn is allowed as well. */
export const anyOption = z.strictObject({ text: anyText(75), ...optionParts });

/** Options of an overflow menu may open a link. */
export const linkOption = plainOption.extend({ url: z.string().max(3000).optional() });

export const optionGroup = z.strictObject({
  label: plainText(75),
  options: z.array(plainOption).min(1).max(100),
});

const style = z.enum(['primary', 'danger']);

const confirmation = z.strictObject({
  title: plainText(100).optional(),
  text: anyText(300),
  confirm: plainText(30).optional(),
  deny: plainText(30).optional(),
  style: style.optional(),
});

/** Property groups that many elements have in common. */
export const actionable = { action_id: identifier.optional() };
export const confirmable = { confirm: confirmation.optional() };
export const focusable = { focus_on_load: z.boolean().optional() };
export const hinted = { placeholder: plainText(150).optional() };
export const styled = {
  style: style.optional(),
  accessibility_label: z.string().max(75).optional(),
};
export const dispatching = {
  dispatch_action_config: z
    .strictObject({
      trigger_actions_on: z
        .array(z.enum(['on_enter_pressed', 'on_character_entered']))
        .min(1)
        .optional(),
    })
    .optional(),
};

/** Where a picture comes from: exactly one of a public address or a Slack file. */
export const pictureSource = {
  image_url: z.string().max(3000).optional(),
  slack_file: z
    .union([z.strictObject({ id: z.string() }), z.strictObject({ url: z.string() })])
    .optional(),
};

export function hasOnePicture(picture: {
  readonly image_url?: string | undefined;
  readonly slack_file?: unknown;
}): boolean {
  return (picture.image_url === undefined) !== (picture.slack_file === undefined);
}
