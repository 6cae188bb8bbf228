import type { Invitation } from '../../../operations/message.ts';
import { paragraph, type Rendered } from '../blocks.ts';
import { bold, count, fileSize, link, moment, person, quote } from '../text.ts';

/** What somebody is sent when an export is shared with them. */
export function invitationView(invitation: Invitation): Rendered {
  const { by, name, files, bytes, expiresAt, singleUse, note } = invitation;
  const what = `${person(by)} shares ${bold(name)} with you: ${count(files, 'file')}, ${fileSize(bytes)}.`;
  const until = moment(expiresAt, 'It is there until');
  const once = singleUse ? ' The link is good for one download.' : '';
  const own = note === undefined ? '' : `\n${quote(note)}`;
  return paragraph(
    `${what}${own}\n${link(invitation.link, 'See what it holds and download it')}\n${until}.${once} It was made for you: please don’t pass it on.`,
  );
}
