import { useState } from 'preact/hooks';
import { html, type Rendered } from '../html.js';
import { type Json, stringAt } from '../json.js';

/** An image of an image block, a context or an accessory; its alternative text where it cannot load. */
export function ImageView(props: { readonly image: Json; readonly size: string }): Rendered {
  const [failed, setFailed] = useState(false);
  const alternative = stringAt(props.image, 'alt_text');
  const url = stringAt(props.image, 'image_url');
  if (failed || url === '') {
    return html`<span class="image-missing ${props.size}" role="img" aria-label=${alternative}>${alternative}</span>`;
  }
  return html`<img
    class="image ${props.size}"
    src=${url}
    alt=${alternative}
    loading="lazy"
    onError=${() => setFailed(true)}
  />`;
}
