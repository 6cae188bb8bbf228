import { createHash } from 'node:crypto';
import type { FastifyReply } from 'fastify';
import { Html, html } from './html.ts';

/** Dark and light, from 320 pixels on; no script, no picture, nothing from elsewhere. */
const STYLE = `
:root {
  color-scheme: light dark;
  --ink: #1c2227; --quiet: #56616a; --ground: #f5f7f8; --sheet: #fff; --line: #d7dde1;
  --accent: #1f4e5f; --on-accent: #fff;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ink: #e8ecee; --quiet: #a3afb7; --ground: #12171a; --sheet: #1b2226; --line: #364047;
    --accent: #8fc7da; --on-accent: #0e1a1f;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; padding: 1.5rem 1rem 3rem; background: var(--ground); color: var(--ink);
  font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere;
}
main {
  max-width: 44rem; margin: 0 auto; padding: 1.5rem; background: var(--sheet);
  border: 1px solid var(--line); border-radius: .75rem;
}
h1 { margin: 0 0 .25rem; font-size: 1.5rem; line-height: 1.25; }
h2 { margin: 2rem 0 .5rem; font-size: 1.1rem; }
p { margin: .5rem 0; }
.quiet, dt { color: var(--quiet); }
blockquote { margin: 1rem 0; padding-left: 1rem; border-left: 3px solid var(--line); white-space: pre-line; }
ul { margin: .5rem 0; padding: 0; list-style: none; }
li { padding: .75rem 0; border-top: 1px solid var(--line); }
li b { display: block; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1rem; margin: .5rem 0; }
dd { margin: 0; }
code, pre { font: .8125rem/1.5 ui-monospace, monospace; }
pre { margin: .5rem 0; padding: .75rem; background: var(--ground); border-radius: .5rem; white-space: pre-wrap; }
form { margin: 1rem 0 .5rem; }
li form { margin: .5rem 0 0; }
button {
  min-height: 2.75rem; padding: .5rem 1.25rem; border: 0; border-radius: .5rem;
  background: var(--accent); color: var(--on-accent); font: inherit; font-weight: 600; cursor: pointer;
}
button:hover { filter: brightness(1.1); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 3px; }
@media (max-width: 30rem) {
  main { padding: 1.25rem 1rem; }
  main > form button { width: 100%; }
  dl { grid-template-columns: 1fr; gap: 0; }
  dd { margin-bottom: .5rem; }
}
`;

const HEADERS = {
  'content-security-policy': [
    "default-src 'none'",
    `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'referrer-policy': 'no-referrer',
  'x-robots-tag': 'noindex, nofollow',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};

/** Sends a page for people. It is made here alone: a browser runs nothing on it and asks nobody else. */
export function sendPage(
  reply: FastifyReply,
  { status, title, body }: { readonly status: number; readonly title: string; readonly body: Html },
): FastifyReply {
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${new Html(STYLE)}</style>
</head>
<body>
<main>
${body}
</main>
</body>
</html>
`;
  return reply.code(status).headers(HEADERS).type('text/html; charset=utf-8').send(page.text);
}
