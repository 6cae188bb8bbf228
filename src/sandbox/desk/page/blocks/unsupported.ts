import { html, type Rendered } from '../html.js';
import { Icon } from '../icon.js';

interface UnsupportedProps {
  readonly what: 'block' | 'element';
  readonly type: string;
}

/** Shown in place of what the desk cannot draw, so that nothing disappears in silence. */
export function Unsupported({ what, type }: UnsupportedProps): Rendered {
  return html`<div class="unsupported" role="note">
    <${Icon} name="warning" /> Unsupported ${what} <code>${type || 'without a type'}</code>
  </div>`;
}
