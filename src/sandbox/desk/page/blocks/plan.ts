import { useId, useState } from 'preact/hooks';
import { html, type Rendered } from '../html.js';
import { Icon } from '../icon.js';
import { has, type Json, objectAt, objectsAt, stringAt } from '../json.js';
import { Passages, Plain } from '../text/passages.js';
import { richText } from '../text/rich-text.js';
import { isSafeUrl } from '../text/tree.js';
import type { BlockProps } from './content.js';

const spoken: Readonly<Record<string, string>> = {
  pending: 'Not started',
  in_progress: 'In progress',
  complete: 'Complete',
  error: 'Problem',
};

/** A plan: the stages of a piece of work as a list, each with its state. */
export function PlanBlock({ block }: BlockProps): Rendered {
  const tasks = objectsAt(block, 'tasks');
  const title = stringAt(block, 'title');
  const done = tasks.filter((task) => stringAt(task, 'status') === 'complete').length;
  return html`<div class="block plan" role="group" aria-label=${title}>
    <div class="plan-title">
      <strong><${Plain} text=${title} /></strong>
      <span class="plan-count">${done} of ${tasks.length} complete</span>
    </div>
    <ol>
      ${tasks.map((task, index) => html`<li key=${stringAt(task, 'task_id') || index}><${Task} task=${task} /></li>`)}
    </ol>
  </div>`;
}

/** A single stage that stands on its own. */
export function TaskCardBlock({ block }: BlockProps): Rendered {
  return html`<div class="block plan single"><${Task} task=${block} /></div>`;
}

/** What is running or has failed is open from the start; a choice of the reader's own wins. */
function Task({ task }: { readonly task: Json }): Rendered {
  const id = useId();
  const [chosen, setChosen] = useState<boolean | undefined>(undefined);
  const status = stringAt(task, 'status') || 'pending';
  const open = chosen ?? (status === 'in_progress' || status === 'error');
  const sources = objectsAt(task, 'sources').filter((source) => isSafeUrl(stringAt(source, 'url')));
  const more = has(task, 'details') || has(task, 'output') || sources.length > 0;
  const name = html`<span class="task-title"><${Plain} text=${stringAt(task, 'title')} /></span>`;
  return html`<div class="task ${status}">
    <${Status} status=${status} />
    ${
      more
        ? html`<button
            type="button"
            class="task-name"
            aria-expanded=${open}
            aria-controls=${id}
            onClick=${() => setChosen(!open)}
          >
            ${name}<${Icon} name="chevron" />
          </button>`
        : html`<div class="task-name">${name}</div>`
    }
    ${
      more &&
      open &&
      html`<div class="task-more" id=${id}>
        ${has(task, 'details') && html`<${Passages} passages=${richText(objectAt(task, 'details'))} />`}
        ${has(task, 'output') && html`<${Passages} passages=${richText(objectAt(task, 'output'))} />`}
        ${sources.map(
          (
            source,
          ) => html`<a class="source" href=${stringAt(source, 'url')} target="_blank" rel="noopener noreferrer">
            ${stringAt(source, 'text') || stringAt(source, 'url')}
          </a>`,
        )}
      </div>`
    }
  </div>`;
}

function Status({ status }: { readonly status: string }): Rendered {
  return html`<svg class="status" viewBox="0 0 20 20" role="img" aria-label=${spoken[status] ?? status} focusable="false">
    <circle cx="10" cy="10" r="7.25" />
    ${status === 'in_progress' && html`<path class="half" d="M10 2.75a7.25 7.25 0 0 1 0 14.5z" />`}
    ${status === 'complete' && html`<path d="m6.4 10.3 2.5 2.5 4.8-5.2" />`}
    ${status === 'error' && html`<path d="m7.3 7.3 5.4 5.4M12.7 7.3l-5.4 5.4" />`}
  </svg>`;
}
