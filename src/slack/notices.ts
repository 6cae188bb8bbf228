import type { App } from '@slack/bolt';
import { z } from 'zod';
import { within } from './connection/patience.ts';
import type { Needs } from './needs.ts';
import { fromSlack } from './views/text.ts';

const LINK_MOST = 1000; // milliseconds of real time

/** New messages; edits, deletions and people coming and going are none. */
const SAID = new Set([undefined, 'bot_message', 'file_share', 'me_message', 'thread_broadcast']);

const message = z.object({
  channel: z.string(),
  ts: z.string(),
  subtype: z.string().optional(),
  bot_id: z.string().optional(),
  user: z.string().optional(),
  text: z.string().optional(),
  attachments: z
    .array(z.object({ fallback: z.string().optional(), text: z.string().optional() }))
    .optional(),
});

/** Messages in the channels where the import system reports: each is handed inwards, whoever wrote it. */
export function registerNotices(app: App, needs: Needs): void {
  app.event('message', async ({ event, context }) => {
    const read = message.safeParse(event);
    if (!read.success || !SAID.has(read.data.subtype)) return;
    const { channel, ts, bot_id: bot, user } = read.data;
    if (!needs.watchedChannels.includes(channel)) return;
    if (bot !== undefined && bot === context.botId) return;
    if (user !== undefined && user === context.botUserId) return;
    const text = textOf(read.data);
    if (text === '') return;
    const link = await within(LINK_MOST, permalink(needs, channel, ts), undefined);
    await needs.operations.importNotice({
      key: `${channel}:${ts}`,
      text,
      ...(link === undefined ? {} : { link }),
    });
  });
}

/** A bot may put all it has to say into attachments. */
function textOf({ text = '', attachments = [] }: z.infer<typeof message>): string {
  const attached = attachments.map((one) => one.text ?? one.fallback ?? '');
  return [text, ...attached]
    .filter((part) => part !== '')
    .map(fromSlack)
    .join('\n');
}

async function permalink(
  { client }: Needs,
  channel: string,
  ts: string,
): Promise<string | undefined> {
  const answer = await client.chat.getPermalink({ channel, message_ts: ts });
  return answer.permalink;
}
