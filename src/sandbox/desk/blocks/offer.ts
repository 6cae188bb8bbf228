/** The options that menus, checkboxes and radio buttons offer. */
export interface Choices {
  readonly options?: readonly unknown[] | undefined;
  readonly option_groups?: readonly { readonly options: readonly unknown[] }[] | undefined;
}

/** Slack wants an initial option to be the same, to the letter, as one of the options. */
export function isOffered(offered: Choices, option: unknown): boolean {
  const all = [
    ...(offered.options ?? []),
    ...(offered.option_groups ?? []).flatMap((group) => group.options),
  ];
  return all.some((each) => JSON.stringify(each) === JSON.stringify(option));
}

export const notOffered = 'the initial option must be one of the options';
