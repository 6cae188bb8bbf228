import { useRef, useState } from 'preact/hooks';
import { html, type Rendered } from '../html.js';
import { Icon, Spinner } from '../icon.js';
import { type Json, objectsAt, stringAt, textAt } from '../json.js';
import { Plain } from '../text/passages.js';
import { isSafeUrl } from '../text/tree.js';
import { Popup } from './popup.js';
import { type ElementProps, usePress } from './props.js';

/** An overflow menu: three dots that open a few more actions. */
export function OverflowElement(props: ElementProps): Rendered {
  const { press, busy, dialog } = usePress(props);
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const close = () => {
    setOpen(false);
    button.current?.focus();
  };
  const choose = (option: Json) => {
    close();
    const url = stringAt(option, 'url');
    press({ type: 'overflow', selected_option: option }, () => {
      if (isSafeUrl(url)) window.open(url, '_blank', 'noopener');
    });
  };
  return html`<span class="overflow">
      <button
        ref=${button}
        type="button"
        class="button square"
        aria-label="More actions"
        aria-haspopup="menu"
        aria-expanded=${open}
        aria-busy=${busy}
        onClick=${() => setOpen(!open)}
      >
        ${busy ? html`<${Spinner} />` : html`<${Icon} name="more" />`}
      </button>
      ${open && html`<${Menu} anchor=${button} element=${props.element} onChoose=${choose} onClose=${close} />`}
    </span>
    ${dialog}`;
}

interface MenuProps {
  readonly anchor: { current: HTMLElement | null };
  readonly element: Json;
  onChoose(option: Json): void;
  onClose(): void;
}

function Menu({ anchor, element, onChoose, onClose }: MenuProps): Rendered {
  const focusFirst = (node: HTMLElement | null) => {
    const inside = node?.contains(document.activeElement);
    if (node && !inside) node.querySelector<HTMLElement>('[role=menuitem]')?.focus();
  };
  const onKeyDown = (event: KeyboardEvent & { currentTarget: HTMLElement }) => {
    const items = [...event.currentTarget.querySelectorAll<HTMLElement>('[role=menuitem]')];
    const at = items.findIndex((item) => item.matches(':focus'));
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      items.at((at + step) % items.length)?.focus();
    } else if (event.key === 'Escape') {
      event.preventDefault();
      event.stopPropagation();
      onClose();
    }
  };
  const onFocusOut = (event: FocusEvent & { currentTarget: HTMLElement }) => {
    const next = event.relatedTarget;
    if (!(next instanceof Node && event.currentTarget.contains(next)) && next !== anchor.current) {
      onClose();
    }
  };
  return html`<${Popup} anchor=${anchor}>
    <div role="menu" aria-label="More actions" ref=${focusFirst} onKeyDown=${onKeyDown} onFocusOut=${onFocusOut}>
      ${objectsAt(element, 'options').map(
        (option) => html`<button
          type="button"
          role="menuitem"
          class="option"
          tabindex="-1"
          onClick=${() => onChoose(option)}
        >
          <span><${Plain} text=${textAt(option, 'text')} /></span>
          ${textAt(option, 'description') && html`<span class="option-more">${textAt(option, 'description')}</span>`}
        </button>`,
      )}
    </div>
  <//>`;
}
