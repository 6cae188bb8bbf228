const LENGTH = 20;

/** How much of a whole, drawn and in words; what is little, and not nothing, is seen to be there. */
export function bar(percent: number): string {
  const done = Math.round((percent * LENGTH) / 100);
  const drawn = done === 0 && percent > 0 ? '▏' : '█'.repeat(done);
  return `${drawn}${'░'.repeat(LENGTH - drawn.length)}  ${percentWords(percent)}`;
}

export function percentWords(percent: number): string {
  if (percent > 0 && percent < 1) return 'less than 1 %';
  return `${percent < 100 ? Math.floor(percent) : 100} %`;
}
