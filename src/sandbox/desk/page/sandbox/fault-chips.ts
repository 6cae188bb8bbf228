import type { Controls } from '../../page-contract.ts';
import { html, type Rendered } from '../html.js';
import type { Turn } from './controls.js';

interface FaultChipsProps {
  readonly faults: Controls['faults'];
  readonly turn: Turn;
}

/** What is broken on purpose just now, seen while the services are hidden; a press mends it. */
export function FaultChips({ faults, turn }: FaultChipsProps): Rendered {
  const active = faults.filter(({ on }) => on);
  return html`<ul role="list" class="fault-chips" aria-label="What goes wrong now">
    ${active.map(
      ({ name, title, short }) => html`<li key=${name}>
        <button type="button" class="fault-chip" title=${title} onClick=${() => turn('fault', { name, on: false }, name)}>
          ${short}<span class="fault-clear"> · clear</span>
        </button>
      </li>`,
    )}
  </ul>`;
}
