import { useId } from 'preact/hooks';
import { Element } from '../elements/element.js';
import { html, type Rendered } from '../html.js';
import { Icon } from '../icon.js';
import { flagAt, has, objectAt, objectsAt, stringAt, textAt } from '../json.js';
import { Plain, TextObject } from '../text/passages.js';
import type { BlockProps } from './content.js';
import { PressFailure } from './press-failure.js';
import { useSurface } from './surface.js';

export function ActionsBlock({ block }: BlockProps): Rendered {
  const blockId = stringAt(block, 'block_id');
  return html`<div class="block">
    <div class="actions">
      ${objectsAt(block, 'elements').map(
        (element, index) => html`<${Element}
          key=${stringAt(element, 'action_id') || index}
          element=${element}
          blockId=${blockId}
          dispatches=${true}
        />`,
      )}
    </div>
    <${PressFailure} blockId=${blockId} />
  </div>`;
}

/** A labelled field of a modal, with its hint and, beneath it, what is wrong with it. */
export function InputBlock({ block }: BlockProps): Rendered {
  const id = useId();
  const { errors } = useSurface();
  const blockId = stringAt(block, 'block_id');
  const error = errors[blockId];
  const optional = flagAt(block, 'optional');
  const described = [
    ...(error === undefined ? [] : [`${id}-error`]),
    ...(has(block, 'hint') ? [`${id}-hint`] : []),
  ];
  return html`<div class=${error === undefined ? 'block input' : 'block input invalid'}>
    <div class="input-label">
      <label for=${id} id=${`${id}-label`}><${Plain} text=${textAt(block, 'label')} /></label>
      ${optional && html`<span class="optional"> (optional)</span>`}
    </div>
    <${Element}
      element=${objectAt(block, 'element')}
      blockId=${blockId}
      dispatches=${flagAt(block, 'dispatch_action')}
      id=${id}
      labelledBy=${`${id}-label`}
      describedBy=${described.join(' ')}
      invalid=${error !== undefined}
      required=${!optional}
    />
    ${
      error !== undefined &&
      html`<p class="field-error" id=${`${id}-error`}><${Icon} name="warning" /> ${error}</p>`
    }
    ${
      has(block, 'hint') &&
      html`<div class="hint" id=${`${id}-hint`}><${TextObject} object=${objectAt(block, 'hint')} /></div>`
    }
    <${PressFailure} blockId=${blockId} />
  </div>`;
}
