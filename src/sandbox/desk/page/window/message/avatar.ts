import { html, type Rendered } from '../../html.js';
import { Icon } from '../../icon.js';
import { personById, useWorkspace } from '../workspace.js';

const hues = 8;

interface AvatarProps {
  readonly id: string;
  /** For those who are no people of this workspace: other bots. */
  readonly name?: string;
  readonly size?: 'small' | 'medium';
}

/** Coloured initials; decoration, because the name always stands beside them. */
export function Avatar(props: AvatarProps): Rendered {
  const { snapshot } = useWorkspace();
  const size = props.size ?? 'medium';
  if (props.id === snapshot.bot.userId) {
    return html`<span class="avatar bot ${size}" aria-hidden="true"><${Icon} name="baton" /></span>`;
  }
  const position = snapshot.people.findIndex((person) => person.id === props.id);
  const name = personById(snapshot, props.id)?.realName ?? props.name ?? '?';
  return html`<span class="avatar hue-${position < 0 ? 'none' : position % hues} ${size}" aria-hidden="true">
    ${initials(name)}
  </span>`;
}

function initials(name: string): string {
  const words = name.split(/\s+/).filter((word) => word !== '');
  const letters = words.length > 1 ? [words[0], words.at(-1)] : words;
  return letters.map((word) => [...(word ?? '')][0] ?? '').join('');
}
