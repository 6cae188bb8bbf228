import type { Checked } from './check.ts';

const SIGNS = { ok: '✓', warn: '!', fail: '✗' } as const;

/** One line each, with the fix below it. */
export function inLines(checked: readonly Checked[]): string {
  const width = Math.max(...checked.map(({ name }) => name.length));
  const indent = ' '.repeat(width + 4);
  const lines = checked.map(({ name, ...found }) => {
    const line = `${SIGNS[found.mark]} ${name.padEnd(width)}  ${found.says}`;
    return found.mark === 'ok'
      ? line
      : `${line}\n${indent}${found.fix.replaceAll(/\n(?=.)/g, `\n${indent}`)}`;
  });
  const count = (mark: Checked['mark']) => checked.filter((one) => one.mark === mark).length;
  const sum = `${checked.length} checks: ${count('fail')} failed, ${count('warn')} to look at.`;
  return `${lines.join('\n')}\n${sum}\n`;
}
