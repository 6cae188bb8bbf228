import { html, type Rendered } from '../html.js';
import { Avatar } from './avatar.js';
import { useWorkspace } from './workspace.js';

/** Become somebody else: the one thing that a real workspace would not let you do. */
export function PeopleSwitcher(): Rendered {
  const { snapshot, become } = useWorkspace();
  return html`<section class="people" aria-label="People">
    <h2 class="sidebar-title">Sit at the desk of</h2>
    <ul role="list">
      ${snapshot.people.map((person) => {
        const current = person.id === snapshot.person.id;
        return html`<li key=${person.id}>
          <button
            type="button"
            class="person"
            aria-label=${`${person.realName}, ${person.title}`}
            aria-pressed=${current}
            onClick=${() => become(person.id)}
          >
            <${Avatar} id=${person.id} />
            <span class="person-name">${person.realName}<small>${person.title}</small></span>
            ${current && html`<span class="person-you">you</span>`}
          </button>
        </li>`;
      })}
    </ul>
  </section>`;
}
