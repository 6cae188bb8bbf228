/** Runs over all of them, so many at once. The first that fails ends it, when those under way are over. */
export async function atOnce<T>(
  most: number,
  all: Iterable<T>,
  run: (one: T) => Promise<void>,
): Promise<void> {
  const left = all[Symbol.iterator]();
  const faults: unknown[] = [];
  const lane = async (): Promise<void> => {
    for (let next = left.next(); !next.done && faults.length === 0; next = left.next())
      await run(next.value).catch((fault: unknown) => void faults.push(fault));
  };
  await Promise.all(Array.from({ length: most }, lane));
  if (faults.length > 0) throw faults[0];
}
