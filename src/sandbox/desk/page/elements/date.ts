import { html, type Rendered } from '../html.js';
import { stringAt } from '../json.js';
import { useWorkspace } from '../window/workspace.js';
import { type ElementProps, naming, useElementState } from './props.js';
import { zonedDateTime, zonedText } from './zoned-time.js';

type Typed = Event & { readonly currentTarget: HTMLInputElement };

/** datepicker, timepicker and datetimepicker, through the browser's own pickers. */
export function DateElement(props: ElementProps): Rendered {
  const { state, set, dialog } = useElementState(props);
  const zone = useWorkspace().snapshot.person.timeZone;
  const type = stringAt(props.element, 'type');
  const shared = { id: props.id, class: 'field picker', ...naming(props, 'Date or time') };
  if (type === 'datetimepicker') {
    const at = state['selected_date_time'];
    const onChange = (event: Typed) =>
      set({ type, selected_date_time: zonedDateTime(event.currentTarget.value, zone) });
    const value = typeof at === 'number' ? zonedText(at, zone) : '';
    return html`<input type="datetime-local" ...${shared} value=${value} onChange=${onChange} />${dialog}`;
  }
  const key = type === 'datepicker' ? 'selected_date' : 'selected_time';
  const value = typeof state[key] === 'string' ? state[key] : '';
  const onChange = (event: Typed) => set({ type, [key]: event.currentTarget.value || null });
  const kind = type === 'datepicker' ? 'date' : 'time';
  return html`<input type=${kind} ...${shared} value=${value} onChange=${onChange} />${dialog}`;
}
