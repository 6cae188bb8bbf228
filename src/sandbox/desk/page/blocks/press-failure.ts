import { html, type Rendered } from '../html.js';
import { useSurface } from './surface.js';

/** Why the last press in a block did not go through, beside what was pressed. */
export function PressFailure({ blockId }: { readonly blockId: string }): Rendered {
  const { failure } = useSurface();
  if (failure?.blockId !== blockId) return null;
  return html`<p class="press-failure" role="alert">${failure.text}</p>`;
}
