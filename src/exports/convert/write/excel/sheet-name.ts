import type { Warnings } from '../../warnings.ts';

const LONGEST = 31;
const ROOM_FOR_NUMBER = ' (99)'.length;

/** Excel refuses a workbook with a sheet whose name it does not allow. */
export function sheetName(wanted: string, warnings: Warnings): string {
  const name =
    wanted
      .replace(/[\\/?*[\]:]|\p{Cc}|[\ufffe\uffff]/gu, '_')
      .replace(/^'+|'+$/g, '')
      .slice(0, LONGEST - ROOM_FOR_NUMBER)
      .replace(/[\ud800-\udbff]$/, '') // half a character
      .trim() || 'Data';
  if (name !== wanted) {
    const says = `Excel does not allow a sheet to be called “${wanted}”: it is ${name}.`;
    warnings.add({ code: 'sheet name', says, count: 1 });
  }
  return name;
}
