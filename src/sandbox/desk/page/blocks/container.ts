import type { ComponentChildren } from 'preact';
import { html, type Rendered } from '../html.js';
import { Icon } from '../icon.js';
import { flagAt, has, objectAt, stringAt, textAt } from '../json.js';
import { Plain, TextObject } from '../text/passages.js';
import type { BlockProps } from './content.js';

/** An alert, which Slack allows in modals only. */
export function AlertBlock({ block }: BlockProps): Rendered {
  const level = stringAt(block, 'level') || 'default';
  const icon = level === 'success' ? 'check' : /warning|error/.test(level) ? 'warning' : 'info';
  return html`<div class="block alert ${level}" role="note">
    <${Icon} name=${icon} />
    <${TextObject} object=${objectAt(block, 'text')} />
  </div>`;
}

/** A container of further blocks, folded where it says so. */
export function ContainerBlock({
  block,
  children,
}: BlockProps & { readonly children?: ComponentChildren }): Rendered {
  const title = html`<span class="container-title"><${Plain} text=${textAt(block, 'title')} /></span>
    ${has(block, 'subtitle') && html`<${TextObject} object=${objectAt(block, 'subtitle')} />`}`;
  if (!flagAt(block, 'is_collapsible')) {
    return html`<div class="block container">${title}${children}</div>`;
  }
  return html`<details class="block container" open=${!flagAt(block, 'default_collapsed')}>
    <summary>${title}</summary>
    ${children}
  </details>`;
}
