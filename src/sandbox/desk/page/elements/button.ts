import { html, type Rendered } from '../html.js';
import { Spinner } from '../icon.js';
import { stringAt, textAt } from '../json.js';
import { Plain } from '../text/passages.js';
import { isSafeUrl } from '../text/tree.js';
import { type ElementProps, usePress } from './props.js';

/** A button; one with a url opens it in a new tab and tells the app as well. */
export function ButtonElement(props: ElementProps): Rendered {
  const { element } = props;
  const { press, busy, dialog } = usePress(props);
  const url = stringAt(element, 'url');
  const open = () => {
    if (isSafeUrl(url)) window.open(url, '_blank', 'noopener');
  };
  const label = stringAt(element, 'accessibility_label');
  return html`<button
      type="button"
      class="button ${stringAt(element, 'style')}"
      aria-busy=${busy}
      aria-disabled=${busy}
      ...${label === '' ? {} : { 'aria-label': label }}
      onClick=${() => press(undefined, open)}
    >
      <span class="button-text"><${Plain} text=${textAt(element, 'text')} /></span>
      ${busy && html`<${Spinner} />`}</button
    >${dialog}`;
}
