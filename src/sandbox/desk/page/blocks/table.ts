import { html, type Rendered } from '../html.js';
import { asObject, flagAt, type Json, listAt, objectsAt, stringAt } from '../json.js';
import { Passages } from '../text/passages.js';
import { richText } from '../text/rich-text.js';
import type { BlockProps } from './content.js';

/** A table block; its first row is the heading, as Slack draws it. */
export function TableBlock({ block }: BlockProps): Rendered {
  const rows = listAt(block, 'rows').map((row) => (Array.isArray(row) ? row.map(asObject) : []));
  const settings = objectsAt(block, 'column_settings');
  const caption = stringAt(block, 'caption');
  const [head = [], ...body] = rows;
  const look = (column: number) => {
    const setting = asObject(settings[column]);
    const wrapped = flagAt(setting, 'is_wrapped') ? 'wrapped' : '';
    return `align-${stringAt(setting, 'align') || 'left'} ${wrapped}`;
  };
  return html`<div class="block table-scroll" tabindex="0" role="group" aria-label=${caption || 'Table'}>
    <table>
      ${caption !== '' && html`<caption>${caption}</caption>`}
      <thead>
        <tr>${head.map((cell, column) => html`<th scope="col" class=${look(column)}><${Cell} cell=${cell} /></th>`)}</tr>
      </thead>
      <tbody>
        ${body.map(
          (row) =>
            html`<tr>${row.map((cell, column) => html`<td class=${look(column)}><${Cell} cell=${cell} /></td>`)}</tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function Cell({ cell }: { readonly cell: Json }): Rendered {
  if (stringAt(cell, 'type') === 'rich_text')
    return html`<${Passages} passages=${richText(cell)} />`;
  return html`${stringAt(cell, 'text') || stringAt(cell, 'value')}`;
}
