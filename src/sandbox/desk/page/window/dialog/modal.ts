import { useEffect, useId, useRef, useState } from 'preact/hooks';
import type { DeskView, ViewValues } from '../../../page-contract.ts';
import { Blocks } from '../../blocks/blocks.js';
import { SurfaceProvider } from '../../blocks/surface.js';
import { collectValues } from '../../blocks/values.js';
import * as server from '../../desk/server.js';
import { html, type Rendered } from '../../html.js';
import { Icon, Spinner } from '../../icon.js';
import { asObject } from '../../json.js';
import { useWorkspace } from '../workspace.js';
import { focusFirst, keepFocusInside } from './focus.js';

interface ModalProps {
  readonly view: DeskView;
  /** What was typed into this view, kept while another one lies on top of it. */
  readonly memory: { current: ViewValues };
}

/** The topmost modal. What was typed stays through errors, updates and stacked views. */
export function Modal({ view, memory }: ModalProps): Rendered {
  const person = useWorkspace().snapshot.person.id;
  const id = useId();
  const dialog = useRef<HTMLDivElement>(null);
  const [before] = useState(() => document.activeElement);
  const [busy, setBusy] = useState(false);
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({});
  const [failure, setFailure] = useState('');
  const blocks = view.blocks.map(asObject);

  useEffect(
    () => () => {
      // Only once the window behind is no longer inert can it take the focus back.
      requestAnimationFrame(() => {
        if (before instanceof HTMLElement && before.isConnected) before.focus();
      });
    },
    [before],
  );
  useEffect(() => {
    if (dialog.current) focusFirst(dialog.current);
  }, [view.hash]);

  const close = async () => {
    const answer = await server.dismiss({ person, viewId: view.id });
    if (!answer.ok) setFailure(answer.error);
  };
  const refuse = (found: Readonly<Record<string, string>>) => {
    setErrors(found);
    requestAnimationFrame(() =>
      dialog.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus(),
    );
  };
  const submit = async (event: Event) => {
    event.preventDefault();
    if (busy) return;
    setFailure('');
    setErrors({});
    setBusy(true);
    const values = collectValues(blocks, memory.current);
    const answer = await server.submit({ person, viewId: view.id, values });
    setBusy(false);
    if (answer.ok) return;
    if ('errors' in answer) refuse(answer.errors);
    else setFailure(answer.error);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') {
      event.preventDefault();
      void close();
    } else if (event.key === 'Tab' && dialog.current) {
      keepFocusInside(dialog.current, event);
    }
  };

  return html`<div class="modal-ground">
    <div
      ref=${dialog}
      class="modal"
      role="dialog"
      aria-modal="true"
      aria-labelledby=${`${id}-title`}
      tabindex="-1"
      onKeyDown=${onKeyDown}
    >
      <form novalidate onSubmit=${submit}>
        <header class="modal-head">
          <h2 id=${`${id}-title`}>${view.title}</h2>
          <button type="button" class="plain-button" aria-label="Close dialog" onClick=${close}>
            <${Icon} name="close" />
          </button>
        </header>
        <div class="modal-body">
          <${SurfaceProvider} container=${{ kind: 'view', viewId: view.id }} blocks=${blocks} errors=${errors} memory=${memory}>
            <${Blocks} blocks=${blocks} />
          <//>
        </div>
        <footer class="modal-foot">
          <p class="modal-failure" role="alert">${failure}</p>
          <button type="button" class="button" onClick=${close}>${view.close ?? 'Cancel'}</button>
          ${
            view.submit !== undefined &&
            html`<button type="submit" class="button primary" aria-busy=${busy} aria-disabled=${busy}>
              <span class="button-text">${view.submit}</span>${busy && html`<${Spinner} />`}
            </button>`
          }
        </footer>
      </form>
    </div>
  </div>`;
}
