/** POST /response/KEY: the response url of a command or interaction. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { complaints } from '../blocks/complaints.ts';
import { readBody, sendJson } from '../http/exchange.ts';
import type { Office } from '../office.ts';
import { appAuthor, edit, post, remove } from '../posts.ts';
import type { ResponseTarget } from '../workspace/tickets.ts';
import { readBlocks, requireContent } from './content.ts';
import { flag, invalidArguments, SlackError } from './method.ts';

const longest = 40_000;

const reply = z.strictObject({
  text: z.string().optional(),
  blocks: z.array(z.unknown()).optional(),
  response_type: z.enum(['ephemeral', 'in_channel']).optional(),
  replace_original: flag.optional(),
  delete_original: flag.optional(),
  thread_ts: z.string().optional(),
  mrkdwn: flag.optional(),
  unfurl_links: flag.optional(),
  unfurl_media: flag.optional(),
});

/** Slack answers a bad response with an error status, unlike its Web API. */
export async function serveResponseUrl(
  office: Office,
  key: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await readBody(request);
  const redemption = office.responseUrls.redeem(key);
  if (!redemption.ok) {
    sendJson(response, 404, { ok: false, error: redemption.error });
    return;
  }
  try {
    respond(office, redemption.target, JSON.parse(body));
    sendJson(response, 200, { ok: true });
  } catch (error) {
    if (error instanceof SlackError)
      sendJson(response, 400, { ok: false, error: error.code, ...error.detail });
    else if (error instanceof SyntaxError)
      sendJson(response, 400, { ok: false, error: 'invalid_payload' });
    else throw error;
  }
}

/** Does what the body of a response url, or of a command's acknowledgement, asks for. */
export function respond(office: Office, target: ResponseTarget, raw: unknown): void {
  const parsed = reply.safeParse(raw);
  if (!parsed.success) throw invalidArguments(complaints(parsed.error, ''));
  const given = parsed.data;
  const original =
    target.messageTs === undefined
      ? undefined
      : office.messages.find(target.channel, target.messageTs);
  if (given.delete_original === true) {
    if (original === undefined) throw new SlackError('message_not_found');
    remove(office, original);
    return;
  }
  const blocks = readBlocks(office, given.blocks);
  requireContent(given.text, blocks, longest);
  if (given.replace_original === true) {
    if (original === undefined) throw new SlackError('message_not_found');
    edit(office, original, { text: given.text ?? '', blocks: blocks ?? [] });
    return;
  }
  post(office, {
    channel: target.channel,
    author: appAuthor(office),
    text: given.text ?? '',
    blocks,
    threadTs: given.thread_ts ?? target.threadTs,
    ephemeralFor: given.response_type === 'in_channel' ? undefined : target.personId,
  });
}
