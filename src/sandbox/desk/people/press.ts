/** A person presses a button, or chooses in a menu: `block_actions`. */
import { findElement } from '../blocks/interactive.ts';
import type { Office } from '../office.ts';
import type { Answer, Press } from '../page-contract.ts';
import { chosen } from './chosen.ts';
import { findPlace } from './container.ts';
import { interactionParts, troubleConnecting } from './payload.ts';
import { filledIn, stateless } from './values.ts';

export async function press(office: Office, pressed: Press): Promise<Answer> {
  const person = office.directory.person(pressed.person);
  const place = person && findPlace(office, person, pressed.container);
  const found = place && findElement(place.blocks, pressed.blockId, pressed.actionId);
  if (person === undefined || place === undefined || found === undefined)
    return { ok: false, error: 'This is no longer there.' };
  if (found.block.type === 'input' && found.block.dispatch_action !== true)
    return { ok: false, error: 'This input tells nobody before the modal is submitted.' };
  if (!office.manifest.interactive)
    return { ok: false, error: 'This app is not configured to handle interactive responses.' };
  const { blockId, actionId, state } = pressed;
  const given = { ...pressed.values };
  if (state !== undefined && !stateless.has(found.element.type))
    given[blockId] = { ...given[blockId], [actionId]: state };
  const values = filledIn(place.blocks, given);
  const choice = chosen(found.element, state ?? values?.[blockId]?.[actionId]);
  if (values === undefined || choice === undefined)
    return { ok: false, error: 'This cannot be chosen here.' };
  const outcome = await office.courier.ask('interactive', {
    type: 'block_actions',
    ...interactionParts(office, person),
    ...place.describe(values),
    trigger_id: office.triggers.issue({
      personId: person.id,
      ...(place.viewId !== undefined && { viewId: place.viewId }),
    }),
    actions: [
      {
        action_id: actionId,
        block_id: blockId,
        ...choice,
        action_ts: office.sequence.timestamp(),
      },
    ],
  });
  return outcome.ok ? { ok: true } : { ok: false, error: troubleConnecting };
}
