import { useEffect, useRef, useState } from 'preact/hooks';
import type { OptionsAnswer } from '../../page-contract.ts';
import { useSurface } from '../blocks/surface.js';
import { html, type Rendered } from '../html.js';
import {
  asObject,
  has,
  type Json,
  numberAt,
  objectAt,
  objectsAt,
  stringAt,
  textAt,
} from '../json.js';
import { type Choice, Combobox } from './combobox.js';
import { type ElementProps, naming, useElementState } from './props.js';

/** static_select and multi_static_select: choices that the block itself lists. */
export function StaticSelectElement(props: ElementProps): Rendered {
  const [query, setQuery] = useState('');
  const { element } = props;
  const groups = has(element, 'option_groups')
    ? objectsAt(element, 'option_groups')
    : [{ options: element['options'] }];
  const all = groups.flatMap((group) =>
    objectsAt(group, 'options').map((option) => ({ option, group: textAt(group, 'label') })),
  );
  const wanted = query.toLowerCase();
  const matching = all.filter(({ option }) =>
    textAt(option, 'text').toLowerCase().includes(wanted),
  );
  return html`<${OptionSelect}
    ...${props}
    options=${matching}
    note=${matching.length === 0 ? 'No results' : ''}
    onQuery=${setQuery}
  />`;
}

const typingPause = 200;

/** external_select and multi_external_select: choices that the app finds for a query. */
export function ExternalSelectElement(props: ElementProps): Rendered {
  const surface = useSurface();
  const [answer, setAnswer] = useState<OptionsAnswer | undefined>(undefined);
  const [short, setShort] = useState(false);
  const latest = useRef(0);
  const timer = useRef(0);
  const least = numberAt(props.element, 'min_query_length') ?? 3;
  const onQuery = (query: string) => {
    latest.current += 1;
    const mine = latest.current;
    window.clearTimeout(timer.current);
    setAnswer(undefined);
    setShort(query.length < least);
    if (query.length < least) return;
    timer.current = window.setTimeout(
      async () => {
        const actionId = stringAt(props.element, 'action_id');
        const found = await surface.options(props.blockId, actionId, query);
        if (latest.current === mine) setAnswer(found);
      },
      query === '' ? 0 : typingPause,
    );
  };
  useEffect(() => () => window.clearTimeout(timer.current), []);

  const options = answer?.ok
    ? answer.options.map(({ text, value, description }) => ({
        group: '',
        option: {
          text: { type: 'plain_text', text },
          value,
          ...(description ? { description: { type: 'plain_text', text: description } } : {}),
        },
      }))
    : [];
  return html`<${OptionSelect} ...${props} options=${options} note=${note(answer, short, least)} onQuery=${onQuery} />`;
}

function note(answer: OptionsAnswer | undefined, short: boolean, least: number): string {
  if (short) return `Type ${least === 1 ? 'a character' : `${least} characters`} to search`;
  if (!answer) return 'Searching…';
  if (!answer.ok) return answer.error;
  return answer.options.length === 0 ? 'No results' : '';
}

interface OptionSelectProps extends ElementProps {
  readonly options: readonly { readonly option: Json; readonly group: string }[];
  readonly note: string;
  onQuery(query: string): void;
}

/** A select whose state holds whole option objects, as Slack sends them. */
function OptionSelect(props: OptionSelectProps): Rendered {
  const { state, set, busy, dialog } = useElementState(props);
  const type = stringAt(props.element, 'type');
  const many = type.startsWith('multi_');
  const single = asObject(state['selected_option']);
  const chosen = many ? objectsAt(state, 'selected_options') : has(single, 'value') ? [single] : [];
  const most = numberAt(props.element, 'max_selected_items') ?? Number.POSITIVE_INFINITY;
  const pick = (choice: Choice) => {
    const option = props.options.find(
      (each) => stringAt(each.option, 'value') === choice.key,
    )?.option;
    if (!option) return;
    if (!many) set({ type, selected_option: option });
    else if (chosen.length < most) set({ type, selected_options: [...chosen, option] });
  };
  const remove = (choice: Choice) => {
    if (!many) return;
    const left = chosen.filter((option) => stringAt(option, 'value') !== choice.key);
    set({ type, selected_options: left });
  };
  return html`<${Combobox}
      id=${props.id}
      attributes=${{ ...naming(props, 'Select'), ...(busy ? { 'aria-busy': 'true' } : {}) }}
      placeholder=${textAt(props.element, 'placeholder') || 'Select an option'}
      choices=${props.options.map(({ option, group }) => choiceOf(option, group))}
      chosen=${chosen.map((option) => choiceOf(option, ''))}
      many=${many}
      note=${props.note}
      onPick=${pick}
      onRemove=${remove}
      onQuery=${props.onQuery}
    />
    ${dialog}`;
}

function choiceOf(option: Json, group: string): Choice {
  return {
    key: stringAt(option, 'value'),
    text: stringAt(objectAt(option, 'text'), 'text'),
    description: textAt(option, 'description'),
    group,
  };
}
