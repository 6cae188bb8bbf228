import { useState } from 'preact/hooks';
import type { ElementState } from '../../page-contract.ts';
import { pressKey, useSurface } from '../blocks/surface.js';
import { stateOf } from '../blocks/values.js';
import { html, type Rendered } from '../html.js';
import { has, type Json, objectAt, stringAt } from '../json.js';
import { ConfirmDialog } from '../window/dialog/confirm-dialog.js';

/** What every interactive element is given. */
export interface ElementProps {
  readonly element: Json;
  readonly blockId: string;
  /** Whether a change is told to the app at once (outside input blocks it always is). */
  readonly dispatches: boolean;
  /** The field's own id, where a label points to it. */
  readonly id?: string;
  readonly labelledBy?: string;
  readonly describedBy?: string;
  readonly invalid?: boolean;
  readonly required?: boolean;
}

/** How an element is named: by its visible label, else by its placeholder or kind. */
export function naming(props: ElementProps, fallback: string) {
  const placeholder = stringAt(objectAt(props.element, 'placeholder'), 'text');
  const name = props.labelledBy
    ? { 'aria-labelledby': props.labelledBy }
    : { 'aria-label': placeholder || fallback };
  return {
    ...name,
    ...(props.describedBy ? { 'aria-describedby': props.describedBy } : {}),
    ...(props.invalid ? { 'aria-invalid': 'true' } : {}),
    ...(props.required ? { 'aria-required': 'true' } : {}),
  };
}

/** An element's state, and the way to change it (and tell the app, if it wants to know). */
export function useElementState(props: ElementProps) {
  const surface = useSurface();
  const { press, busy, dialog } = usePress(props);
  const actionId = stringAt(props.element, 'action_id');
  const state: ElementState = stateOf(props.blockId, props.element, surface.typed) ?? { type: '' };
  const keep = (next: ElementState) => surface.change(props.blockId, actionId, next);
  const set = (next: ElementState) => {
    keep(next);
    if (props.dispatches) press(next);
  };
  return { state, keep, set, press, busy, dialog };
}

/** Presses an element, after its confirm dialog where it has one. */
export function usePress(props: Pick<ElementProps, 'element' | 'blockId'>): {
  press: (state?: ElementState, before?: () => void) => void;
  busy: boolean;
  dialog: Rendered;
} {
  const surface = useSurface();
  const [asking, setAsking] = useState<(() => void) | undefined>(undefined);
  const { element, blockId } = props;
  const actionId = stringAt(element, 'action_id');
  const busy = surface.pressing.includes(pressKey(blockId, actionId));

  const press = (state?: ElementState, before?: () => void) => {
    if (busy) return;
    const send = () => {
      before?.();
      void surface.press(blockId, actionId, state);
    };
    if (has(element, 'confirm')) setAsking(() => send);
    else send();
  };
  const dialog = asking
    ? html`<${ConfirmDialog}
        confirm=${objectAt(element, 'confirm')}
        onConfirm=${() => {
          setAsking(undefined);
          asking();
        }}
        onDeny=${() => setAsking(undefined)}
      />`
    : null;
  return { press, busy, dialog };
}
