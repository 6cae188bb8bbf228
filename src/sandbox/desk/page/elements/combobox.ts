import { useId, useRef, useState } from 'preact/hooks';
import { html, type Rendered } from '../html.js';
import { Icon } from '../icon.js';
import { Popup } from './popup.js';

export interface Choice {
  readonly key: string;
  readonly text: string;
  readonly description: string;
  readonly group: string;
}

interface ComboboxProps {
  readonly id?: string | undefined;
  readonly attributes: Readonly<Record<string, string>>;
  readonly placeholder: string;
  readonly choices: readonly Choice[];
  readonly chosen: readonly Choice[];
  readonly many: boolean;
  readonly note: string;
  onPick(choice: Choice): void;
  onRemove(choice: Choice): void;
  /** Asked for whenever the list opens or the query changes. */
  onQuery(query: string): void;
}

/** A select with search, one or many choices, after the combobox pattern of ARIA. */
export function Combobox(props: ComboboxProps): Rendered {
  const list = useId();
  const box = useRef<HTMLDivElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const [query, setQuery] = useState<string | undefined>(undefined);
  const [active, setActive] = useState(0);
  const open = query !== undefined;
  const selected = props.many ? '' : (props.chosen[0]?.text ?? '');

  const show = (next: string) => {
    setQuery(next);
    const current = props.choices.findIndex((choice) => choice.key === props.chosen[0]?.key);
    setActive(next === '' && !props.many ? Math.max(0, current) : 0);
    props.onQuery(next);
  };
  const hide = () => setQuery(undefined);
  const pick = (choice: Choice) => {
    if (props.chosen.some((other) => other.key === choice.key)) props.onRemove(choice);
    else props.onPick(choice);
    if (props.many) show('');
    else hide();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      if (!open) return show('');
      const count = props.choices.length;
      if (count > 0) setActive((active + step + count) % count);
    } else if (event.key === 'Enter') {
      event.preventDefault();
      const choice = props.choices[active];
      if (!open) show('');
      else if (choice) pick(choice);
    } else if (event.key === 'Escape' && open) {
      event.preventDefault();
      event.stopPropagation();
      hide();
    } else if (event.key === 'Backspace' && props.many && !query) {
      const last = props.chosen.at(-1);
      if (last) props.onRemove(last);
    }
  };

  return html`<div class="combobox" ref=${box} onClick=${() => input.current?.focus()}>
    ${
      props.many &&
      props.chosen.map(
        (choice) => html`<span class="chip" key=${choice.key}>
          ${choice.text}
          <button type="button" aria-label=${`Remove ${choice.text}`} onClick=${() => props.onRemove(choice)}>
            <${Icon} name="close" />
          </button>
        </span>`,
      )
    }
    <input
      ref=${input}
      id=${props.id}
      class="field"
      role="combobox"
      autocomplete="off"
      spellcheck=${false}
      aria-autocomplete="list"
      aria-expanded=${open}
      aria-controls=${list}
      ...${open && props.choices[active] ? { 'aria-activedescendant': `${list}-${active}` } : {}}
      ...${props.attributes}
      placeholder=${selected || (props.many && props.chosen.length > 0 ? '' : props.placeholder)}
      value=${query ?? selected}
      onInput=${(event: Event & { currentTarget: HTMLInputElement }) => show(event.currentTarget.value)}
      onClick=${() => (open ? undefined : show(''))}
      onKeyDown=${onKeyDown}
      onBlur=${hide}
    />
    <${Icon} name="chevron" />
    ${
      open &&
      html`<${Popup} anchor=${box}>
        <${ChoiceList}
          id=${list}
          name=${props.attributes['aria-label']}
          labelledBy=${props.attributes['aria-labelledby']}
          choices=${props.choices}
          chosen=${props.chosen}
          active=${active}
          note=${props.note}
          onPick=${pick}
        />
      <//>`
    }
  </div>`;
}

interface ChoiceListProps {
  readonly id: string;
  readonly name: string | undefined;
  readonly labelledBy: string | undefined;
  readonly choices: readonly Choice[];
  readonly chosen: readonly Choice[];
  readonly active: number;
  readonly note: string;
  onPick(choice: Choice): void;
}

function ChoiceList(props: ChoiceListProps): Rendered {
  const { choices, active } = props;
  return html`<div
    role="listbox"
    id=${props.id}
    aria-label=${props.name}
    aria-labelledby=${props.labelledBy}
    class="choice-list"
    onMouseDown=${(event: Event) => event.preventDefault()}
  >
    ${choices.map((choice, index) => {
      const heading = choice.group !== '' && choice.group !== choices[index - 1]?.group;
      return html`${heading && html`<div class="choice-group" role="presentation">${choice.group}</div>`}
        <div
          role="option"
          id=${`${props.id}-${index}`}
          key=${choice.key}
          class=${index === active ? 'option active' : 'option'}
          aria-selected=${props.chosen.some((other) => other.key === choice.key)}
          ref=${(node: HTMLElement | null) => index === active && node?.scrollIntoView({ block: 'nearest' })}
          onClick=${(event: Event) => {
            event.stopPropagation();
            props.onPick(choice);
          }}
        >
          <span>${choice.text}</span>
          ${choice.description !== '' && html`<span class="option-more">${choice.description}</span>`}
        </div>`;
    })}
    ${props.note !== '' && html`<div class="option-note" role="presentation">${props.note}</div>`}
  </div>`;
}
