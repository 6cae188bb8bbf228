import { Element } from '../elements/element.js';
import { html, type Rendered } from '../html.js';
import { has, type Json, objectAt, objectsAt, stringAt, textAt } from '../json.js';
import { markdown } from '../text/markdown.js';
import { Passages, Plain, TextObject } from '../text/passages.js';
import { richText } from '../text/rich-text.js';
import { ImageView } from './image.js';
import { PressFailure } from './press-failure.js';

export interface BlockProps {
  readonly block: Json;
}

export function SectionBlock({ block }: BlockProps): Rendered {
  const fields = objectsAt(block, 'fields');
  const accessory = objectAt(block, 'accessory');
  const blockId = stringAt(block, 'block_id');
  const image = stringAt(accessory, 'type') === 'image';
  return html`<div class="block section">
    <div class="section-body">
      ${has(block, 'text') && html`<${TextObject} object=${objectAt(block, 'text')} />`}
      ${
        fields.length > 0 &&
        html`<div class="fields">
          ${fields.map((field) => html`<${TextObject} object=${field} />`)}
        </div>`
      }
      <${PressFailure} blockId=${blockId} />
    </div>
    ${
      has(block, 'accessory') &&
      html`<div class="accessory">
        ${
          image
            ? html`<${ImageView} image=${accessory} size="thumbnail" />`
            : html`<${Element} element=${accessory} blockId=${blockId} dispatches=${true} />`
        }
      </div>`
    }
  </div>`;
}

export function HeaderBlock({ block }: BlockProps): Rendered {
  return html`<h3 class="block header"><${Plain} text=${textAt(block, 'text')} /></h3>`;
}

export function DividerBlock(): Rendered {
  return html`<hr class="block divider" />`;
}

export function ContextBlock({ block }: BlockProps): Rendered {
  return html`<div class="block context">
    ${objectsAt(block, 'elements').map((element) =>
      stringAt(element, 'type') === 'image'
        ? html`<${ImageView} image=${element} size="tiny" />`
        : html`<${TextObject} object=${element} />`,
    )}
  </div>`;
}

export function ImageBlock({ block }: BlockProps): Rendered {
  return html`<figure class="block figure">
    ${has(block, 'title') && html`<figcaption><${Plain} text=${textAt(block, 'title')} /></figcaption>`}
    <${ImageView} image=${block} size="full" />
  </figure>`;
}

export function MarkdownBlock({ block }: BlockProps): Rendered {
  return html`<div class="block"><${Passages} passages=${markdown(stringAt(block, 'text'))} /></div>`;
}

export function RichTextBlock({ block }: BlockProps): Rendered {
  return html`<div class="block rich-text"><${Passages} passages=${richText(block)} /></div>`;
}
