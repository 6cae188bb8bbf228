import { html, type Rendered } from '../html.js';
import { type Json, stringAt } from '../json.js';
import { Inlines } from './inlines.js';
import { joined } from './joined.js';
import { mrkdwn } from './mrkdwn.js';
import { plainInline } from './mrkdwn-inline.js';
import type { Passage } from './tree.js';

/** A parsed text, whichever language it came in. */
export function Passages({ passages }: { readonly passages: readonly Passage[] }): Rendered {
  return html`<div class="text">${joined(passages).map((passage) => view(passage))}</div>`;
}

export function Mrkdwn({ text }: { readonly text: string }): Rendered {
  return html`<${Passages} passages=${mrkdwn(text)} />`;
}

/** A text object of Block Kit: plain_text or mrkdwn. */
export function TextObject({ object }: { readonly object: Json }): Rendered {
  const text = stringAt(object, 'text');
  if (stringAt(object, 'type') === 'mrkdwn') return html`<${Mrkdwn} text=${text} />`;
  return html`<div class="text"><p><${Plain} text=${text} /></p></div>`;
}

/** plain_text without a box of its own, for labels and buttons. */
export function Plain({ text }: { readonly text: string }): Rendered {
  return html`<${Inlines} nodes=${plainInline(text)} />`;
}

function view(passage: Passage): Rendered {
  switch (passage.kind) {
    case 'paragraph':
      return html`<p><${Inlines} nodes=${passage.children} /></p>`;
    case 'heading':
      return html`<p class="heading level-${passage.level}" role="heading" aria-level=${Math.min(6, passage.level + 2)}>
        <${Inlines} nodes=${passage.children} />
      </p>`;
    case 'quote':
      return html`<blockquote><${Passages} passages=${passage.passages} /></blockquote>`;
    case 'preformatted':
      return html`<pre tabindex="0"><code>${passage.text}</code></pre>`;
    case 'rule':
      return html`<hr />`;
    case 'list':
      return list(passage);
    case 'table':
      return table(passage);
  }
}

function list(passage: Passage & { kind: 'list' }): Rendered {
  const items = passage.items.map((item) => html`<li><${Inlines} nodes=${item} /></li>`);
  const name = `indent-${passage.indent}`;
  return passage.ordered
    ? html`<ol class=${name} start=${passage.start}>${items}</ol>`
    : html`<ul class=${name}>${items}</ul>`;
}

function table(passage: Passage & { kind: 'table' }): Rendered {
  return html`<div class="table-scroll" tabindex="0" role="group" aria-label="Table">
    <table>
      <thead>
        <tr>${passage.head.map((cell) => html`<th scope="col"><${Inlines} nodes=${cell} /></th>`)}</tr>
      </thead>
      <tbody>
        ${passage.rows.map(
          (row) => html`<tr>${row.map((cell) => html`<td><${Inlines} nodes=${cell} /></td>`)}</tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}
