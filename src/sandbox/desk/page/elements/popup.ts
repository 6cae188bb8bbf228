import type { ComponentChildren, RefObject } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { html, type Rendered } from '../html.js';

interface PopupProps {
  readonly anchor: RefObject<HTMLElement>;
  readonly children?: ComponentChildren;
}

const margin = 8;

/** A small panel below its anchor, or above where there is no room; no scroller cuts it off. */
export function Popup({ anchor, children }: PopupProps): Rendered {
  const panel = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const place = () => {
      const box = anchor.current?.getBoundingClientRect();
      const style = panel.current?.style;
      if (!box || !style || !panel.current) return;
      style.minWidth = `${Math.max(160, box.width)}px`;
      const height = panel.current.offsetHeight;
      const below = box.bottom + 4 + height < window.innerHeight - margin;
      const top = below ? box.bottom + 4 : Math.max(margin, box.top - height - 4);
      const rightmost = window.innerWidth - panel.current.offsetWidth - margin;
      style.top = `${top}px`;
      style.left = `${Math.max(margin, Math.min(box.left, rightmost))}px`;
    };
    place();
    window.addEventListener('resize', place);
    window.addEventListener('scroll', place, true);
    return () => {
      window.removeEventListener('resize', place);
      window.removeEventListener('scroll', place, true);
    };
  });
  return html`<div class="popup" ref=${panel}>${children}</div>`;
}
