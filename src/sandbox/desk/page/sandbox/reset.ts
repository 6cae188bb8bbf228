import { useState } from 'preact/hooks';
import { html, type Rendered } from '../html.js';
import { ConfirmDialog } from '../window/dialog/confirm-dialog.js';

const question = {
  title: { type: 'plain_text', text: 'Reset the sandbox?' },
  text: {
    type: 'plain_text',
    text: 'All messages and datasets go back to the start, and skipped time is given back. Faults are cleared. Nothing outside the sandbox changes.',
  },
  confirm: { type: 'plain_text', text: 'Reset' },
  deny: { type: 'plain_text', text: 'Keep it' },
  style: 'danger',
};

/** Starts the sandbox over, after asking. */
export function SandboxReset({ onReset }: { onReset(): void }): Rendered {
  const [asking, setAsking] = useState(false);
  return html`<button type="button" class="sandbox-button" onClick=${() => setAsking(true)}>
      Reset the sandbox
    </button>
    ${
      asking &&
      html`<${ConfirmDialog}
        confirm=${question}
        onConfirm=${() => {
          setAsking(false);
          onReset();
        }}
        onDeny=${() => setAsking(false)}
      />`
    }`;
}
