import { useState } from 'preact/hooks';
import { html, type Rendered } from '../html.js';
import { stringAt, stringsAt, textAt } from '../json.js';
import { channelTitle, useWorkspace, type Workspace } from '../window/workspace.js';
import { type Choice, Combobox } from './combobox.js';
import { type ElementProps, naming, useElementState } from './props.js';

/** users_select, conversations_select, channels_select and their multi forms: states of IDs. */
export function IdSelectElement(props: ElementProps): Rendered {
  const workspace = useWorkspace();
  const [query, setQuery] = useState('');
  const { state, set, dialog } = useElementState(props);
  const type = stringAt(props.element, 'type');
  const many = type.startsWith('multi_');
  const [, kind = 'users'] = /(users|conversations|channels)_select$/.exec(type) ?? [];
  const key = many ? `selected_${kind}` : `selected_${kind.slice(0, -1)}`;
  const ids = many ? stringsAt(state, key) : [stringAt(state, key)].filter((id) => id !== '');

  const all = choices(kind, workspace);
  const wanted = query.toLowerCase();
  const matching = all.filter((choice) => choice.text.toLowerCase().includes(wanted));
  return html`<${Combobox}
      id=${props.id}
      attributes=${naming(props, kind === 'users' ? 'Select a person' : 'Select a channel')}
      placeholder=${textAt(props.element, 'placeholder') || 'Select an option'}
      choices=${matching}
      chosen=${all.filter((choice) => ids.includes(choice.key))}
      many=${many}
      note=${matching.length === 0 ? 'No results' : ''}
      onPick=${(choice: Choice) => set({ type, [key]: many ? [...ids, choice.key] : choice.key })}
      onRemove=${(choice: Choice) => many && set({ type, [key]: ids.filter((id) => id !== choice.key) })}
      onQuery=${setQuery}
    />
    ${dialog}`;
}

function choices(kind: string, { snapshot }: Workspace): readonly Choice[] {
  if (kind === 'users') {
    return snapshot.people.map((person) => ({
      key: person.id,
      text: person.realName,
      description: person.title,
      group: '',
    }));
  }
  const channels = snapshot.channels.filter(
    (channel) => kind === 'conversations' || channel.kind === 'channel',
  );
  return channels.map((channel) => ({
    key: channel.id,
    text: channelTitle(snapshot, channel.id),
    description: '',
    group: '',
  }));
}
