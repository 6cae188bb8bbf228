import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { ZipArchive } from 'archiver';
import { File } from '../../../src/exports/convert/hdf5/library.ts';
import type { Original } from './mutations.ts';

const MB = 1024 ** 2;

export interface Bomb {
  readonly name: string;
  make(): Promise<Buffer> | Buffer;
}

/** Small files that ask for a lot: of memory, of disk, or of time. */
export function bombs(whole: readonly Original[], folder: string): readonly Bomb[] {
  const deep = 1_000_000;
  const parquet = whole.find(({ ending }) => ending === '.parquet')?.content;
  if (parquet === undefined) throw new Error('There is no Parquet file to enlarge.');
  return [
    { name: 'zeros.csv.gz', make: () => gzipSync(Buffer.alloc(600 * MB)) },
    { name: 'rows.csv.gz', make: () => gzipSync(Buffer.alloc(600 * MB, 'a,b\n')) },
    { name: 'lists.json', make: () => Buffer.from('['.repeat(deep)) },
    {
      name: 'objects.json',
      make: () => Buffer.from(`[${'{"a":'.repeat(deep)}1${'}'.repeat(deep)}]`),
    },
    { name: 'strings.xlsx', make: () => workbook(sharedStrings('ä'.repeat(2 * MB), 400)) },
    { name: 'many-strings.xlsx', make: () => workbook(sharedStrings('ab', 20_000_000)) },
    { name: 'one-string.xlsx', make: () => workbook(oneString(900)) },
    { name: 'wide.csv', make: () => Buffer.from(`${'a,'.repeat(2 * MB)}a\n`) },
    { name: 'quote.csv', make: () => Buffer.from(`a,b\n"${'x'.repeat(20 * MB)}`) },
    { name: 'long.h5', make: () => endless(folder) },
    ...[40, 60, 120, 200].map((back) => ({
      name: `declared-${back}.parquet`,
      make: () => enlarged(parquet, back),
    })),
  ];
}

/** Where its end says how much of everything there is. */
function enlarged(parquet: Buffer, back: number): Buffer {
  const content = Buffer.from(parquet);
  const at = content.length - back;
  content.fill(0xff, at, at + 8);
  content[at + 8] = 0x7f;
  return content;
}

/** Rows without end that take no room: none was ever written. */
async function endless(folder: string): Promise<Buffer> {
  const path = join(folder, 'endless.h5');
  const file = new File(path, 'w');
  const group = file.create_group('data');
  group.create_dataset({
    name: 'x',
    data: new Float64Array(1),
    shape: [1],
    maxshape: [null],
    chunks: [1024],
  });
  const dataset = group.get('x');
  if (!(dataset !== null && 'resize' in dataset)) throw new Error('It cannot be made longer.');
  dataset.resize([2_000_000_000_000]);
  file.close();
  return readFileSync(path);
}

function* sharedStrings(text: string, times: number): Generator<string> {
  yield '<?xml version="1.0"?><sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">';
  const one = `<si><t>${text}</t></si>`;
  const together = Math.max(1, Math.floor(MB / one.length));
  for (let done = 0; done < times; done += together) yield one.repeat(together);
  yield '</sst>';
}

function* oneString(megabytes: number): Generator<string> {
  yield '<?xml version="1.0"?><sst><si><t>';
  for (let done = 0; done < megabytes; done += 1) yield 'x'.repeat(MB);
  yield '</t></si></sst>';
}

async function workbook(shared: Iterable<string>): Promise<Buffer> {
  const zip = new ZipArchive({ zlib: { level: 9 } });
  const parts: Readonly<Record<string, string>> = {
    'xl/workbook.xml':
      '<workbook xmlns:r="r"><sheets><sheet name="Data" sheetId="1" r:id="rId1"/></sheets></workbook>',
    'xl/_rels/workbook.xml.rels':
      '<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/></Relationships>',
    'xl/worksheets/sheet1.xml':
      '<worksheet><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c></row></sheetData></worksheet>',
  };
  for (const [name, text] of Object.entries(parts)) zip.append(text, { name });
  zip.append(Readable.from(shared), { name: 'xl/sharedStrings.xml' });
  const [content] = await Promise.all([buffer(zip), zip.finalize()]);
  return content;
}
