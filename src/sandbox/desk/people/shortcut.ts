/** A person chooses a shortcut of the app on a message: `message_action`. */
import { slackMessage } from '../delivery/slack-messages.ts';
import type { Office } from '../office.ts';
import type { Answer, Shortcut } from '../page-contract.ts';
import { channelName, interactionParts, responseUrl, troubleConnecting } from './payload.ts';

export async function shortcut(office: Office, chosen: Shortcut): Promise<Answer> {
  const person = office.directory.person(chosen.person);
  const place = office.directory.seenBy(chosen.person, chosen.channel);
  const message = place && office.messages.kept(place.id, chosen.ts);
  const known = office.manifest.shortcuts.some(
    ({ callbackId }) => callbackId === chosen.callbackId,
  );
  if (person === undefined || place === undefined || message === undefined || !known)
    return { ok: false, error: 'This is no longer there.' };
  const outcome = await office.courier.ask('interactive', {
    type: 'message_action',
    ...interactionParts(office, person),
    callback_id: chosen.callbackId,
    trigger_id: office.triggers.issue({ personId: person.id }),
    response_url: responseUrl(office, { channel: place.id, personId: person.id }),
    action_ts: office.sequence.timestamp(),
    message_ts: message.ts,
    channel: { id: place.id, name: channelName(place) },
    message: slackMessage(office, message),
  });
  return outcome.ok ? { ok: true } : { ok: false, error: troubleConnecting };
}
