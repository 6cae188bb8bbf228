import htm from 'htm';
import { h } from 'preact';

/** Templates instead of JSX, so that no build step stands between the source and the browser. */
export const html = htm.bind(h);

export type Rendered = ReturnType<typeof html> | null;
