/** Text, blocks and metadata of a message, checked as Slack checks them and a little harder. */
import { z } from 'zod';
import type { Block } from '../blocks/blocks.ts';
import { complaints } from '../blocks/complaints.ts';
import { messageBlocks } from '../blocks/surfaces.ts';
import type { Office } from '../office.ts';
import type { Metadata } from '../workspace/messages.ts';
import { SlackError } from './method.ts';

/** What an older Slack client would not know. */
const newBlocks: ReadonlySet<string> = new Set(['plan', 'task_card']);

export function readBlocks(office: Office, raw: unknown): readonly Block[] | undefined {
  if (raw === undefined || raw === null) return undefined;
  if (!Array.isArray(raw)) throw new SlackError('invalid_blocks_format');
  const parsed = messageBlocks.safeParse(raw);
  if (!parsed.success) throw invalidBlocks(complaints(parsed.error, '/blocks'));
  const tooNew = parsed.data.findIndex((each) => newBlocks.has(each.type));
  if (tooNew >= 0 && office.faults.strikes('reject-new-blocks'))
    throw invalidBlocks([`[ERROR] unsupported type [json-pointer:/blocks/${tooNew}/type]`]);
  return parsed.data;
}

function invalidBlocks(messages: readonly string[]): SlackError {
  return new SlackError('invalid_blocks', { response_metadata: { messages } });
}

const metadata = z.strictObject({
  event_type: z.string().regex(/^[a-zA-Z0-9_.-]{1,255}$/),
  event_payload: z.record(z.string(), z.unknown()),
});

/** `null` for the empty object, by which an edit removes metadata. */
export function readMetadata(raw: unknown): Metadata | null | undefined {
  if (raw === undefined) return undefined;
  if (typeof raw === 'object' && raw !== null && Object.keys(raw).length === 0) return null;
  const parsed = metadata.safeParse(raw);
  if (!parsed.success)
    throw new SlackError('invalid_metadata_format', {
      response_metadata: { messages: complaints(parsed.error, '/metadata') },
    });
  return parsed.data;
}

export function requireContent(
  text: string | undefined,
  blocks: readonly Block[] | undefined,
  longest: number,
): void {
  if ((text ?? '') === '' && (blocks ?? []).length === 0) throw new SlackError('no_text');
  if ((text ?? '').length > longest) throw new SlackError('msg_too_long');
}
