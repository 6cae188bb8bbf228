import { escaped } from '../html-text.ts';
import { type ImportFormField, importFormFields } from './fields.ts';

const title = 'Request for import';
const style = `
  body { margin: 0; background: #eef1f4; color: #1b2430; font: 1rem/1.5 system-ui, sans-serif; }
  main { max-width: 40rem; margin: 2rem auto; padding: 0 1rem; }
  .card { background: #fff; border: 1px solid #cfd6de; border-radius: .5rem; padding: 1.25rem; margin-bottom: .75rem; }
  h1 { margin: 0 0 .5rem; font-size: 1.75rem; }
  label, legend { font-weight: 600; padding: 0; }
  /* Floated, a legend leaves the border and stands inside its card like any label. */
  fieldset { min-width: 0; margin: 0; }
  legend { float: left; width: 100%; }
  legend + * { clear: both; }
  .choice { display: block; font-weight: 400; }
  .help { color: #4a5665; margin: 0; }
  .problem { color: #a3161b; margin: .25rem 0 0; }
  input:not([type=radio]), textarea { box-sizing: border-box; width: 100%; margin-top: .5rem; padding: .5rem; font: inherit; border: 1px solid #76808c; border-radius: .25rem; }
  button { padding: .6rem 1.5rem; border: 0; border-radius: .25rem; background: #1d4f91; color: #fff; font: inherit; font-weight: 600; cursor: pointer; }
  :focus-visible { outline: 3px solid #e08a00; outline-offset: 2px; }
`;

/** The form, filled in with what is given; problems stand below their fields. */
export function formPage(
  action: string,
  values: URLSearchParams,
  problems: ReadonlyMap<string, string> = new Map(),
): string {
  const fields = importFormFields.map((field) =>
    fieldOf(field, values.get(field.entry) ?? '', problems.get(field.entry)),
  );
  return pageOf(`
    <div class="card"><h1>${title}</h1>
      <p class="help">Asks the import team to import a project into a release. * Required</p></div>
    <form method="post" action="${action}" novalidate>${fields.join('')}
      <button type="submit">Submit</button>
    </form>`);
}

export function thanksPage(): string {
  return pageOf(`<div class="card"><h1>${title}</h1>
    <p role="status">Your response has been recorded.</p></div>`);
}

function pageOf(content: string): string {
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title><style>${style}</style></head>
<body><main>${content}</main></body>
</html>
`;
}

function fieldOf(field: ImportFormField, value: string, problem: string | undefined): string {
  const id = field.entry.replace('.', '-');
  const star = field.required ? ' <span aria-hidden="true">*</span>' : '';
  const help = field.help ? `<p class="help">${field.help}</p>` : '';
  const complaint = problem ? `<p class="problem" id="${id}-problem">${problem}</p>` : '';
  const described = problem ? ` aria-invalid="true" aria-describedby="${id}-problem"` : '';
  const required = field.required ? ' required' : '';
  if (field.options) {
    const choices = field.options.map((option) => {
      const checked = option === value ? ' checked' : '';
      return `<label class="choice"><input type="radio" name="${field.entry}" value="${option}"${checked}${required}> ${option}</label>`;
    });
    return `<fieldset class="card"${described}><legend>${field.label}${star}</legend>${help}${choices.join('')}${complaint}</fieldset>`;
  }
  const attributes = `id="${id}" name="${field.entry}"${required}${described}`;
  const input =
    field.kind === 'paragraph'
      ? `<textarea ${attributes} rows="3">${escaped(value)}</textarea>`
      : `<input ${attributes} type="${field.kind === 'number' ? 'text" inputmode="numeric' : field.kind}" value="${escaped(value)}">`;
  return `<div class="card"><label for="${id}">${field.label}${star}</label>${help}${input}${complaint}</div>`;
}
