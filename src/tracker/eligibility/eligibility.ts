/** What the production databases say of datasets, as they say it. */
export interface EligibilityRows {
  /** rnaseq_atlas_eligibility */
  readonly rnaseq: readonly { readonly ae2_acc: string; readonly status: string | null }[];
  /** experiments, of the automatic submissions */
  readonly submissions: readonly {
    readonly accession: string;
    readonly atlas_fail_score: string | number | null;
  }[];
}

/** By accession: `PASS`, or why it is not fit for Atlas. Submissions know better than the older table. */
export function eligibilityOf({
  rnaseq,
  submissions,
}: EligibilityRows): ReadonlyMap<string, string> {
  const rows = [
    ...rnaseq.map(({ ae2_acc, status }) => [ae2_acc, status] as const),
    ...submissions.map(({ accession, atlas_fail_score }) => [accession, atlas_fail_score] as const),
  ];
  const eligibility = new Map<string, string>();
  for (const [accession, says] of rows)
    if (accession !== '' && says !== null && says !== '') eligibility.set(accession, String(says));
  return eligibility;
}
