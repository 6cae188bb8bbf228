import type { Warnings } from '../../warnings.ts';
import type { Remarks } from './sheet.ts';

const SAYS: Readonly<Record<keyof Remarks, { readonly code: string; readonly says: string }>> = {
  formulas: { code: 'formula', says: 'A formula was read as the value that was saved with it.' },
  unsavedFormulas: {
    code: 'formula without value',
    says: 'A formula has never been calculated: its cell is empty. Open and save the workbook in Excel, then try again.',
  },
  mergedCells: {
    code: 'merged cells',
    says: 'Cells are merged: the first has the value, the others are empty.',
  },
  hiddenRows: { code: 'hidden rows', says: 'Rows that are hidden in Excel were read, too.' },
  hiddenColumns: {
    code: 'hidden columns',
    says: 'Columns that are hidden in Excel were read, too.',
  },
  unclearTimes: {
    code: 'time of day',
    says: 'A time of day, a duration, or a date before March 1900 is the number of days that Excel keeps: 0.5 is noon.',
  },
  blankRows: { code: 'blank rows', says: 'Rows without a single cell were left out.' },
};

/** What people who know the workbook from Excel would not expect of the table. */
export function tell(remarks: Remarks, sheet: string, warnings: Warnings): void {
  for (const [about, count] of Object.entries(remarks)) {
    const known = Object.entries(SAYS).find(([name]) => name === about)?.[1];
    if (known !== undefined) warnings.add({ ...known, column: sheet, count });
  }
}
