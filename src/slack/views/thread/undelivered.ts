import type { Message } from '../../../operations/message.ts';
import { paragraph, type Rendered } from '../blocks.ts';
import { bold, escaped } from '../text.ts';

/** Somebody was not told, and why: said where people will read it. */
export function undeliveredView({
  card,
  remedy,
}: Extract<Message, { kind: 'undelivered' }>): Rendered {
  const name = bold(card.cycle.dataset.shortName);
  return paragraph(
    `⚠ A message about ${name} could not be delivered, so somebody was not told. ${escaped(remedy, 500)} I keep trying.`,
  );
}
