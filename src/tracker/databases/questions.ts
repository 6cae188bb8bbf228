import { z } from 'zod';

/** What databases are asked, each by the rows of one table. */
export const QUESTIONS = [
  'bulk experiments',
  'single-cell experiments',
  'eligibility',
  'submissions',
] as const;
export type Question = (typeof QUESTIONS)[number];

/** More than this, and the table is not what it is taken for. */
export const MOST_ROWS = 300_000;

const accession = z.string().trim().min(1).max(100);
const text = z.string().max(1000);

/** Databases write it in many ways: t, 1, a bit. */
const yesOrNo = z
  .union([z.boolean(), z.number(), z.string(), z.instanceof(Uint8Array)])
  .transform((value, { addIssue }) => {
    const bare = String(value instanceof Uint8Array ? value[0] : value).toLowerCase();
    if (['true', '1', 't', 'y'].includes(bare)) return true;
    if (['false', '0', 'f', 'n'].includes(bare)) return false;
    addIssue({ code: 'custom', message: 'yes or no' });
    return z.NEVER;
  });

export const experimentRow = z.object({
  accession,
  private: yesOrNo,
  access_key: text.nullable(),
});
export const eligibilityRow = z.object({ ae2_acc: accession, status: text.nullable() });
export const submissionRow = z.object({
  accession,
  atlas_fail_score: z.union([z.number(), text]).nullable(),
});

/** Of each question its table, and what a row has to be. */
export const TABLES = {
  'bulk experiments': { table: 'experiment', row: experimentRow },
  'single-cell experiments': { table: 'experiment', row: experimentRow },
  eligibility: { table: 'rnaseq_atlas_eligibility', row: eligibilityRow },
  submissions: { table: 'experiments', row: submissionRow },
} as const satisfies Readonly<
  Record<Question, { readonly table: string; readonly row: z.ZodObject }>
>;

/** `most` rows, and one more: so it is noticed that there are too many. */
export function textOf(question: Question, most = MOST_ROWS): string {
  const { table, row } = TABLES[question];
  return `select ${Object.keys(row.shape).join(', ')} from ${table} limit ${most + 1}`;
}
