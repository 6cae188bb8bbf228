import type { FormValues } from '../runbook/form.ts';

/** Slack refuses a button whose address is longer. */
const LONGEST = 3000;

/**
 * The import team's web form, filled in: field names are mapped to the form's own (`entry.123`). Where the
 * address would become too long, the longest values are left for the person to paste.
 */
export function webFormLink(
  form: { readonly url: string; readonly entries: Readonly<Record<string, string>> },
  values: FormValues,
): string {
  const filled = Object.entries(form.entries).flatMap(([name, entry]) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    return value === undefined ? [] : [{ entry, value }];
  });
  const kept = new Set(filled);
  let link = linkTo(form.url, [...kept]);
  for (const longest of filled.toSorted((a, b) => b.value.length - a.value.length)) {
    if (link.length <= LONGEST) break;
    kept.delete(longest);
    link = linkTo(form.url, [...kept]);
  }
  return link;
}

function linkTo(url: string, filled: readonly { entry: string; value: string }[]): string {
  const link = new URL(url);
  link.searchParams.set('usp', 'pp_url');
  for (const { entry, value } of filled) link.searchParams.append(entry, value);
  return link.href;
}
