import { useEffect, useState } from 'preact/hooks';
import { Blocks } from '../blocks/blocks.js';
import { SurfaceProvider } from '../blocks/surface.js';
import * as server from '../desk/server.js';
import { html, type Rendered } from '../html.js';
import { Spinner } from '../icon.js';
import { asObject } from '../json.js';
import { Conversation } from './channel-pane.js';
import { Avatar } from './message/avatar.js';
import type { Place } from './place.js';
import { placeHash } from './place.js';
import { useWorkspace } from './workspace.js';

const tabs = [
  { key: 'home', title: 'Home' },
  { key: 'messages', title: 'Messages' },
] as const;

/** The bot's own place: its Home tab, and the direct message with it. */
export function AppPane({ place }: { readonly place: Place & { kind: 'app' } }): Rendered {
  const { snapshot } = useWorkspace();
  const direct = snapshot.channels.find((channel) => channel.kind === 'direct');
  return html`<main class="pane app-pane" aria-label=${snapshot.bot.name}>
    <header class="pane-head app-head">
      <h2><${Avatar} id=${snapshot.bot.userId} size="small" />${snapshot.bot.name}</h2>
      <div class="tabs" role="tablist" aria-label=${snapshot.bot.name}>
        ${tabs.map(
          (tab) => html`<a
            role="tab"
            id=${`tab-${tab.key}`}
            href=${placeHash({ kind: 'app', tab: tab.key })}
            aria-selected=${place.tab === tab.key}
            aria-controls="app-panel"
          >
            ${tab.title}
          </a>`,
        )}
      </div>
    </header>
    <div class="app-panel" id="app-panel" role="tabpanel" aria-labelledby=${`tab-${place.tab}`}>
      ${place.tab === 'home' && html`<${Home} key=${snapshot.person.id} />`}
      ${place.tab === 'messages' && direct && html`<${Conversation} channel=${direct} title=${snapshot.bot.name} />`}
      ${place.tab === 'messages' && !direct && html`<p class="empty">There is no direct message with ${snapshot.bot.name} yet.</p>`}
    </div>
  </main>`;
}

function Home(): Rendered {
  const { snapshot } = useWorkspace();
  const [error, setError] = useState('');
  const person = snapshot.person.id;
  useEffect(() => {
    void server.openHome({ person }).then((answer) => {
      if (!answer.ok) setError(answer.error);
    });
  }, [person]);
  const home = snapshot.home;
  if (!home) {
    const waiting = html`<${Spinner} /> Waiting for ${snapshot.bot.name} to publish its Home tab…`;
    return html`<p class="empty" role="status">${error === '' ? waiting : error}</p>`;
  }
  const blocks = home.blocks.map(asObject);
  return html`<div class="home" tabindex="0" role="group" aria-label=${`Home of ${snapshot.bot.name}`}>
    <${SurfaceProvider} key=${home.id} container=${{ kind: 'view', viewId: home.id }} blocks=${blocks}>
      <${Blocks} blocks=${blocks} />
    <//>
  </div>`;
}
