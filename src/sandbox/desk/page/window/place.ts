/** Where in the window the person is; kept in the address, so that a reload returns there. */
export type Place =
  | { readonly kind: 'start' }
  | {
      readonly kind: 'channel';
      readonly channel: string;
      readonly thread?: string;
      readonly message?: string;
    }
  | { readonly kind: 'app'; readonly tab: 'home' | 'messages'; readonly thread?: string };

export function readPlace(hash: string): Place {
  const [, kind = '', first = '', view = '', ts = ''] = hash.split('/');
  const which = view === 'thread' && ts !== '' ? { thread: ts } : {};
  if (kind === 'channel' && first !== '') {
    const message = view === 'message' && ts !== '' ? { message: ts } : {};
    return { kind, channel: first, ...which, ...message };
  }
  if (kind === 'app') return { kind, tab: first === 'messages' ? 'messages' : 'home', ...which };
  return { kind: 'start' };
}

export function placeHash(place: Place): string {
  if (place.kind === 'start') return '#';
  const base = place.kind === 'app' ? `#/app/${place.tab}` : `#/channel/${place.channel}`;
  if (place.thread !== undefined) return `${base}/thread/${place.thread}`;
  if (place.kind === 'channel' && place.message !== undefined) {
    return `${base}/message/${place.message}`;
  }
  return base;
}

/** A message's permalink (`/archives/C…/p1766480000000100`) as a place, if the address is one. */
export function placeOfPermalink(url: string): Place | undefined {
  const address = URL.parse(url, location.href);
  const [, channel, whole, part] =
    /\/archives\/([A-Z0-9]+)\/p(\d{10})(\d{6})$/.exec(address?.pathname ?? '') ?? [];
  if (channel === undefined || whole === undefined || part === undefined) return undefined;
  const thread = address?.searchParams.get('thread_ts');
  const message = `${whole}.${part}`;
  return { kind: 'channel', channel, ...(thread ? { thread } : { message }) };
}
