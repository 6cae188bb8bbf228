/** Works on the next item while what came of the last one is used. */
export async function* oneAhead<T, R>(
  items: Iterable<T>,
  work: (item: T) => Promise<R>,
): AsyncGenerator<R> {
  let ready: Promise<R> | undefined;
  for (const item of items) {
    const next = work(item);
    next.catch(() => undefined); // it is told when its turn comes
    if (ready !== undefined) yield await ready;
    ready = next;
  }
  if (ready !== undefined) yield await ready;
}
