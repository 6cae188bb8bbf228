import type { KnownBlock } from '@slack/types';
import { context, section } from '../blocks.ts';
import { codeBlock, count } from '../text.ts';
import { FEW, kindOf } from './alike.ts';

const MOST_PAGES = 2;
const LONGEST_PAGE = 2650; // letters, as Slack counts them

/**
 * A changed file on a card. Long lists of what stays lack their middle: how many lines that is stands in its place. Who comes
 * or goes is left out only where they would not fit, and nobody then who is of another kind.
 */
export function editsBlocks(edits: readonly string[]): readonly KnownBlock[] {
  const gentle = pagesOf(shortLists(edits, ' '));
  const fits = gentle.length <= MOST_PAGES;
  const pages = fits ? gentle : withinPages(pagesOf(shortLists(edits, ' +-')));
  return [
    ...pages.map((lines, index) =>
      section(`${index === 0 ? '*The file*\n' : ''}${codeBlock(lines.join('\n'))}`),
    ),
    ...(fits ? [] : [context('Not all who come or go fit here: *All policies* has every one.')]),
  ];
}

function pagesOf(lines: readonly string[]): readonly (readonly string[])[] {
  const pages: string[][] = [];
  for (const line of lines) {
    const last = pages.at(-1);
    const longer = [...(last ?? []), line];
    if (last !== undefined && codeBlock(longer.join('\n')).length <= LONGEST_PAGE) last.push(line);
    else pages.push([line]);
  }
  return pages;
}

function withinPages(pages: readonly (readonly string[])[]): readonly (readonly string[])[] {
  const hidden = pages.slice(MOST_PAGES).flat().length;
  const shown = pages.slice(0, MOST_PAGES);
  const last = shown.at(-1);
  return hidden === 0 || last === undefined
    ? shown
    : [...shown.slice(0, -1), [...last, `… ${count(hidden, 'more line')}`]];
}

/** Lists within a file, of lines that begin with one of these marks, without what is alike in their middle. */
export function shortLists(lines: readonly string[], marks: string): readonly string[] {
  return runsOf(lines).flatMap((run) => {
    const mark = run[0]?.charAt(0) ?? '';
    return mark !== '' && marks.includes(mark) ? withoutMiddle(run, mark) : run;
  });
}

/** Items of a list that follow one another and are marked alike; any other line by itself. */
function runsOf(lines: readonly string[]): readonly (readonly string[])[] {
  const isItem = (line: string) => /^[-+ ] +- /.test(line);
  const runs: string[][] = [];
  for (const line of lines) {
    const last = runs.at(-1);
    const head = last?.[0] ?? '';
    const joins = isItem(line) && isItem(head) && head.charAt(0) === line.charAt(0);
    if (last !== undefined && joins) last.push(line);
    else runs.push([line]);
  }
  return runs;
}

function withoutMiddle(run: readonly string[], mark: string): readonly string[] {
  const kinds = Map.groupBy(run, (line) => kindOf(line.replace(/^[-+ ] +- /, '')));
  const hidden = new Set(
    [...kinds.values()].flatMap((some) => {
      const middle = some.slice(FEW, -FEW);
      return middle.length < FEW ? [] : middle;
    }),
  );
  const left: string[] = [];
  let passed = 0;
  const say = () => {
    if (passed > 0) left.push(`${mark}   … ${passed} more`);
    passed = 0;
  };
  for (const line of run)
    if (hidden.has(line)) passed += 1;
    else {
      say();
      left.push(line);
    }
  say();
  return left;
}
