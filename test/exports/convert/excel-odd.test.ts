import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cellsOf } from './csv-text.ts';
import { Desk } from './desk.ts';
import { inPython, python } from './python.ts';
import { type Parts, workbookOf, zipOf } from './workbook-of.ts';

async function cells(desk: Desk, parts: Parts) {
  const { path, report } = await desk.to('csv', await workbookOf(desk, parts));
  return { cells: cellsOf(readFileSync(path, 'utf8')), report };
}

const HEADER =
  '<row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c><c r="B1" t="inlineStr"><is><t>b</t></is></c></row>';

describe('a workbook that no common program writes is read as it is meant', () => {
  it.each<readonly [string, Parts, (string | null)[][]]>([
    [
      'cells without a place, one behind the other',
      { sheet: `<sheetData>${HEADER}<row><c><v>1</v></c><c><v>2</v></c></row></sheetData>` },
      [['1', '2']],
    ],
    [
      'cells out of order, and far apart',
      {
        sheet: `<dimension ref="A1:B1"/><sheetData>${HEADER}<row r="2"><c r="D2"><v>4</v></c><c r="A2"><v>1</v></c></row></sheetData>`,
      },
      [['1', null, null, '4']],
    ],
    [
      'a dimension that lies',
      {
        sheet: `<dimension ref="A1:XFD1048576"/><sheetData>${HEADER}<row r="9"><c r="B9"><v>1</v></c></row></sheetData>`,
      },
      [[null, '1']],
    ],
    [
      'shared text with phonetic help, in a part of another name',
      {
        sheet: `<sheetData>${HEADER}<row r="2"><c r="A2" t="s"><v>1</v></c><c r="B2" t="s"><v>0</v></c></row></sheetData>`,
        shared:
          '<si><t xml:space="preserve"> x </t></si><si><r><t>東</t></r><r><rPr><b/></rPr><t>京</t></r><rPh sb="0" eb="1"><t>トウ</t></rPh></si>',
        sheetPart: 'the-first.xml',
      },
      [['東京', ' x ']],
    ],
    [
      'prefixes, comments, CDATA, entities, single quotes',
      {
        sheet: `<x:sheetData xmlns:x="urn:x"><!-- <row> -->${HEADER}<x:row r='2' spans = "1:2"><x:c r='A2' t='inlineStr'><x:is><x:t><![CDATA[<&amp;]]>&lt;&#65;&#x1F9EC;&quot;</x:t></x:is></x:c><x:c r="B2" t='str'><x:v>_x0041_</x:v></x:c></x:row></x:sheetData>`,
      },
      [['<&amp;<A🧬"', 'A']],
    ],
    [
      'strict OOXML, with its dates',
      {
        sheet: `<sheetData>${HEADER}<row r="2"><c r="A2" t="d"><v>2024-01-05T10:00:00Z</v></c><c r="B2" t="b"><v>true</v></c></row></sheetData>`,
        spreadsheet: 'http://purl.oclc.org/ooxml/spreadsheetml/main',
        office: 'http://purl.oclc.org/ooxml/officeDocument/relationships',
      },
      [['2024-01-05T10:00:00', 'true']],
    ],
    [
      'cells that say they are text, or a time, and are not',
      {
        sheet: `<sheetData>${HEADER}<row><c t="s"/><c t="d"><v>PT10H</v></c></row></sheetData>`,
      },
      [[null, 'PT10H']],
    ],
    [
      'numbers in every spelling',
      {
        sheet: `<sheetData>${HEADER}${[
          '1E2',
          '0.10',
          '007',
          '1.',
          '.5',
          '-0',
          '1e-7',
          '0.30000000000000004',
          '123456789012345',
          ' 5 ',
        ]
          .map((number) => `<row><c><v>${number}</v></c></row>`)
          .join('')}</sheetData>`,
      },
      [
        '100',
        '0.1',
        '7',
        '1',
        '0.5',
        '0',
        '1e-7',
        '0.30000000000000004',
        '123456789012345',
        '5',
      ].map((number) => [number, null]),
    ],
  ])('%s', async (_, parts, expected) => {
    using desk = new Desk();
    expect((await cells(desk, parts)).cells.slice(1)).toEqual(expected);
  });
});

