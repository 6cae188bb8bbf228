import type { OptionsOf } from '../../options.ts';
import { MAIN, XML } from './parts.ts';
import { STYLES } from './row-bytes.ts';
import { columnLetters, xmlText } from './xml-text.ts';

/** What precedes the rows of a sheet, the header among it, and what follows them. */
export interface SheetFrame {
  readonly before: string;
  readonly after: string;
}

export function sheetFrame(
  names: readonly string[],
  widths: readonly number[],
  freeze: OptionsOf<'excel'>['freeze_panes'],
): SheetFrame {
  const columns = widths.map(
    (width, at) => `<col min="${at + 1}" max="${at + 1}" width="${width}" customWidth="1"/>`,
  );
  const header = names.map(
    (name, at) =>
      `<c r="${columnLetters(at)}1" s="${STYLES.header}" t="inlineStr"><is><t xml:space="preserve">${xmlText(name)}</t></is></c>`,
  );
  return {
    before: `${XML}<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0">${pane(freeze)}</sheetView></sheetViews><cols>${columns.join('')}</cols><sheetData><row r="1">${header.join('')}</row>`,
    after: '</sheetData></worksheet>',
  };
}

function pane([rows, columns]: OptionsOf<'excel'>['freeze_panes']): string {
  if (rows === 0 && columns === 0) return '';
  const split = `${columns > 0 ? ` xSplit="${columns}"` : ''}${rows > 0 ? ` ySplit="${rows}"` : ''}`;
  const active = rows === 0 ? 'topRight' : columns === 0 ? 'bottomLeft' : 'bottomRight';
  const topLeft = `${columnLetters(columns)}${rows + 1}`;
  return `<pane${split} topLeftCell="${topLeft}" activePane="${active}" state="frozen"/>`;
}
