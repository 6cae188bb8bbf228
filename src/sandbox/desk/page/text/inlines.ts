import { html, type Rendered } from '../html.js';
import { absoluteTime, slackDate } from '../time.js';
import { placeHash, placeOfPermalink } from '../window/place.js';
import { channelTitle, handleOf, personById, useWorkspace } from '../window/workspace.js';
import { emojiCharacter } from './emoji.js';
import type { Inline } from './tree.js';

/** Running text as DOM nodes; every piece of text is a text node. */
export function Inlines({ nodes }: { readonly nodes: readonly Inline[] }): Rendered {
  return html`${nodes.map((node) => html`<${Node} node=${node} />`)}`;
}

function Node({ node }: { readonly node: Inline }): Rendered {
  switch (node.kind) {
    case 'text':
      return html`${node.text}`;
    case 'break':
      return html`<br />`;
    case 'bold':
      return html`<strong><${Inlines} nodes=${node.children} /></strong>`;
    case 'italic':
      return html`<em><${Inlines} nodes=${node.children} /></em>`;
    case 'strike':
      return html`<s><${Inlines} nodes=${node.children} /></s>`;
    case 'code':
      return html`<code>${node.text}</code>`;
    case 'link':
      return html`<${Link} url=${node.url}><${Inlines} nodes=${node.children} /><//>`;
    case 'emoji':
      return html`<${Emoji} name=${node.name} />`;
    case 'date':
      return html`<${SlackDate} node=${node} />`;
    default:
      return html`<${Mention} node=${node} />`;
  }
}

/** A permalink to a message moves within the window; every other link opens a new tab. */
function Link(props: { readonly url: string; readonly children?: unknown }): Rendered {
  const place = placeOfPermalink(props.url);
  if (place) return html`<a href=${placeHash(place)}>${props.children}</a>`;
  return html`<a href=${props.url} target="_blank" rel="noopener noreferrer">${props.children}</a>`;
}

function Emoji({ name }: { readonly name: string }): Rendered {
  const character = emojiCharacter(name);
  if (character === undefined) return html`${`:${name}:`}`;
  const spoken = name.replaceAll('_', ' ');
  return html`<span class="emoji" role="img" aria-label=${spoken} title=${`:${name}:`}>${character}</span>`;
}

function SlackDate({ node }: { readonly node: Inline & { kind: 'date' } }): Rendered {
  const { snapshot } = useWorkspace();
  const zone = snapshot.person.timeZone;
  const at = node.unix * 1000;
  const text = slackDate(node.format, node.unix, snapshot.now, zone) || node.fallback;
  const time = html`<time datetime=${new Date(at).toISOString()} title=${absoluteTime(at, zone)}>${text}</time>`;
  return node.url === '' ? time : html`<${Link} url=${node.url}>${time}<//>`;
}

type MentionNode = Inline & { kind: 'user' | 'group' | 'channel' | 'broadcast' };

function Mention({ node }: { readonly node: MentionNode }): Rendered {
  const { snapshot } = useWorkspace();
  if (node.kind === 'channel') {
    const known = snapshot.channels.some((channel) => channel.id === node.id);
    const title = known ? channelTitle(snapshot, node.id) : `#${node.label || 'private channel'}`;
    if (!known) return html`<span class="mention">${title}</span>`;
    return html`<a class="mention" href=${placeHash({ kind: 'channel', channel: node.id })}>${title}</a>`;
  }
  if (node.kind === 'broadcast') {
    return html`<span class="mention own">@${node.range}</span>`;
  }
  if (node.kind === 'user') {
    const own = node.id === snapshot.person.id;
    const title = personById(snapshot, node.id)?.realName ?? '';
    return html`<span class=${own ? 'mention own' : 'mention'} title=${title}>@${handleOf(snapshot, node.id)}</span>`;
  }
  const group = snapshot.userGroups.find((candidate) => candidate.id === node.id);
  const own = group?.userIds.includes(snapshot.person.id) ?? false;
  const handle = group?.handle ?? (node.label.replace(/^@/, '') || node.id);
  return html`<span class=${own ? 'mention own' : 'mention'} title=${group?.name ?? ''}>@${handle}</span>`;
}
