import type { Message } from '../../operations/message.ts';
import { invitationView } from './answers/invitation.ts';
import {
  didYouMeanView,
  failedView,
  notReadyView,
  upstreamSilentView,
} from './answers/not-ready.ts';
import { previewView } from './answers/preview.ts';
import { refusalView } from './answers/refusal.ts';
import { notedView } from './answers/report.ts';
import type { Rendered } from './blocks.ts';
import { bucketAnswerView } from './buckets/answers.ts';
import { bucketCardView } from './buckets/card.ts';
import { fileView } from './buckets/files.ts';
import { bucketNewsView } from './buckets/news.ts';
import { moverAlertView } from './buckets/transfers.ts';
import { concernView, recertificationView } from './buckets/upkeep.ts';
import { cardView } from './card/card.ts';
import { exportCardView } from './data-export/card.ts';
import { notMadeView } from './data-export/created.ts';
import { exportEndedView, givenUpView } from './data-export/ended.ts';
import type { Roles } from './text.ts';
import { alertView } from './thread/alert.ts';
import { cleanUpView } from './thread/clean-up.ts';
import { exportTroubleView } from './thread/export-trouble.ts';
import { namelessNoticeView } from './thread/import-words.ts';
import { noticeView } from './thread/notice.ts';
import { undeliveredView } from './thread/undelivered.ts';
import { digestView } from './tracker/digest.ts';
import { proposalNewsView } from './tracker/proposals.ts';

/** Meaning to words: everything that the operations say. `reader` is who alone will see it, if it is one person. */
export function messageView(message: Message, roles: Roles, now: Date, reader?: string): Rendered {
  switch (message.kind) {
    case 'card':
      return cardView(message.card, roles);
    case 'notice':
      return noticeView(message, roles);
    case 'alert':
      return alertView(message, roles);
    case 'clean-up':
      return cleanUpView(message, roles);
    case 'nameless notice':
      return namelessNoticeView(message, roles);
    case 'export trouble':
      return exportTroubleView(message);
    case 'invitation':
      return invitationView(message.invitation);
    case 'undelivered':
      return undeliveredView(message);
    case 'export not made':
      return notMadeView(message);
    case 'export card':
      return exportCardView(message.card);
    case 'export ended':
      return exportEndedView(message.card);
    case 'notification given up':
      return givenUpView(message);
    case 'bucket answer':
      return bucketAnswerView(message.answer, roles);
    case 'bucket concern':
      return concernView(message.dataset, message.concern);
    case 'recertification':
      return recertificationView(message.card);
    case 'bucket file':
      return fileView(message.story);
    case 'bucket card':
      return bucketCardView(message.card, roles);
    case 'bucket news':
      return bucketNewsView(message.news);
    case 'mover alert':
      return moverAlertView(message.alert, roles);
    case 'crawl digest':
      return digestView(message.digest, message.proposals);
    case 'sheet proposals':
      return proposalNewsView(message.proposals);
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
    case 'noted':
      return notedView(message);
    case 'failed':
      return failedView(message.reference);
  }
}
