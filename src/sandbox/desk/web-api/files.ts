/** files.*: an upload is announced, sent to its address, and completed into a conversation. */
import { z } from 'zod';
import { appAuthor, post } from '../posts.ts';
import { invalidArguments, json, type Method, method, SlackError } from './method.ts';
import { threadIn, writablePlace } from './places.ts';

const uploaded = z.array(
  z.strictObject({ id: z.string(), title: z.string().optional() }).readonly(),
);
const mostBytes = 1024 ** 3;

export const files: Readonly<Record<string, Method>> = {
  'files.getUploadURLExternal': method({
    scope: 'files:write',
    arguments: {
      filename: z.string().min(1),
      length: z.coerce.number().int().min(1).max(mostBytes),
      alt_text: z.string().max(1000).optional(),
      snippet_type: z.string().optional(),
    },
    run: (given, office) => {
      const id = office.sequence.id('F');
      office.files.begin({ id, name: given.filename, length: given.length });
      return { upload_url: `${office.url()}/upload/${id}`, file_id: id };
    },
  }),
  'files.completeUploadExternal': method({
    scope: 'files:write',
    arguments: {
      files: json,
      channel_id: z.string().optional(),
      initial_comment: z.string().optional(),
      thread_ts: z.string().optional(),
    },
    run: (given, office) => {
      const read = uploaded.min(1).safeParse(given.files);
      if (!read.success) throw invalidArguments(['files must list what was uploaded']);
      const place = writablePlace(office, given.channel_id ?? '');
      const { userId } = office.directory.workspace.bot;
      const shared = read.data.map(({ id, title }) => {
        const file = office.files.complete(id, title, userId);
        if (file === undefined) throw new SlackError('file_not_found');
        return file;
      });
      post(office, {
        channel: place.id,
        author: appAuthor(office),
        text: given.initial_comment ?? '',
        threadTs: threadIn(office, place, given.thread_ts),
        files: shared,
      });
      return { files: shared.map(({ id, title }) => ({ id, title })) };
    },
  }),
};
