import { z } from 'zod';
import { escaped } from '../html-text.ts';
import type { ServiceAnswer } from '../http-service.ts';
import { type Book, type Cell, colourOf, isEmpty, lettersOf, type Sheet, shownIn } from './book.ts';

/** Room for what people add: an empty row and an empty column follow what is there. */
const SPARE = 1;
const MOST_ROWS = 500;
const NARROWEST = 120; // pixels

const STYLE = `
  body { margin: 0; display: flex; flex-direction: column; height: 100vh; background: #f8f9fb; color: #1b2430; font: 1rem/1.5 system-ui, sans-serif; }
  header { padding: .75rem 1rem; } h1 { margin: 0; font-size: 1.25rem; } p { margin: 0; color: #4a5665; } p[role=status] { min-height: 1.5em; color: #14532d; }
  .grid { flex: 1; overflow: auto; border: solid #cfd6de; border-width: 1px 0; background: #fff; }
  table { border-collapse: separate; border-spacing: 0; table-layout: fixed; width: max-content; font-size: .875rem; }
  th, td { border: solid #dde2e8; border-width: 0 1px 1px 0; padding: 0; }
  th { background: #eef1f4; color: #4a5665; font-weight: 400; text-align: center; } tbody th { width: 3rem; position: sticky; left: 0; z-index: 2; } td.key { position: sticky; left: 3rem; z-index: 1; background: inherit; } tbody tr { background: #fff; }
  thead th { position: sticky; top: 0; z-index: 4; height: 1.5rem; } thead th:first-child { left: 0; z-index: 5; } thead th.key { left: 3rem; z-index: 5; }
  tr.frozen > * { position: sticky; top: 1.5rem; z-index: 2; background: #fff; } tr.frozen > th, tr.frozen > td.key { z-index: 3; } tr.frozen > th { background: #eef1f4; } tr.frozen input { font-weight: 700; text-align: center; }
  input { box-sizing: border-box; width: 100%; padding: .25rem .5rem; border: 0; background: transparent; color: inherit; font: inherit; text-overflow: ellipsis; }
  :focus-visible { outline: 2px solid #1d4f91; outline-offset: -2px; } td.noted { background-image: linear-gradient(225deg, #e08a00 .5rem, transparent .5rem); }
  nav { padding: .5rem 1rem; } nav a { display: inline-block; padding: .25rem .75rem; color: #1d4f91; } nav a[aria-current] { background: #dbe7f6; border-radius: .25rem; color: inherit; font-weight: 600; text-decoration: none; }
`;

/** What somebody types is kept when they leave the cell; what the bot writes shows while nobody is in one. */
const SCRIPT = `
  const status = document.querySelector('[role=status]');
  const table = () => document.querySelector('table');
  addEventListener('keydown', ({ key, target }) => key === 'Enter' && target.blur());
  addEventListener('change', async ({ target }) => {
    const { row, column } = target.dataset;
    const body = new URLSearchParams({ row, column, text: target.value });
    const kept = await fetch(location.href, { method: 'POST', body }).catch(() => undefined);
    status.textContent = kept?.ok ? 'Kept: ' + target.ariaLabel : 'Not kept. Is the sandbox still running?';
  });
  setInterval(async () => {
    const page = await fetch(location.href).then((it) => it.text(), () => '');
    const next = new DOMParser().parseFromString(page, 'text/html').querySelector('table');
    if (next && !table().contains(document.activeElement) && next.outerHTML !== table().outerHTML) table().replaceWith(next);
  }, 1500);
`;

/** The spreadsheet as people open it: a grid into whose cells they write. `title`: of the sheet; else the first that is filled. */
export function sheetPage({ sheets }: Book, title: string | null): ServiceAnswer {
  const filled = sheets.find(({ cells }) => cells.some((row) => !row.every(isEmpty)));
  const sheet = sheets.find((one) => one.title === title) ?? filled ?? sheets[0];
  if (sheet === undefined) return { status: 404 };
  const tabs = sheets.map((one) => {
    const current = one === sheet ? ' aria-current="page"' : '';
    return `<a href="?sheet=${encodeURIComponent(one.title)}"${current}>${escaped(one.title)}</a>`;
  });
  return {
    status: 200,
    headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' },
    body: `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(sheet.title)}</title><style>${STYLE}</style></head>
<body><header><h1>Datasets, a spreadsheet at Google, simulated</h1>
<p>Write into any cell, as anybody might; Enter keeps it. What you write into a column of the bot’s, it finds with the next crawl.</p><p role="status"></p></header>
<div class="grid">${gridOf(sheet)}</div><nav aria-label="Sheets">${tabs.join('')}</nav><script>${SCRIPT}</script></body>
</html>
`,
  };
}

function gridOf(sheet: Sheet): string {
  const { title, cells, widths, frozenRows } = sheet;
  const filled = cells.slice(0, Math.min(lastOf(cells, isBlank), MOST_ROWS));
  const rows = [...filled, ...Array.from({ length: SPARE }, () => [])];
  const widest = Math.max(0, ...rows.map((row) => lastOf(row, isEmpty)));
  const shown = Array.from({ length: widest + SPARE }, (_, at) => at);
  const [header = []] = rows;
  const key = header.findIndex((cell) => shownIn(cell) === 'Accession');
  const heads = shown.map((at) => {
    const width = Math.max(widths[at] ?? NARROWEST, NARROWEST);
    return `<th scope="col"${at === key ? ' class="key"' : ''} style="width:${width}px">${lettersOf(at)}</th>`;
  });
  const lines = rows.map((row, at) => {
    const inputs = shown.map((column) => {
      const name = at === 0 ? '' : [header[column], row[key]].map(textOf).filter(Boolean);
      const label =
        name.length === 2 ? `${name[0]} of ${name[1]}` : `${lettersOf(column)}${at + 1}`;
      const note = row[column]?.note ?? '';
      const kinds = [column === key ? 'key' : '', note && 'noted'].filter(Boolean).join(' ');
      return `<td class="${kinds}" title="${escaped(note)}"><input data-row="${at}" data-column="${column}" aria-label="${escaped(label)}" value="${escaped(textOf(row[column]))}"></td>`;
    });
    const frozen = at < frozenRows ? ' class="frozen"' : '';
    return `<tr${frozen}${styleOf(at === 0 ? undefined : colourOf(sheet, row))}><th scope="row">${at + 1}</th>${inputs.join('')}</tr>`;
  });
  return `<table aria-label="${escaped(title)}"><thead><tr><th></th>${heads.join('')}</tr></thead><tbody>${lines.join('')}</tbody></table>`;
}

const textOf = (cell: Cell | undefined): string => String(shownIn(cell));
const isBlank = (row: readonly Cell[]): boolean => row.every(isEmpty);

/** How many there are up to the last that is not empty. */
const lastOf = <T>(all: readonly T[], isNothing: (one: T) => boolean): number =>
  all.findLastIndex((one) => !isNothing(one)) + 1;

const share = z.number().min(0).max(1).default(0);
const colour = z.object({ red: share, green: share, blue: share });

/** In the pale shade in which a text can be read. */
function styleOf(given: unknown): string {
  const read = colour.safeParse(given);
  if (!read.success) return '';
  const { red, green, blue } = read.data;
  const parts = [red, green, blue].map((part) => Math.round(255 * (0.75 + part / 4)));
  return ` style="background:rgb(${parts.join(' ')})"`;
}
