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
/** The marks that turn the direction of text around: they could make a name look like another. */
const TURNING = /[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

function escaped(text: string): string {
  return text.replaceAll(TURNING, '').replaceAll(/[&<>"']/g, (mark) => ENTITIES[mark] ?? '');
}
