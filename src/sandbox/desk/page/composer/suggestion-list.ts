import { html, type Rendered } from '../html.js';
import type { Suggestion, Suggestions } from './suggestion.js';

interface SuggestionListProps {
  readonly id: string;
  readonly suggestions: Suggestions;
  readonly active: number;
  onChoose(suggestion: Suggestion): void;
}

/** The list above the composer; the cursor stays in the text, the arrow keys move the mark. */
export function SuggestionList(props: SuggestionListProps): Rendered {
  const { id, suggestions, active } = props;
  return html`<div class="suggestions">
    <p class="suggestions-head" aria-hidden="true">${suggestions.label}</p>
    <div role="listbox" id=${id} aria-label=${suggestions.label} onMouseDown=${(event: Event) => event.preventDefault()}>
      ${suggestions.items.map(
        (item, index) => html`<div
          role="option"
          key=${item.key}
          id=${`${id}-${index}`}
          class=${index === active ? 'option active' : 'option'}
          aria-selected=${index === active}
          onClick=${() => props.onChoose(item)}
        >
          <span><strong>${item.title}</strong> ${item.hint}</span>
          <span class="option-more">${item.detail}</span>
        </div>`,
      )}
    </div>
  </div>`;
}
