/** The files of the page: its own, with types stripped, and its two libraries. */
import { readFile } from 'node:fs/promises';
import { createRequire, stripTypeScriptTypes } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface PageFile {
  readonly type: string;
  readonly body: string;
}

const folder = fileURLToPath(new URL('../page/', import.meta.url));
const script = 'text/javascript; charset=utf-8';
const require = createRequire(import.meta.url);

/** The libraries as browser modules; looked up when asked for, so that tests need none of them. */
const vendor: ReadonlyMap<string, () => string> = new Map([
  ['/vendor/preact.js', () => require.resolve('preact')],
  ['/vendor/preact-hooks.js', () => require.resolve('preact/hooks')],
  ['/vendor/htm.js', () => join(dirname(require.resolve('htm')), 'htm.mjs')],
]);

/** Only these exact shapes of names reach the disk, so no path can lead out of the folder. */
const named = /^\/page\/((?:[a-z0-9-]+\/)*[a-z0-9-]+)\.(js|ts|css|svg)$/;

export async function pageFile(path: string): Promise<PageFile | undefined> {
  const library = vendor.get(path);
  if (library !== undefined) return { type: script, body: await readFile(library(), 'utf8') };
  const [, name, extension] = path === '/' ? ['', 'index', 'html'] : (named.exec(path) ?? []);
  if (name === undefined || extension === undefined) return undefined;
  try {
    return await ownFile(name, extension);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

const plainTypes: ReadonlyMap<string, string> = new Map([
  ['html', 'text/html; charset=utf-8'],
  ['css', 'text/css; charset=utf-8'],
  ['svg', 'image/svg+xml'],
]);

async function ownFile(name: string, extension: string): Promise<PageFile> {
  const type = plainTypes.get(extension);
  const file = `${folder}${name}.${type === undefined ? 'ts' : extension}`;
  const source = await readFile(file, 'utf8');
  return type === undefined
    ? { type: script, body: browserScript(stripTypeScriptTypes(source)) }
    : { type, body: source };
}

/** One name for each module, however it is asked for: imports of "./x.ts" become "./x.js". */
function browserScript(source: string): string {
  return source.replaceAll(/((?:from|import)\s*\(?\s*['"]\.{1,2}\/[^'"]+)\.ts(['"])/g, '$1.js$2');
}
