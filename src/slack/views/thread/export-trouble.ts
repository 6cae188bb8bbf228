import type { Message } from '../../../operations/message.ts';
import { paragraph, type Rendered } from '../blocks.ts';
import { bold, escaped } from '../text.ts';

/** An export of files that does not move, or of which something was given up: what to do about it. */
export function exportTroubleView(message: Extract<Message, { kind: 'export trouble' }>): Rendered {
  const { job, says, file, others = 0, attempts = 1 } = message;
  const name = `${bold(job.name)} (export ${job.id}, asked for by ${escaped(job.by, 80)})`;
  switch (message.trouble) {
    case 'stuck':
      return paragraph(
        `⚠ ${name} has stood still. ${escaped(says, 500)} Next: look at the disk and the log of the bot; cancel it and start it again if it does not move.`,
      );
    case 'quarantined': {
      const tried = `was tried ${attempts} times and is now left aside. ${escaped(says, 500)}`;
      if (file === undefined)
        return paragraph(
          `⚠ ${name}: packing it ${tried} Next: look at the disk and the log of the bot, then export it again.`,
        );
      const goOn = others > 0 ? ' The other files go on.' : '';
      return paragraph(
        `⚠ ${name}: ${bold(file)} ${tried}${goOn} Next: look at that file, then export it again.`,
      );
    }
  }
}
