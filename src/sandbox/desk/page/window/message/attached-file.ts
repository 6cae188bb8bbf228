import type { DeskFile } from '../../../page-contract.ts';
import { html, type Rendered } from '../../html.js';
import { useWorkspace } from '../workspace.js';

/** A file below a message: a picture as it is, anything else by its name. */
export function AttachedFile({ file }: { readonly file: DeskFile }): Rendered {
  const person = useWorkspace().snapshot.person.id;
  const url = `/desk/file/${file.id}?person=${encodeURIComponent(person)}`;
  if (file.mimetype.startsWith('image/')) {
    return html`<figure class="attached">
      <figcaption>${file.title}</figcaption>
      <a href=${url} target="_blank" rel="noopener"><img src=${url} alt=${file.title} /></a>
    </figure>`;
  }
  return html`<p class="attached">
    <a class="attached-file" href=${url} download=${file.name}><b>${file.name}</b> ${kilobytes(file.bytes)}</a>
  </p>`;
}

function kilobytes(bytes: number): string {
  return `${Math.max(1, Math.round(bytes / 1000))} kB`;
}
