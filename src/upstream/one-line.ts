/** What another system said, bounded, on one line; longer texts lose their end. */
export function oneLine(text: string, most: number): string {
  return text.slice(0, 10_000).replace(/\s+/g, ' ').trim().slice(0, most);
}
