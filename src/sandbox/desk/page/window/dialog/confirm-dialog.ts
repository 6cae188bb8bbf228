import { useId, useLayoutEffect, useRef } from 'preact/hooks';
import { html, type Rendered } from '../../html.js';
import { type Json, objectAt, stringAt, textAt } from '../../json.js';
import { Plain, TextObject } from '../../text/passages.js';

interface ConfirmDialogProps {
  /** Slack's confirm object: title, text, confirm, deny, style. */
  readonly confirm: Json;
  onConfirm(): void;
  onDeny(): void;
}

/** Asks once more before something costly; the browser's own modal dialog traps the focus. */
export function ConfirmDialog({ confirm, onConfirm, onDeny }: ConfirmDialogProps): Rendered {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useLayoutEffect(() => {
    const before = document.activeElement;
    dialog.current?.showModal();
    return () => {
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  const style = stringAt(confirm, 'style') === 'danger' ? 'danger' : 'primary';
  return html`<dialog
    ref=${dialog}
    class="confirm"
    aria-labelledby=${`${id}-title`}
    aria-describedby=${`${id}-text`}
    onClose=${onDeny}
    onKeyDown=${(event: KeyboardEvent) => event.stopPropagation()}
  >
    <h2 id=${`${id}-title`}><${Plain} text=${textAt(confirm, 'title') || 'Are you sure?'} /></h2>
    <div id=${`${id}-text`}><${TextObject} object=${objectAt(confirm, 'text')} /></div>
    <div class="dialog-buttons">
      <button type="button" class="button" onClick=${onDeny}>
        <${Plain} text=${textAt(confirm, 'deny') || 'Cancel'} />
      </button>
      <button type="button" class="button ${style}" autofocus onClick=${onConfirm}>
        <${Plain} text=${textAt(confirm, 'confirm') || 'Yes'} />
      </button>
    </div>
  </dialog>`;
}
