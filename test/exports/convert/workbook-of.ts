import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { ZipArchive } from 'archiver';
import type { Desk } from './desk.ts';

const SPREADSHEET = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006/relationships';

/** What no program at hand would write: a workbook from the XML of its parts. */
export interface Parts {
  /** What is in the first sheet. */
  readonly sheet: string;
  readonly shared?: string;
  readonly styles?: string;
  readonly properties?: string;
  readonly spreadsheet?: string;
  readonly office?: string;
  readonly sheetPart?: string;
}

export async function workbookOf(desk: Desk, parts: Parts): Promise<string> {
  const { spreadsheet = SPREADSHEET, office = OFFICE, sheetPart = 'sheet1.xml' } = parts;
  const relation = (id: string, kind: string, target: string) =>
    `<Relationship Id="${id}" Type="${office}/${kind}" Target="${target}"/>`;
  const relations = (...some: string[]) =>
    `<Relationships xmlns="${PACKAGE}">${some.join('')}</Relationships>`;
  return await zipOf(desk, {
    '_rels/.rels': relations(relation('rId1', 'officeDocument', '/xl/workbook.xml')),
    'xl/workbook.xml': `<workbook xmlns="${spreadsheet}" xmlns:r="${office}">${parts.properties ?? ''}<sheets><sheet name="Data" sheetId="1" r:id="rId7"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': relations(
      relation('rId7', 'worksheet', `worksheets/${sheetPart}`),
      ...(parts.shared === undefined ? [] : [relation('rId8', 'sharedStrings', 'texts.xml')]),
      ...(parts.styles === undefined ? [] : [relation('rId9', 'styles', 'styles.xml')]),
    ),
    [`xl/worksheets/${sheetPart}`]: `<?xml version="1.0" encoding="UTF-8"?>\n<worksheet xmlns="${spreadsheet}">${parts.sheet}</worksheet>`,
    'xl/texts.xml': `<sst xmlns="${spreadsheet}">${parts.shared ?? ''}</sst>`,
    'xl/styles.xml': `<styleSheet xmlns="${spreadsheet}">${parts.styles ?? ''}</styleSheet>`,
  });
}

export async function zipOf(desk: Desk, parts: Readonly<Record<string, string>>): Promise<string> {
  const path = join(desk.folder, 'book.xlsx');
  const zip = new ZipArchive({ zlib: { level: 1 } });
  const written = finished(zip.pipe(createWriteStream(path)));
  for (const [name, content] of Object.entries(parts)) zip.append(content, { name });
  await zip.finalize();
  await written;
  return path;
}
