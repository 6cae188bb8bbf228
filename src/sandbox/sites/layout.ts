import { escaped } from '../html-text.ts';
import type { ServiceAnswer } from '../http-service.ts';

const STYLE = `
  body { margin: 0; background: #eef1f4; color: #1b2430; font: 1rem/1.5 system-ui, sans-serif; }
  main { max-width: 44rem; margin: 2rem auto; padding: 1.5rem; background: #fff; border: 1px solid #cfd6de; border-radius: .5rem; }
  h1 { margin: 0; font-size: 1.5rem; } h1 + p { margin-top: .25rem; color: #4a5665; }
  table { border-collapse: collapse; width: 100%; margin-top: 1rem; }
  th, td { text-align: left; padding: .4rem .5rem .4rem 0; border-bottom: 1px solid #e3e7ec; vertical-align: top; }
  th { width: 14rem; font-weight: 600; } form { margin-top: 1rem; } button { padding: .4rem 1rem; border: 1px solid #1d4f91; border-radius: .25rem; background: #fff; color: #1d4f91; font: inherit; font-weight: 600; cursor: pointer; }
  small { color: #4a5665; } :focus-visible { outline: 3px solid #e08a00; outline-offset: 2px; }
  @media (max-width: 30rem) { main { margin: 0; border: 0; } th { width: 8rem; } td { overflow-wrap: anywhere; } }
  footer { margin-top: 1rem; color: #4a5665; font-size: .875rem; }
`;

/** A page of one of the sites around the bot, as a person would look at it: a title and some facts. */
export function sitePage(page: {
  readonly site: string;
  readonly title: string;
  readonly subtitle: string;
  readonly facts: readonly (readonly [name: string, value: string])[];
  /** What a person may do here: a button that posts to an address. */
  readonly action?: { readonly label: string; readonly hint: string; readonly address: string };
}): ServiceAnswer {
  const rows = page.facts
    .map(
      ([name, value]) => `<tr><th scope="row">${escaped(name)}</th><td>${escaped(value)}</td></tr>`,
    )
    .join('');
  const { action } = page;
  const form = action
    ? `<form method="post" action="${escaped(action.address)}"><button type="submit">${escaped(action.label)}</button> <small>${escaped(action.hint)}</small></form>`
    : '';
  return html(
    200,
    page.site,
    `<h1>${escaped(page.title)}</h1><p>${escaped(page.subtitle)}</p><table>${rows}</table>${form}
     <footer>${escaped(page.site)}, simulated. Reload to see it change.</footer>`,
  );
}

export function siteProblem(status: number, site: string, message: string): ServiceAnswer {
  return html(status, site, `<h1>${escaped(site)}</h1><p>${escaped(message)}</p>`);
}

function html(status: number, title: string, content: string): ServiceAnswer {
  return {
    status,
    headers: { 'content-type': 'text/html; charset=utf-8' },
    body: `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title><style>${STYLE}</style></head>
<body><main>${content}</main></body>
</html>
`,
  };
}
