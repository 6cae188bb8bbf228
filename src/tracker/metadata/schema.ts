import { z } from 'zod';

const texts = z.array(z.string());
export const software = z.object({ name: z.string().optional(), version: z.string().optional() });
export type Software = z.infer<typeof software>;

/** What the investigation’s description says of a dataset. */
const idfFacts = z.object({
  kind: z.literal('idf'),
  title: z.string().optional(),
  experimentType: z.string().optional(), // Atlas’s: `rnaseq_mrna_baseline`
  analysisTypes: texts, // ArrayExpress’s: `RNA-seq of coding RNA`
  curators: texts,
  secondaryAccessions: texts, // `GSE5`, `ERP012345`
});
export type IdfFacts = z.infer<typeof idfFacts>;

/** What the first sample of a dataset says for all of them. */
const sdrfFacts = z.object({
  kind: z.literal('sdrf'),
  organisms: texts,
  libraries: texts, // `10xV2`
});
export type SdrfFacts = z.infer<typeof sdrfFacts>;

/** What a dataset was analysed with. */
const analysisFacts = z.object({
  kind: z.literal('analysis'),
  mapping: software,
  ensembl: z.string().optional(), // the release that was mapped to
  genes: software,
  transcripts: software,
});
export type AnalysisFacts = z.infer<typeof analysisFacts>;

/** Beside the parsers, which run in processes that start faster without it. */
export const facts = z.discriminatedUnion('kind', [idfFacts, sdrfFacts, analysisFacts]);
export type Facts = z.infer<typeof facts>;

/** What is worth telling of a file, though it was read. */
export const note = z.enum(['empty', 'not UTF-8', 'long']); // of a long one the beginning
export type Note = z.infer<typeof note>;
