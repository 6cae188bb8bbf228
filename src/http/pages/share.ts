import { type ExportFile, type ExportJob, isPackaged } from '../../domain/data-export/job.ts';
import { membersOf, packageName } from '../../domain/data-export/member.ts';
import type { Visit } from '../../exports/sharing/visits.ts';
import { type Html, html, NOTHING } from './html.ts';
import { count, moment, remaining, size } from './words.ts';

/** More parts of a file than these, and more files of a package, a page does not list. */
const MOST_PARTS_LISTED = 20;
const MOST_LISTED = 200;

export interface Page {
  readonly status: number;
  readonly title: string;
  readonly body: Html;
}

type Open = Extract<Visit, { readonly state: 'open' }>;
type Closed = Exclude<Visit['state'], 'open'>;

/** The page of a share that opens something. */
export function sharePage(
  visit: Open,
  about: {
    readonly token: string;
    readonly timeZone: string;
    readonly fingerprint: string;
  },
): Page {
  const { job } = visit;
  const press = (label: string, file = ''): Html =>
    html`<form method="post" action="/share/${about.token}/download${file}"><button>${label}</button></form>`;
  const body = html`${whatAndUntil(visit, about.timeZone, press)}
<h2>What it holds</h2>
${holds(visit, press)}
<h2>How to check it</h2>
${checks(job, about.fingerprint)}`;
  return { status: 200, title: job.name, body };
}

type Press = (label: string, file?: string) => Html;

/** Several files without a package are downloaded each by itself. */
const isOne = ({ output }: ExportJob): boolean => output?.path.endsWith('/') === false;

function whatAndUntil(visit: Open, timeZone: string, press: Press): Html {
  const { share, job, files, sharedBy, now } = visit;
  const bytes = job.output?.bytes ?? 0;
  const form = isPackaged(job) ? `${formatOf(job)} in one ZIP` : formatOf(job);
  const said = [`Shared by ${sharedBy}`, count(files.length, 'file'), form, size(bytes)];
  return html`<h1>${job.name}</h1>
<p class="quiet">${said.join(' · ')}</p>
${job.description === undefined ? NOTHING : html`<p>${job.description}</p>`}
${share.note === undefined ? NOTHING : html`<blockquote>${share.note}</blockquote>`}
${isOne(job) ? press(`Download ${size(bytes)}`) : NOTHING}
<p>It can be downloaded until <b>${moment(share.expiresAt, timeZone)}</b>,
${remaining(share.expiresAt, now)} from now.${share.singleUse ? ONCE : ''}</p>`;
}

function holds({ job, files }: Open, press: Press): Html {
  const one = isOne(job);
  const listed = one ? files.slice(0, MOST_LISTED) : files;
  const left = files.length - listed.length;
  const items = listed.map((file) => {
    const button = one ? NOTHING : press(`Download ${file.member}`, `/${file.id}`);
    return html`<li>${fileOf(file)}${button}</li>\n`;
  });
  const more = html`<p class="quiet">And ${count(left, 'more file')}: the package lists them all.</p>`;
  return html`<ul>
${items}</ul>
${left === 0 ? NOTHING : more}
${job.message === undefined ? NOTHING : html`<p>${job.message}</p>`}`;
}

const ONCE =
  ' The link is good for one download: the browser that begins it can resume it for twelve hours.';

function formatOf({ format }: ExportJob): string {
  const names: Readonly<Record<string, string>> = {
    csv: 'CSV',
    tsv: 'TSV',
    json: 'JSON',
    ndjson: 'NDJSON',
    excel: 'Excel',
    parquet: 'Parquet',
    arrow: 'Arrow (Feather)',
    avro: 'Avro',
    netcdf: 'NetCDF',
    hdf5: 'HDF5',
    zip: 'files as they were',
  };
  return names[format] ?? format;
}

