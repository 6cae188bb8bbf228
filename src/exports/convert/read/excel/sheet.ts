import { beyond } from '../../failure.ts';
import { fromSerial } from './dates.ts';
import { unescaped, type Workbook } from './workbook.ts';

const MOST_COLUMNS = 16_384;

export type CellKind = 'number' | 'text' | 'boolean' | 'date' | 'timestamp' | 'error';

export interface Cell {
  readonly kind: CellKind;
  readonly text: string;
}

export interface Context {
  readonly shared: readonly string[];
  readonly dateStyles: readonly boolean[];
  readonly from1904: boolean;
}

/** Calls `row` for every row that has cells, with gaps where there are none. */
export async function readSheet(
  workbook: Workbook,
  part: string,
  context: Context,
  row: (cells: readonly (Cell | undefined)[]) => void,
  between: () => Promise<void>,
): Promise<void> {
  let cells: (Cell | undefined)[] = [];
  let column = -1;
  let type = '';
  let style = 0;
  let value = '';
  let taking = false;
  let phonetic = false;
  await workbook.read(
    part,
    {
      opened(name, attributes) {
        if (name === 'row') {
          cells = [];
          column = -1;
        } else if (name === 'c') {
          column = attributes['r'] === undefined ? column + 1 : columnOf(attributes['r']);
          type = attributes['t'] ?? 'n';
          style = Number(attributes['s'] ?? 0);
          value = '';
        } else if (name === 'rPh') phonetic = true;
        else if (name === 'v' || name === 't') taking = !phonetic;
      },
      text(text) {
        if (taking) value += text;
      },
      closed(name) {
        if (name === 'v' || name === 't') taking = false;
        else if (name === 'rPh') phonetic = false;
        else if (name === 'row' && cells.length > 0) row(cells);
        else if (name === 'c') {
          const cell = cellOf(type, style, value, context);
          if (cell !== undefined) cells[column] = cell;
        }
      },
    },
    between,
  );
}

function cellOf(type: string, style: number, value: string, context: Context): Cell | undefined {
  switch (type) {
    case 's': {
      const text = context.shared[Number(value)];
      return text === undefined ? undefined : { kind: 'text', text };
    }
    case 'inlineStr':
    case 'str':
      return { kind: 'text', text: unescaped(value) };
    case 'b':
      return { kind: 'boolean', text: value === '1' || value === 'true' ? 'true' : 'false' };
    case 'e':
      return { kind: 'error', text: value };
    case 'd':
      return { kind: 'timestamp', text: value.replace(/Z$/, '') };
    default:
      return value === '' ? undefined : numberOf(value, style, context);
  }
}

function numberOf(value: string, style: number, { dateStyles, from1904 }: Context): Cell {
  const number = Number(value);
  const date = dateStyles[style] === true ? fromSerial(number, from1904) : undefined;
  if (date === undefined)
    return { kind: 'number', text: Number.isNaN(number) ? value : String(number) };
  return { kind: date.timed ? 'timestamp' : 'date', text: date.text };
}

/** `AB12` is the 28th column, 27 from zero. */
function columnOf(reference: string): number {
  let column = 0;
  for (let at = 0; at < reference.length; at++) {
    const letter = reference.charCodeAt(at) & ~32;
    if (letter < 65 || letter > 90) break;
    column = column * 26 + letter - 64;
  }
  if (column < 1 || column > MOST_COLUMNS) throw beyond(`No sheet has a cell ${reference}.`);
  return column - 1;
}
