/** Work that is told of in so many parts of equal weight, one after the other. */
export function inPhases(
  ports: { progress(fraction: number): void },
  count: number,
): { readonly tell: (fraction: number) => void; next(): void } {
  let done = 0;
  return {
    tell: (fraction) => ports.progress((done + fraction) / count),
    next() {
      done = Math.min(count - 1, done + 1);
    },
  };
}
