import type { Message } from '../../operations/message.ts';
import { alertView } from './alert.ts';
import type { Rendered } from './blocks.ts';
import { cardView } from './card.ts';
import { namelessNoticeView } from './import-words.ts';
import { didYouMeanView, failedView, notReadyView, upstreamSilentView } from './not-ready.ts';
import { noticeView } from './notice.ts';
import { previewView } from './preview.ts';
import { refusalView } from './refusal.ts';
import type { Roles } from './text.ts';
import { undeliveredView } from './undelivered.ts';

/** Meaning to words: everything that the operations say. `reader` is who alone will see it, if it is one person. */
export function messageView(message: Message, roles: Roles, now: Date, reader?: string): Rendered {
  switch (message.kind) {
    case 'card':
      return cardView(message.card, roles);
    case 'notice':
      return noticeView(message, roles);
    case 'alert':
      return alertView(message, roles);
    case 'nameless notice':
      return namelessNoticeView(message, roles);
    case 'undelivered':
      return undeliveredView(message);
    case 'preview':
      return previewView(message.preview);
    case 'not ready':
      return notReadyView(message);
    case 'did you mean':
      return didYouMeanView(message);
    case 'upstream silent':
      return upstreamSilentView(message);
    case 'refused':
      return refusalView(message, roles, now, reader);
    case 'failed':
      return failedView(message.reference);
  }
}
