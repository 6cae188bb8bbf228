import { useRef, useState } from 'preact/hooks';
import type { DeskMessage } from '../../../page-contract.ts';
import * as server from '../../desk/server.js';
import { Popup } from '../../elements/popup.js';
import { html, type Rendered } from '../../html.js';
import { Icon } from '../../icon.js';
import { useWorkspace } from '../workspace.js';

/** What the app offers on a message of anybody: ⋯, as in Slack. */
export function MessageShortcuts({ message }: { readonly message: DeskMessage }): Rendered {
  const { snapshot } = useWorkspace();
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  if (snapshot.shortcuts.length === 0) return null;
  const close = () => {
    setOpen(false);
    button.current?.focus();
  };
  const choose = (callbackId: string) => {
    close();
    const { channel, ts } = message;
    void server.shortcut({ person: snapshot.person.id, channel, ts, callbackId });
  };
  return html`<button
      ref=${button}
      type="button"
      aria-label="Message shortcuts"
      title="Message shortcuts"
      aria-haspopup="menu"
      aria-expanded=${open}
      onClick=${() => setOpen(!open)}
    >
      <${Icon} name="more" />
    </button>
    ${
      open &&
      html`<${Popup} anchor=${button}>
        <div
          role="menu"
          aria-label="Message shortcuts"
          ref=${(node: HTMLElement | null) => node?.querySelector<HTMLElement>('[role=menuitem]')?.focus()}
          onKeyDown=${(event: KeyboardEvent) => event.key === 'Escape' && close()}
        >
          ${snapshot.shortcuts.map(
            ({ name, callbackId }) => html`<button
              type="button"
              role="menuitem"
              class="option"
              tabindex="-1"
              onClick=${() => choose(callbackId)}
            >
              <span>${name}</span>
            </button>`,
          )}
        </div>
      <//>`
    }`;
}
