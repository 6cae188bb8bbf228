export const PLACES = [
  'external',
  'incoming',
  'loading',
  'analysing',
  'processed',
  'published_dev',
  'published',
] as const;
export type PlaceName = (typeof PLACES)[number];

export interface SeedDataset {
  readonly accession: string;
  readonly place: PlaceName;
  readonly title: string;
  readonly organism: string;
  readonly curator?: string;
  readonly alsoCalled?: readonly string[];
  readonly daysAgo: number; // when its metadata last changed
}

const MOUSE = 'Mus musculus';
const HUMAN = 'Homo sapiens';

/** Made-up datasets in every state; two of them are called as projects of ingest are, two seem to be here twice. */
export const SEED_DATASETS: readonly SeedDataset[] = [
  {
    accession: 'E-GEOD-990005',
    place: 'external',
    title: 'Simulated liver of mice on a diet',
    organism: MOUSE,
    daysAgo: 900,
  },
  {
    accession: 'E-GEOD-990077',
    place: 'external',
    title: 'Simulated maize roots under drought',
    organism: 'Zea mays',
    daysAgo: 410,
  },
  {
    accession: 'E-MTAB-990012',
    place: 'external',
    title: 'Simulated zebrafish heart regeneration',
    organism: 'Danio rerio',
    daysAgo: 120,
  },
  {
    accession: 'E-GEOD-990103',
    place: 'external',
    title: 'Simulated barley grain development',
    organism: 'Hordeum vulgare',
    daysAgo: 60,
  },
  {
    accession: 'E-MTAB-990201',
    place: 'incoming',
    title: 'Simulated skin of ageing donors',
    organism: HUMAN,
    curator: 'eli',
    daysAgo: 45,
  },
  {
    accession: 'E-MTAB-990202',
    place: 'incoming',
    title: 'Simulated bone marrow niches',
    organism: MOUSE,
    daysAgo: 20,
  },
  {
    accession: 'E-CURD-990007',
    place: 'loading',
    title: 'Liver of mice on a diet, simulated',
    organism: MOUSE,
    curator: 'ana',
    alsoCalled: ['GSE990005'],
    daysAgo: 700,
  },
  {
    accession: 'E-HCAD-990001',
    place: 'loading',
    title: 'Single cell atlas of the simulated fetal gut',
    organism: HUMAN,
    curator: 'ana',
    alsoCalled: ['f5057fee-4c3e-4459-82dd-21250b729601'],
    daysAgo: 12,
  },
  {
    accession: 'E-MTAB-990301',
    place: 'loading',
    title: 'Simulated pancreatic islets',
    organism: HUMAN,
    curator: 'eli',
    daysAgo: 33,
  },
  {
    accession: 'E-MTAB-990302',
    place: 'loading',
    title: 'Simulated rice seedlings at night',
    organism: 'Oryza sativa',
    curator: 'fay',
    daysAgo: 8,
  },
  {
    accession: 'E-ANND-990003',
    place: 'loading',
    title: 'Simulated Größe of cells',
    organism: HUMAN,
    curator: 'ana',
    daysAgo: 3,
  },
  {
    accession: 'E-MTAB-990401',
    place: 'analysing',
    title: 'Simulated cortex, layer by layer',
    organism: MOUSE,
    curator: 'eli',
    daysAgo: 50,
  },
  {
    accession: 'E-HCAD-990002',
    place: 'analysing',
    title: 'Simulated lung tumour microenvironment',
    organism: HUMAN,
    curator: 'ana',
    alsoCalled: ['b192e0d9-3114-4644-8f9e-acd327aae4a6'],
    daysAgo: 29,
  },
  {
    accession: 'E-MTAB-990501',
    place: 'processed',
    title: 'Simulated tomato ripening',
    organism: 'Solanum lycopersicum',
    curator: 'fay',
    daysAgo: 90,
  },
  {
    accession: 'E-CURD-990008',
    place: 'processed',
    title: 'Roots of maize under drought, simulated',
    organism: 'Zea mays',
    curator: 'fay',
    alsoCalled: ['GSE990077'],
    daysAgo: 380,
  },
  {
    accession: 'E-MTAB-990601',
    place: 'published_dev',
    title: 'Simulated retina of primates',
    organism: 'Macaca mulatta',
    curator: 'eli',
    daysAgo: 150,
  },
  {
    accession: 'E-MTAB-990701',
    place: 'published',
    title: 'Simulated immune cells of the spleen',
    organism: MOUSE,
    curator: 'ana',
    daysAgo: 600,
  },
  {
    accession: 'E-MTAB-990702',
    place: 'published',
    title: 'Simulated leaves through the seasons',
    organism: 'Arabidopsis thaliana',
    curator: 'fay',
    daysAgo: 800,
  },
  {
    accession: 'E-PROT-990001',
    place: 'published',
    title: 'Simulated proteome of platelets',
    organism: HUMAN,
    curator: 'eli',
    daysAgo: 510,
  },
];

/** What curators do while time is skipped, one after the other. The third is what nobody expects. */
export const MOVES: readonly { readonly accession: string; readonly to: PlaceName }[] = [
  { accession: 'E-MTAB-990202', to: 'loading' },
  { accession: 'E-MTAB-990301', to: 'analysing' },
  { accession: 'E-MTAB-990601', to: 'loading' },
  { accession: 'E-MTAB-990501', to: 'published_dev' },
  { accession: 'E-MTAB-990401', to: 'processed' },
  { accession: 'E-HCAD-990001', to: 'analysing' },
];
