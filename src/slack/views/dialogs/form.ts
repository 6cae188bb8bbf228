import type {
  InputBlock,
  InputBlockElement,
  KnownBlock,
  ModalView,
  PlainTextOption,
} from '@slack/types';
import { z } from 'zod';
import type { Field, Form, FormValues } from '../../../domain/runbook/form.ts';
import { section } from '../blocks.ts';
import { escaped, plain } from '../text.ts';

/** The one element in each input block; the block's id is the field's name. */
const ELEMENT = 'value';
const MOST_RADIO_BUTTONS = 5;

/** A form as a modal, filled with what is known already. */
export function formView(
  form: Form,
  initial: FormValues,
  frame: { readonly callback: string; readonly metadata: string; readonly about?: string },
): ModalView {
  const intro = [frame.about, form.intro && escaped(form.intro, 500)].filter(
    (part) => part !== undefined && part !== '',
  );
  const blocks: KnownBlock[] = [
    ...(intro.length === 0 ? [] : [section(intro.join('\n'))]),
    ...form.fields.map((field) => inputOf(field, initial[field.name])),
  ];
  return {
    type: 'modal',
    callback_id: frame.callback,
    private_metadata: frame.metadata,
    title: { type: 'plain_text', text: plain(form.title, 24) },
    submit: { type: 'plain_text', text: plain(form.submit, 24) },
    close: { type: 'plain_text', text: 'Cancel' },
    blocks,
  };
}

function inputOf(field: Field, initial: string | undefined): InputBlock {
  return {
    type: 'input',
    block_id: field.name,
    label: { type: 'plain_text', text: plain(field.label, 150) },
    ...(field.hint === undefined
      ? {}
      : { hint: { type: 'plain_text', text: plain(field.hint, 500) } }),
    ...(field.optional === true ? { optional: true } : {}),
    element: elementOf(field, initial),
  };
}

function elementOf(field: Field, given: string | undefined): InputBlockElement {
  const initial = given === undefined || given === '' ? undefined : given;
  const text = initial === undefined ? {} : { initial_value: initial.slice(0, 3000) };
  switch (field.input) {
    case 'line':
      return { type: 'plain_text_input', action_id: ELEMENT, ...text };
    case 'lines':
      return { type: 'plain_text_input', action_id: ELEMENT, multiline: true, ...text };
    case 'email':
      return { type: 'email_text_input', action_id: ELEMENT, ...text };
    case 'whole number':
      return {
        type: 'number_input',
        action_id: ELEMENT,
        is_decimal_allowed: false,
        ...(initial !== undefined && /^\d+$/.test(initial) ? text : {}),
      };
    case 'choice':
      return choice(field.options ?? [], initial);
    case 'ticks': {
      const options = (field.options ?? []).map(option);
      const ticked = options.filter(({ value }) => initial?.split('\n').includes(value ?? ''));
      return {
        type: 'checkboxes',
        action_id: ELEMENT,
        options,
        ...(ticked.length === 0 ? {} : { initial_options: ticked }),
      };
    }
  }
}

function choice(all: readonly string[], initial: string | undefined): InputBlockElement {
  const options = all.map(option);
  const chosen = options.find(({ value }) => value === initial);
  const first = chosen === undefined ? {} : { initial_option: chosen };
  return options.length <= MOST_RADIO_BUTTONS
    ? { type: 'radio_buttons', action_id: ELEMENT, options, ...first }
    : { type: 'static_select', action_id: ELEMENT, options, ...first };
}

function option(value: string): PlainTextOption {
  return { text: { type: 'plain_text', text: plain(value, 75) }, value: value.slice(0, 75) };
}

const elementState = z.object({
  value: z.string().nullish(),
  selected_option: z.object({ value: z.string() }).nullish(),
  selected_options: z.array(z.object({ value: z.string() })).nullish(),
  selected_user: z.string().nullish(),
});
const stateValues = z.record(z.string(), z.record(z.string(), elementState));

/** What was filled in, by field name; a field left empty is absent. */
export function readForm(values: unknown): FormValues {
  const read = stateValues.parse(values);
  const entries = Object.entries(read).flatMap(([field, elements]): [string, string][] => {
    const [state] = Object.values(elements);
    const ticked = state?.selected_options?.map(({ value }) => value).join('\n');
    const chosen = state?.selected_option?.value ?? state?.selected_user;
    const value = state?.value ?? chosen ?? ticked ?? '';
    return value === '' ? [] : [[field, value]];
  });
  return Object.fromEntries(entries);
}

/** Errors at their fields; one that belongs to no field of the form goes to the first, or it would be lost. */
export function formErrors(
  form: Form,
  errors: Readonly<Record<string, string>>,
): Record<string, string> {
  const [first] = form.fields;
  const placed: Record<string, string> = {};
  for (const [name, error] of Object.entries(errors)) {
    const known = form.fields.some((field) => field.name === name) ? name : first?.name;
    if (known !== undefined) placed[known] = placed[known] ? `${placed[known]} ${error}` : error;
  }
  return placed;
}

/** A modal that only says something: where a message cannot be shown, or a form has lost its purpose. */
export function sayingView(title: string, text: string): ModalView {
  return {
    type: 'modal',
    title: { type: 'plain_text', text: plain(title, 24) },
    close: { type: 'plain_text', text: 'Close' },
    blocks: [section(text)],
  };
}
