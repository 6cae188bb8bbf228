import { randomUUID } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { unreadable } from '../../failure.ts';
import type { Table } from '../../table.ts';
import type { Input, Reader, Reading } from '../reader.ts';
import { Staging } from '../staging.ts';
import { Collected, type Known } from './collected.ts';
import { tell } from './remarks.ts';
import { SharedStrings } from './shared-strings.ts';
import { type Remarks, readSheet } from './sheet.ts';
import { type Sheet, Workbook } from './workbook.ts';

/** The first sheet, and those that go on with it under the same header. Its first row is the header. */
export const readExcel: Reader = async (input, reading) => {
  let known: Known = { width: 0, exact: false };
  while (true) {
    const outcome = await attempt(input, reading, known);
    if (!('needs' in outcome)) return outcome;
    known = outcome.needs;
  }
};

async function attempt(
  { path }: Input,
  { workFolder, signal, warnings }: Reading,
  known: Known,
): Promise<Table | { readonly needs: Known }> {
  using workbook = await Workbook.open(path);
  const { sheets, from1904, shared, styles } = await workbook.outline();
  const context = {
    shared: await SharedStrings.read(workbook, shared),
    styles: await workbook.styles(styles),
    from1904,
  };
  await using staging = new Staging(workFolder, `excel-${randomUUID()}.csv`);
  const collected = new Collected(staging, signal, known, (await stat(path)).size);
  const first = sheets.find(({ hidden }) => !hidden) ?? sheets[0];
  const read: { readonly name: string; readonly remarks: Remarks }[] = [];
  const others: Sheet[] = [];
  for (const sheet of sheets) {
    // A table that was too long for one sheet goes on in “Data (2)”.
    if (sheet !== first && sheet.name !== `${first?.name} (${read.length + 1})`) {
      others.push(sheet);
      continue;
    }
    collected.beginSheet();
    const remarks = await readSheet(workbook, sheet.part, context, collected);
    if (collected.belongs) read.push({ name: sheet.name, remarks });
    else others.push(sheet);
  }
  if (collected.header === undefined) {
    throw unreadable('The first sheet is empty.', { sheet: first?.name ?? '' });
  }
  const { needs } = collected;
  if (needs !== undefined) return { needs };
  await collected.putDown();
  for (const { name, remarks } of read) tell(remarks, name, warnings);
  for (const { name, hidden } of others) {
    const says = `The ${hidden ? 'hidden sheet' : 'sheet'} “${name}” was not read: only the first one is.`;
    warnings.add({ code: 'other sheet', says, column: name, count: 1 });
  }
  return await staging.table(collected.columns());
}
