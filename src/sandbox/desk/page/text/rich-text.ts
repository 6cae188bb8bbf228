import { type Json, numberAt, objectAt, objectsAt, stringAt } from '../json.js';
import { type Inline, isSafeUrl, type Passage } from './tree.js';

/** A rich_text block as passages. Unlike mrkdwn its text is not escaped. */
export function richText(block: Json): readonly Passage[] {
  return objectsAt(block, 'elements').map(passage);
}

function passage(element: Json): Passage {
  const elements = objectsAt(element, 'elements');
  switch (stringAt(element, 'type')) {
    case 'rich_text_list':
      return {
        kind: 'list',
        ordered: stringAt(element, 'style') === 'ordered',
        indent: Math.min(8, numberAt(element, 'indent') ?? 0),
        start: (numberAt(element, 'offset') ?? 0) + 1,
        items: elements.map((item) => objectsAt(item, 'elements').flatMap(inline)),
      };
    case 'rich_text_preformatted':
      return {
        kind: 'preformatted',
        text: elements.map((part) => stringAt(part, 'text') || stringAt(part, 'url')).join(''),
      };
    case 'rich_text_quote':
      return {
        kind: 'quote',
        passages: [{ kind: 'paragraph', children: elements.flatMap(inline) }],
      };
    default:
      return { kind: 'paragraph', children: elements.flatMap(inline) };
  }
}

function inline(element: Json): readonly Inline[] {
  const style = objectAt(element, 'style');
  let nodes = plain(element);
  if (style['code'] === true) nodes = [{ kind: 'code', text: stringAt(element, 'text') }];
  if (style['bold'] === true) nodes = [{ kind: 'bold', children: nodes }];
  if (style['italic'] === true) nodes = [{ kind: 'italic', children: nodes }];
  if (style['strike'] === true) nodes = [{ kind: 'strike', children: nodes }];
  return nodes;
}

function plain(element: Json): readonly Inline[] {
  const text = stringAt(element, 'text');
  const url = stringAt(element, 'url');
  switch (stringAt(element, 'type')) {
    case 'text':
      return withBreaks(text);
    case 'link':
      return isSafeUrl(url)
        ? [{ kind: 'link', url, children: withBreaks(text || url) }]
        : withBreaks(text || url);
    case 'emoji':
      return [{ kind: 'emoji', name: stringAt(element, 'name') }];
    case 'user':
      return [{ kind: 'user', id: stringAt(element, 'user_id') }];
    case 'usergroup':
      return [{ kind: 'group', id: stringAt(element, 'usergroup_id'), label: '' }];
    case 'channel':
      return [{ kind: 'channel', id: stringAt(element, 'channel_id'), label: '' }];
    case 'broadcast':
      return [{ kind: 'broadcast', range: stringAt(element, 'range') }];
    case 'date':
      return [
        {
          kind: 'date',
          unix: numberAt(element, 'timestamp') ?? 0,
          format: stringAt(element, 'format'),
          url: isSafeUrl(url) ? url : '',
          fallback: stringAt(element, 'fallback'),
        },
      ];
    default:
      return withBreaks(text);
  }
}

function withBreaks(text: string): readonly Inline[] {
  return text
    .split('\n')
    .flatMap((line, index): readonly Inline[] =>
      index === 0
        ? [{ kind: 'text', text: line }]
        : [{ kind: 'break' }, { kind: 'text', text: line }],
    );
}