/** One that was split is what it was split into: that is what lies in the package. */
function fileOf(file: ExportFile): Html {
  const { member, output, report, parts } = file;
  const rows = rowsIn(report);
  const about = html`<b>${member}</b><span class="quiet">${size(output?.bytes ?? 0)}${
    rows === undefined ? '' : ` · ${count(rows, 'row')}`
  }</span>`;
  if (parts === undefined) return html`${about}<br><code>SHA-256 ${output?.sha256 ?? ''}</code>`;
  const members = membersOf(file);
  const listed = members.slice(0, MOST_PARTS_LISTED);
  const left = members.length - listed.length;
  return html`${about}<br>in ${count(members.length, 'part')}:<ul>
${listed.map(
  ({ name, bytes, sha256 }) =>
    html`<li><b>${name}</b><span class="quiet">${size(bytes)}</span><br><code>SHA-256 ${sha256}</code></li>\n`,
)}</ul>${left === 0 ? NOTHING : html`<p class="quiet">And ${count(left, 'more part')}: the package lists them all.</p>`}`;
}

function rowsIn(report: unknown): number | undefined {
  if (typeof report !== 'object' || report === null || !('rowsOut' in report)) return undefined;
  return typeof report.rowsOut === 'number' ? report.rowsOut : undefined;
}

function checks(job: ExportJob, fingerprint: string): Html {
  const { path = '', sha256 = '' } = job.output ?? {};
  if (!isOne(job))
    return html`<p>Compare each file with the SHA-256 above: <code>sha256sum FILE</code></p>`;
  const name = isPackaged(job) ? `'${packageName(job)}'` : path.slice(path.lastIndexOf('/') + 1);
  const signed = html`<p>That nobody has changed it, and who signed it, with a copy of Handoff:</p>
<pre>npm run handoff -- verify ${name}</pre>
<p>names the key <code>${fingerprint}</code></p>`;
  return html`<p>That it came whole:</p>
<pre>sha256sum ${name}</pre>
<p>prints <code>${sha256}</code></p>
${isPackaged(job) ? signed : NOTHING}`;
}

const CLOSED: Readonly<Record<Closed, { status: number; title: string; says: string }>> = {
  unknown: {
    status: 404,
    title: 'This link opens nothing',
    says: 'Perhaps its end is missing: copy it again, whole, from where it was given to you.',
  },
  revoked: {
    status: 410,
    title: 'This link was withdrawn',
    says: 'Whoever shared it has ended it. Ask them if you still need the files.',
  },
  expired: {
    status: 410,
    title: 'The time of this link is over',
    says: 'Ask whoever shared it for a new one.',
  },
  used: {
    status: 410,
    title: 'This link has been used',
    says: 'It was good for one download, and that has begun in another browser. Ask whoever shared it for a new one.',
  },
};

/** The page of a share that opens nothing: why, and what to do, and nothing of what it was. */
export function closedPage(state: Closed): Page {
  const { status, title, says } = CLOSED[state];
  return { status, title, body: html`<h1>${title}</h1><p>${says}</p>` };
}

export const standingByPage: Page = {
  status: 503,
  title: 'One moment',
  body: html`<h1>One moment</h1><p>I am just starting. Load this page again in a few seconds.</p>`,
};

/** Whoever pressed keeps no cookies. Nothing was counted. */
export const noCookiePage = (token: string): Page => ({
  status: 403,
  title: 'A cookie is needed',
  body: html`<h1>A cookie is needed</h1>
<p>By it I know the browser that began a download when it goes on. None came with this press, so nothing was sent and
nothing is used up.</p>
<p>Allow cookies for this site, or use another browser, and open <a href="/share/${token}">the page of this link</a>
again.</p>`,
});

export const goneFilePage = (token: string): Page => ({
  status: 404,
  title: 'Press the button first',
  body: html`<h1>Press the button first</h1>
<p>A download begins on <a href="/share/${token}">the page of this link</a>.</p>`,
});