describe('a workbook that cannot be read is refused, with the reason', () => {
  it.each<readonly [string, string, Parts]>([
    [
      'a text that is not there',
      'unreadable',
      { sheet: `<sheetData>${HEADER}<row><c t="s"><v>0</v></c></row></sheetData>` },
    ],
    ['a row that does not end', 'unreadable', { sheet: `<sheetData>${HEADER}<row r="2"><c><v>1` }],
    [
      'tags that do not match',
      'unreadable',
      { sheet: `<sheetData>${HEADER}<row><c></row></c></sheetData>` },
    ],
    [
      'an entity of its own',
      'unreadable',
      { sheet: `<sheetData>${HEADER}<row><c><v>&bomb;</v></c></row></sheetData>` },
    ],
    ['a document type', 'unreadable', { sheet: '<!DOCTYPE x [<!ENTITY a "b">]>' }],
    [
      'a cell beyond the sheet',
      'limit',
      { sheet: '<sheetData><row><c r="XFE1"><v>1</v></c></row></sheetData>' },
    ],
    ['a row beyond the sheet', 'limit', { sheet: '<sheetData><row r="1048577"/></sheetData>' }],
    ['no cell at all', 'unreadable', { sheet: '<sheetData/>' }],
  ])('%s', async (_, kind, parts) => {
    using desk = new Desk();
    expect((await desk.refusal(await workbookOf(desk, parts), 'csv')).kind).toBe(kind);
  });

  it('an archive of something else', async () => {
    using desk = new Desk();
    const path = await zipOf(desk, { 'readme.txt': 'hello' });
    expect(await desk.refusal(path, 'csv')).toMatchObject({ kind: 'unreadable' });
  });

  it.each([
    ['EncryptedPackage', 'The workbook has a password: save it without one.'],
    ['Workbook', 'The workbook is an .xls of before 2007: save it as .xlsx.'],
  ])('of another kind, with %s in it', async (stream, says) => {
    using desk = new Desk();
    const file = Buffer.alloc(1024);
    file.write('d0cf11e0a1b11ae1', 'hex');
    file.writeUInt16LE(9, 30);
    file.writeUInt32LE(0, 48);
    file.write(stream, 512, 'utf16le');
    expect(await desk.refusal(desk.file('old.xlsx', file), 'csv')).toEqual({
      kind: 'unreadable',
      says,
    });
  });
});

describe.skipIf(python === undefined)(
  'a workbook that is a bomb is refused before it does harm',
  () => {
    /** Parts of so many repetitions, deflated: some hundred kilobytes that unpack to hundreds of megabytes. */
    async function bomb(
      desk: Desk,
      part: string,
      before: string,
      again: string,
      times: number,
      after: string,
    ) {
      const path = await workbookOf(desk, {
        sheet: `<sheetData>${HEADER}</sheetData>`,
        shared: '',
      });
      const [bombed] = [join(desk.folder, 'bomb.xlsx')];
      inPython(
        path,
        `import zipfile
old = zipfile.ZipFile(path)
new = zipfile.ZipFile(${JSON.stringify(bombed)}, "w", zipfile.ZIP_DEFLATED, compresslevel=1)
for name in old.namelist():
  if name != "${part}": new.writestr(name, old.read(name))
with new.open("${part}", "w", force_zip64=True) as out:
  out.write(b'${before}')
  block = b'${again}' * 1000
  for _ in range(${times} // 1000): out.write(block)
  out.write(b'${after}')
new.close()
print("null")`,
      );
      return bombed;
    }

    it('shared texts: those with much text, and those that are many', async () => {
      using desk = new Desk();
      for (const text of ['x'.repeat(1000), '']) {
        const path = await bomb(
          desk,
          'xl/texts.xml',
          '<sst>',
          `<si><t>${text}</t></si>`,
          text === '' ? 30_000_000 : 120_000,
          '</sst>',
        );
        expect(await desk.refusal(path, 'csv')).toEqual({
          kind: 'limit',
          says: "The workbook's shared text is longer than 100 MB.",
        });
      }
    });

    it('a text without an end', async () => {
      using desk = new Desk();
      const part = 'xl/worksheets/sheet1.xml';
      const path = await bomb(desk, part, '<worksheet><sheetData><row><c><v>', '1', 40_000_000, '');
      expect((await desk.refusal(path, 'csv')).kind).toBe('unreadable');
    });
  },
);
