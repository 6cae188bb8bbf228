const focusable =
  'a[href], button:not([disabled]), input:not([disabled]), textarea:not([disabled]), [tabindex="0"]';

/** Puts the focus on the field a dialog is about, unless somebody already works in it. */
export function focusFirst(dialog: HTMLElement): void {
  const inside = dialog.contains(document.activeElement) && document.activeElement !== dialog;
  if (inside) return;
  const wanted =
    dialog.querySelector<HTMLElement>('[data-focus-on-load]') ??
    dialog.querySelector<HTMLElement>('.modal-body :is(input, textarea)');
  (wanted ?? dialog).focus();
}

/** Tab goes round inside the dialog. */
export function keepFocusInside(dialog: HTMLElement, event: KeyboardEvent): void {
  const stops = [...dialog.querySelectorAll<HTMLElement>(focusable)];
  const [first] = stops;
  const last = stops.at(-1);
  const here = document.activeElement;
  const leaving = event.shiftKey ? here === first || here === dialog : here === last;
  if (!leaving) return;
  event.preventDefault();
  (event.shiftKey ? last : first)?.focus();
}
