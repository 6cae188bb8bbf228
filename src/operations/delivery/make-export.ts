import type { ExportOrder } from '../../domain/errand.ts';
import type { Chat, ExportNews } from '../ports.ts';

/** Makes an export that was asked for in the chat; its card follows by itself. Where there can be none, whoever asked is told why. */
export type MakeExport = (order: ExportOrder) => Promise<void>;

export function createMakeExport(needs: {
  readonly chat: Pick<Chat, 'whisper'>;
  readonly exportNews: Pick<ExportNews, 'make'>;
}): MakeExport {
  return async (order) => {
    const why = await needs.exportNews.make(order);
    if (why === undefined) return;
    const { person, channel } = order.place;
    await needs.chat.whisper(person, channel, { kind: 'export not made', name: order.name, why });
  };
}
