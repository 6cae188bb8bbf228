/** Where a dataset can stand, from the first to the last. */
export const STAGES = [
  'external', // other resources have it, we do not
  'incoming', // it should be imported
  'loading', // being curated, reviewed and ingested
  'analysing', // curated and validated
  'processed', // analysed
  'published_dev', // on the site for developers
  'published', // on the site
] as const;
export type Stage = (typeof STAGES)[number];
export type Stages = readonly [Stage, ...Stage[]];

export const rankOf = (stage: Stage): number => STAGES.indexOf(stage);

/** The highest and the lowest, whatever their order in the list. */
export const highestOf = (stages: Stages): Stage =>
  stages.reduce((a, b) => (rankOf(b) > rankOf(a) ? b : a));
export const lowestOf = (stages: Stages): Stage =>
  stages.reduce((a, b) => (rankOf(b) < rankOf(a) ? b : a));
