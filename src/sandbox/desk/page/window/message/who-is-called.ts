import type { DeskMessage } from '../../../page-contract.ts';
import { html, type Rendered } from '../../html.js';
import { asObject, stringAt } from '../../json.js';
import { personById, useWorkspace } from '../workspace.js';

const most = 2;

/** Whom a message calls to press something. What is only news, or was answered, waits for nobody. */
export function calledToAnswer({ calls, blocks }: DeskMessage): readonly string[] {
  return blocks.some((block) => stringAt(asObject(block), 'type') === 'actions') ? calls : [];
}

interface WhoIsCalledProps {
  /** Who is called to answer and has not looked yet. */
  readonly people: readonly string[];
  /** Opens what they are called to. */
  onFollow(): void;
}

/** Whose turn it is after a message that calls somebody: one press away, since everybody sits here. */
export function WhoIsCalled({ people, onFollow }: WhoIsCalledProps): Rendered {
  const { snapshot, become } = useWorkspace();
  const others = [...new Set(people)].filter((id) => id !== snapshot.person.id);
  if (others.length === 0) return null;
  const more = others.length - most;
  return html`<p class="called">
    ${others.slice(0, most).map((id) => {
      const person = personById(snapshot, id);
      if (!person) return null;
      const [name] = person.realName.split(' ');
      const follow = () => {
        become(id);
        onFollow();
      };
      return html`<button type="button" class="called-person" key=${id} title=${`Sit at the desk of ${person.realName}`} onClick=${follow}>
        <span aria-hidden="true">→ </span>${name} (${person.title.toLowerCase()}) can answer
      </button>`;
    })}
    ${more > 0 && html`<span>and ${more} more</span>`}
  </p>`;
}
