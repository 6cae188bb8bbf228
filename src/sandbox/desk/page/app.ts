import { useEffect, useMemo, useRef } from 'preact/hooks';
import type { Snapshot, ViewValues } from '../page-contract.ts';
import { look } from './desk/server.js';
import { usePerson, usePlace, useSnapshot } from './desk/state.js';
import { html, type Rendered } from './html.js';
import { Spinner } from './icon.js';
import { SandboxPanel } from './sandbox/panel.js';
import { AppPane } from './window/app-pane.js';
import { ChannelPane } from './window/channel-pane.js';
import { Modal } from './window/dialog/modal.js';
import type { Place } from './window/place.js';
import { Sidebar } from './window/sidebar.js';
import { ThreadPane } from './window/thread-pane.js';
import { WorkspaceContext } from './window/workspace.js';

/** The whole page: the window that stands for Slack, and the sandbox's strip below it. */
export function App(): Rendered {
  const { person, become, forget } = usePerson();
  const { snapshot, connected } = useSnapshot(person, forget);
  const { place: wished, go } = usePlace();
  const place = snapshot ? reachable(snapshot, wished) : wished;
  const workspace = useMemo(
    () => snapshot && { snapshot, place, go, become },
    [snapshot, wished, go, become],
  );
  if (!snapshot || !workspace) {
    return html`<p class="opening" role="status">
      <${Spinner} /> ${connected ? 'Opening the desk…' : 'Waiting for the desk…'}
    </p>`;
  }
  return html`<${WorkspaceContext.Provider} value=${workspace}>
    <div class="desk">
      <${Window} snapshot=${snapshot} place=${place} go=${go} connected=${connected} />
      <${SandboxPanel} />
    </div>
  <//>`;
}

interface WindowProps {
  readonly snapshot: Snapshot;
  readonly place: Place;
  readonly connected: boolean;
  go(place: Place): void;
}

function Window({ snapshot, place, go, connected }: WindowProps): Rendered {
  const memories = useRef(new Map<string, { current: ViewValues }>());
  const channel = shownChannel(snapshot, place);
  const modal = snapshot.modals.at(-1);
  const thread = place.kind === 'start' ? undefined : place.thread;
  useEffect(() => {
    if (channel && document.visibilityState === 'visible' && channel.unreadMentions > 0) {
      void look({ person: snapshot.person.id, channel: channel.id });
    }
    document.title = `${channel?.kind === 'channel' ? `#${channel.name}` : snapshot.bot.name} · ${snapshot.team.name}`;
  }, [snapshot, channel?.id]);
  const memory = (viewId: string) => {
    const kept = memories.current.get(viewId) ?? { current: {} };
    memories.current.set(viewId, kept);
    return kept;
  };
  const closeThread = () => {
    if (place.kind === 'app') go({ kind: 'app', tab: place.tab });
    else if (place.kind === 'channel') go({ kind: 'channel', channel: place.channel });
  };
  return html`<div class="window">
    <div class=${thread === undefined ? 'panes' : 'panes with-thread'} inert=${modal !== undefined}>
      <${Sidebar} />
      ${place.kind === 'app' && html`<${AppPane} place=${place} />`}
      ${place.kind === 'channel' && channel && html`<${ChannelPane} channel=${channel} />`}
      ${
        thread !== undefined &&
        channel &&
        html`<${ThreadPane} key=${thread} channel=${channel.id} ts=${thread} onClose=${closeThread} />`
      }
    </div>
    ${!connected && html`<p class="reconnecting" role="status"><${Spinner} /> Reconnecting…</p>`}
    ${modal && html`<${Modal} key=${modal.id} view=${modal} memory=${memory(modal.id)} />`}
  </div>`;
}

/** Where the person may be: their wish, or the first channel they can see. */
function reachable(snapshot: Snapshot, wished: Place): Place {
  if (wished.kind === 'app') return wished;
  if (wished.kind === 'channel') {
    const channel = snapshot.channels.find((each) => each.id === wished.channel);
    if (channel?.kind === 'channel') return wished;
    if (channel) return { kind: 'app', tab: 'messages' };
  }
  const [first] = snapshot.channels.filter((channel) => channel.kind === 'channel');
  return first ? { kind: 'channel', channel: first.id } : { kind: 'app', tab: 'home' };
}

function shownChannel(snapshot: Snapshot, place: Place) {
  if (place.kind === 'channel') return snapshot.channels.find((each) => each.id === place.channel);
  if (place.kind === 'app' && place.tab === 'messages') {
    return snapshot.channels.find((each) => each.kind === 'direct');
  }
  return undefined;
}
