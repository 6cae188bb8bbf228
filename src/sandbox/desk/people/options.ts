/** A person types into an external select: `block_suggestion`. */
import { z } from 'zod';
import { findElement } from '../blocks/interactive.ts';
import { optionGroup, plainOption } from '../blocks/text.ts';
import type { Office } from '../office.ts';
import type { AskOptions, OptionsAnswer } from '../page-contract.ts';
import { findPlace } from './container.ts';
import { interactionParts } from './payload.ts';

const suggestions = z.union([
  z.strictObject({ options: z.array(plainOption).max(100) }).transform((answer) => answer.options),
  z
    .strictObject({ option_groups: z.array(optionGroup).max(100) })
    .transform((answer) => answer.option_groups.flatMap((group) => group.options)),
]);

export async function options(office: Office, asked: AskOptions): Promise<OptionsAnswer> {
  const person = office.directory.person(asked.person);
  const place = person && findPlace(office, person, asked.container);
  const found = place && findElement(place.blocks, asked.blockId, asked.actionId);
  const type = found?.element.type;
  if (person === undefined || place === undefined)
    return { ok: false, error: 'This is no longer there.' };
  if (type !== 'external_select' && type !== 'multi_external_select')
    return { ok: false, error: 'This menu does not ask for its options.' };
  const outcome = await office.courier.ask('interactive', {
    type: 'block_suggestion',
    ...interactionParts(office, person),
    ...place.describe({}),
    action_id: asked.actionId,
    block_id: asked.blockId,
    value: asked.query,
  });
  const parsed = outcome.ok ? suggestions.safeParse(outcome.answer) : undefined;
  if (parsed?.success !== true) return { ok: false, error: 'The options could not be loaded.' };
  return {
    ok: true,
    options: parsed.data.map(({ text, value, description }) => ({
      text: text.text,
      value,
      ...(description && { description: description.text }),
    })),
  };
}
