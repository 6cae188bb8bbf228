import type { DeskChannel } from '../../page-contract.ts';
import { html, type Rendered } from '../html.js';
import { Icon } from '../icon.js';
import { Avatar } from './message/avatar.js';
import { PeopleSwitcher } from './people-switcher.js';
import { placeHash } from './place.js';
import { useWorkspace } from './workspace.js';

/** The workspace, who one is, and where one can go. */
export function Sidebar(): Rendered {
  const { snapshot } = useWorkspace();
  const channels = snapshot.channels.filter((channel) => channel.kind === 'channel');
  const direct = snapshot.channels.find((channel) => channel.kind === 'direct');
  const me = snapshot.person;
  return html`<div class="sidebar">
    <header class="workspace-head">
      <h1>${snapshot.team.name}</h1>
      <p class="me">You are ${me.realName}</p>
    </header>
    <nav aria-label="Channels">
      <h2 class="sidebar-title">Channels</h2>
      <ul role="list">
        ${channels.map((channel) => html`<li key=${channel.id}><${ChannelLink} channel=${channel} /></li>`)}
      </ul>
      <h2 class="sidebar-title">Apps</h2>
      <ul role="list">
        <li><${AppLink} direct=${direct} /></li>
      </ul>
    </nav>
    <${PeopleSwitcher} />
  </div>`;
}

function ChannelLink({ channel }: { readonly channel: DeskChannel }): Rendered {
  const { place } = useWorkspace();
  const current = place.kind === 'channel' && place.channel === channel.id;
  const unread = current ? 0 : channel.unreadMentions;
  return html`<a
    class=${unread > 0 ? 'sidebar-link unread' : 'sidebar-link'}
    href=${placeHash({ kind: 'channel', channel: channel.id })}
    aria-label=${`#${channel.name}`}
    ...${current ? { 'aria-current': 'page' } : {}}
    ...${badgeReference(channel.id, unread)}
  >
    <${Icon} name="hash" /><span class="sidebar-name">${channel.name}</span>
    <${Badge} of=${channel.id} count=${unread} />
  </a>`;
}

function AppLink({ direct }: { readonly direct: DeskChannel | undefined }): Rendered {
  const { snapshot, place } = useWorkspace();
  const current = place.kind === 'app';
  const reading = current && place.tab === 'messages';
  const unread = direct && !reading ? direct.unreadMentions : 0;
  const tab = unread > 0 ? 'messages' : 'home';
  return html`<a
    class=${unread > 0 ? 'sidebar-link unread' : 'sidebar-link'}
    href=${placeHash({ kind: 'app', tab })}
    aria-label=${snapshot.bot.name}
    ...${current ? { 'aria-current': 'page' } : {}}
    ...${badgeReference('app', unread)}
  >
    <${Avatar} id=${snapshot.bot.userId} size="small" /><span class="sidebar-name">${snapshot.bot.name}</span>
    <${Badge} of="app" count=${unread} />
  </a>`;
}

function badgeReference(of: string, count: number) {
  return count > 0 ? { 'aria-describedby': `unread-${of}` } : {};
}

function Badge({ of, count }: { readonly of: string; readonly count: number }): Rendered {
  if (count === 0) return null;
  const words = count === 1 ? '1 unread mention' : `${count} unread mentions`;
  return html`<span class="unread-count">${count}</span><span class="unseen" id=${`unread-${of}`}>${words}</span>`;
}
