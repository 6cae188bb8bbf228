import type { ExportCard, Message } from '../../../operations/message.ts';
import { paragraph, type Rendered } from '../blocks.ts';
import { bold, code, count, escaped, fileSize, moment, person } from '../text.ts';
import { EDIT } from './buttons.ts';

/** The call below a card when an attempt has ended: an edited card calls nobody. */
export function exportEndedView({ job }: ExportCard): Rendered {
  const who = person(job.party.name);
  const name = bold(job.name);
  const { total, failed, unfit } = job.files;
  switch (job.status) {
    case 'pending':
    case 'processing':
      return paragraph(`${name} is under way again.`);
    case 'cancelled':
      return paragraph(`${name} was cancelled.`);
    case 'failed':
      return paragraph(
        `${who}: ${name} could not be exported. ${escaped(job.message ?? '', 500)} The card above says why for each file${failed === unfit ? `. What does not fit can be changed there: “${EDIT}”` : ', and can try again'}.`,
      );
    case 'completed': {
      const size = job.output === undefined ? '' : `, ${fileSize(job.output.bytes)}`;
      const until =
        job.expiresAt === undefined ? '' : `${moment(job.expiresAt, ' It is kept until')}.`;
      const said =
        failed === 0
          ? `${name} is ready: ${count(total, 'file')}${size}.`
          : `${name} is ready, without ${failed} of ${count(total, 'file')}${size}. The card above says why.`;
      return paragraph(`${who}: ${said}${until}`);
    }
  }
}

/** A line below the card: the news of it was meant for elsewhere, too. */
export function givenUpView({
  job,
  target: { kind, shown },
  fault,
}: Extract<Message, { kind: 'notification given up' }>): Rendered {
  return paragraph(
    `${person(job.party.name)}: I could not tell your ${LABELS[kind]} ${code(shown)} of ${bold(job.name)}. ${escaped(fault, 200)} \`/data-export notify\` changes where I tell you; of this address I say so once.`,
  );
}

const LABELS = { 'e-mail': 'mailbox', webhook: 'webhook', teams: 'Teams channel' };
