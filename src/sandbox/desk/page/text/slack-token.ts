import { decoded, type Inline, isSafeUrl } from './tree.js';

/** What stands between `<` and `>` in mrkdwn, or undefined when it is none of Slack's tokens. */
export function slackToken(body: string): Inline | undefined {
  const bar = body.indexOf('|');
  const target = bar < 0 ? body : body.slice(0, bar);
  const label = bar < 0 ? '' : decoded(body.slice(bar + 1));
  if (/^@[UW][A-Z0-9]+$/.test(target)) return { kind: 'user', id: target.slice(1) };
  if (/^#[CDG][A-Z0-9]+$/.test(target)) return { kind: 'channel', id: target.slice(1), label };
  if (/^!subteam\^S[A-Z0-9]+$/.test(target)) return { kind: 'group', id: target.slice(9), label };
  if (/^!(here|channel|everyone)$/.test(target)) {
    return { kind: 'broadcast', range: target.slice(1) };
  }
  if (target.startsWith('!date^')) return dateToken(target, label);
  if (isSafeUrl(target)) {
    const url = decoded(target);
    return { kind: 'link', url, children: [{ kind: 'text', text: label || url }] };
  }
  return undefined;
}

function dateToken(target: string, fallback: string): Inline | undefined {
  const [, unix = '', format = '', url = ''] = target.split('^');
  if (!/^\d{1,12}$/.test(unix) || format === '') return undefined;
  return {
    kind: 'date',
    unix: Number(unix),
    format: decoded(format),
    url: isSafeUrl(url) ? decoded(url) : '',
    fallback,
  };
}
