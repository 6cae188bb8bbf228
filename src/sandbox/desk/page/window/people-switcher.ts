import { html, type Rendered } from '../html.js';
import { Avatar } from './message/avatar.js';
import { useWorkspace } from './workspace.js';

/** Become somebody else: the one thing that a real workspace would not let you do. */
export function PeopleSwitcher(): Rendered {
  const { snapshot, become } = useWorkspace();
  return html`<section class="people" aria-label="People">
    <h2 class="sidebar-title">Sit at the desk of</h2>
    <ul role="list">
      ${snapshot.people.map((person) => {
        const current = person.id === snapshot.person.id;
        const unread = current ? 0 : (snapshot.unread[person.id] ?? 0);
        const [name] = person.realName.split(' ');
        const mentions = `${name} has ${unread === 1 ? '1 mention' : `${unread} mentions`}`;
        return html`<li key=${person.id}>
          <button
            type="button"
            class="person"
            aria-label=${`${person.realName}, ${person.title}`}
            aria-pressed=${current}
            ...${unread > 0 ? { title: mentions, 'aria-describedby': `mentions-${person.id}` } : {}}
            onClick=${() => become(person.id)}
          >
            <${Avatar} id=${person.id} />
            <span class="person-name">${person.realName}<small>${person.title}</small></span>
            ${current && html`<span class="person-you">you</span>`}
            ${unread > 0 && html`<span class="unread-count" aria-hidden="true">${unread}</span>`}
          </button>
          ${unread > 0 && html`<span class="unseen" id=${`mentions-${person.id}`}>${mentions}</span>`}
        </li>`;
      })}
    </ul>
  </section>`;
}
