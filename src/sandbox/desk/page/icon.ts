import { html, type Rendered } from './html.js';

const paths = {
  hash: 'M7 3 5.5 17M13.5 3 12 17M3.5 7.5h13M3 12.5h13',
  close: 'm5 5 10 10M15 5 5 15',
  send: 'M3.5 3.8 17 10 3.5 16.2 5 10zM5 10h5',
  check: 'm4.5 10.5 3.5 3.5 7.5-8',
  cross: 'm6 6 8 8M14 6l-8 8',
  chevron: 'm5.5 8 4.5 4.5L14.5 8',
  eye: 'M2.5 10S5.2 5 10 5s7.5 5 7.5 5-2.7 5-7.5 5-7.5-5-7.5-5zM10 12.2a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4z',
  thread: 'M3.5 4.5h13v9h-7l-3.5 3v-3h-2.5zM7 8h6M7 10.5h4',
  more: 'M5 10h.01M10 10h.01M15 10h.01',
  warning: 'M10 3.2 17.5 16.5h-15zM10 8v4M10 14.3h.01',
  info: 'M10 17.2a7.2 7.2 0 1 0 0-14.4 7.2 7.2 0 0 0 0 14.4zM10 9.3v4.2M10 6.6h.01',
  clock: 'M10 17.2a7.2 7.2 0 1 0 0-14.4 7.2 7.2 0 0 0 0 14.4zM10 6v4.3l2.8 1.8',
  baton: 'M3.5 7h10.5m-3.2-3.2L14 7l-3.2 3.2M16.5 13H6m3.2-3.2L6 13l3.2 3.2',
} as const;

export type IconName = keyof typeof paths;

/** A line drawing in the colour of the text around it; never the only carrier of a meaning. */
export function Icon({ name }: { readonly name: IconName }): Rendered {
  return html`<svg class="icon" viewBox="0 0 20 20" aria-hidden="true" focusable="false">
    <path d=${paths[name]} />
  </svg>`;
}

export function Spinner(): Rendered {
  return html`<svg class="icon spinner" viewBox="0 0 20 20" aria-hidden="true" focusable="false">
    <circle class="track" cx="10" cy="10" r="7" />
    <path d="M10 3a7 7 0 0 1 7 7" />
  </svg>`;
}
