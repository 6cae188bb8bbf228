/** What chance starts from: the same each time, unless somebody wants another course. */
export const SEED = Number(process.env['HANDOFF_SEED'] ?? 7);
