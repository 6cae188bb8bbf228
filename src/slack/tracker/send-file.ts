import type { Needs } from '../needs.ts';

/** Puts a file into somebody’s own messages with the bot; whether Slack took it. */
export async function sendFile(
  { client, chat, log }: Pick<Needs, 'client' | 'chat' | 'log'>,
  person: string,
  file: {
    readonly content: Uint8Array;
    readonly filename: string;
    readonly title: string;
    readonly alt?: string; // what a picture shows
  },
): Promise<boolean> {
  const { content, filename, title, alt } = file;
  try {
    await client.filesUploadV2({
      channel_id: await chat.direct(person),
      file: Buffer.from(content),
      filename,
      title,
      ...(alt === undefined ? {} : { alt_text: alt }),
    });
    return true;
  } catch (error) {
    log.warn('file not sent', { person, filename, message: String(error) });
    return false;
  }
}
