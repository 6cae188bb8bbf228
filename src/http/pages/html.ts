import { withoutUnseen } from '../../domain/unseen.ts';

/** HTML that is safe to send: made by `html` alone, which escapes whatever else is put into it. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Inserted = string | number | Html | readonly Html[];

/** A piece of a page. Values go in as text, never as markup, also between quotes. */
export function html(pieces: TemplateStringsArray, ...values: readonly Inserted[]): Html {
  const inserted = values.map((value) => {
    if (value instanceof Html) return value.text;
    if (typeof value === 'object') return value.map(({ text }) => text).join('');
    return escaped(String(value));
  });
  return new Html(pieces.map((piece, index) => piece + (inserted[index] ?? '')).join(''));
}

export const NOTHING = new Html('');

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
function escaped(text: string): string {
  return withoutUnseen(text, 'keep lines').replaceAll(/[&<>"']/g, (mark) => ENTITIES[mark] ?? '');
}
