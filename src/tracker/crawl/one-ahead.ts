/** Works on the next item while what came of the last one is used; never on two at once. */
export async function* oneAhead<T, R>(
  items: Iterable<T>,
  work: (item: T) => Promise<R>,
): AsyncGenerator<R> {
  let next: Promise<R> | undefined;
  for (const item of items) {
    const ready = await next;
    next = work(item);
    next.catch(() => undefined); // it is told when its turn comes
    if (ready !== undefined) yield ready;
  }
  if (next !== undefined) yield next;
}
