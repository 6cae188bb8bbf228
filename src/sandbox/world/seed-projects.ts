export interface SeedProject {
  readonly shortName: string;
  readonly title: string;
  readonly description?: string;
  readonly primaryWrangler: string;
  /** Assays of its newest submission; each has four data files. */
  readonly assays: number;
  readonly scenario: string;
  readonly uuid?: string;
  readonly submissionUuid?: string;
  readonly dataAccess?: string;
  /** Catalogues that it is in already: then the submission is an update. */
  readonly publishedIn?: readonly string[];
  /** Exported submissions before the newest. */
  readonly olderSubmissions?: number;
  /** An older submission that somebody is still working on. */
  readonly openSubmission?: true;
  readonly pastExport?: { readonly hoursAgo: number; readonly metadataOnly: boolean };
  readonly withoutSubmission?: boolean;
  /** Data files that vanish from the upload area once they were exported. */
  readonly lostUploads?: readonly string[];
}

/** Made-up projects, some with names near each other, in every state of readiness. */
export const seedProjects: readonly SeedProject[] = [
  {
    shortName: 'FetalGutSim',
    title: 'Single cell atlas of the simulated fetal gut',
    primaryWrangler: 'wrangler.one@example.org',
    assays: 12,
    scenario: 'happy-10x',
    uuid: 'f5057fee-4c3e-4459-82dd-21250b729601',
    submissionUuid: '623dd8df-0cd5-4cc6-b137-bdc5f41fcb28',
  },
  {
    shortName: 'FetalGut2Sim',
    title: 'Second trimester of the simulated fetal gut, spatial and single cell',
    primaryWrangler: 'wrangler.one@example.org',
    assays: 24,
    scenario: 'happy-10x',
  },
  {
    shortName: 'LungTumourSim',
    title: 'Simulated lung tumour microenvironment',
    primaryWrangler: 'wrangler.two@example.org',
    assays: 16,
    scenario: 'stuck-transfer',
    uuid: 'b192e0d9-3114-4644-8f9e-acd327aae4a6',
    submissionUuid: '5372f53f-f952-4fef-8839-5aad5fac0dba',
    lostUploads: [
      'LungTumour_S1_L002_R2_001.fastq.gz',
      'LungTumour_S3_L001_R1_001.fastq.gz',
      'LungTumour_S3_L001_R2_001.fastq.gz',
    ],
  },
  {
    shortName: 'LungTumour2Sim',
    title: 'Simulated lung tumour microenvironment after treatment',
    primaryWrangler: 'wrangler.two@example.org',
    assays: 20,
    scenario: 'invalid-metadata',
  },
  {
    shortName: 'KidneyOrgSim',
    title: 'Simulated kidney organoids',
    primaryWrangler: 'wrangler.one@example.org',
    assays: 6,
    scenario: 'stuck-spreadsheet',
    uuid: '9a181998-0e19-4f78-824d-025b749fc882',
    submissionUuid: 'cedc842f-657b-4824-8301-7403be88c45d',
  },
  {
    shortName: 'KidneyNephronSim',
    title: 'Simulated nephron segments of the adult kidney',
    primaryWrangler: 'wrangler.three@example.org',
    assays: 18,
    scenario: 'missing-files',
  },
  {
    shortName: 'MarrowCensusSim',
    title: 'Simulated bone marrow census',
    primaryWrangler: 'wrangler.three@example.org',
    assays: 48,
    scenario: 'stuck-assay',
    uuid: 'cc906e10-9a66-46ae-be79-003054920444',
    submissionUuid: '5747d1df-afee-4375-8b62-aff1f0a3117a',
  },
  {
    shortName: 'MarrowNicheSim',
    title: 'Simulated stromal niches of bone marrow',
    primaryWrangler: 'wrangler.three@example.org',
    assays: 10,
    scenario: 'happy-10x',
    pastExport: { hoursAgo: 3, metadataOnly: false },
  },
  {
    shortName: 'HeartDCMSim',
    title: 'Simulated cardiomyopathy nuclei',
    primaryWrangler: 'wrangler.two@example.org',
    assays: 6,
    scenario: 'metadata-only-update',
    uuid: '2ccaafae-bea4-4bc0-9d02-ae8d63f96bd0',
    submissionUuid: '6757d342-97d3-489b-951d-1f66d36173ae',
    pastExport: { hoursAgo: 552, metadataOnly: true },
  },
  {
    shortName: 'HeartAtlas7Sim',
    title: 'Simulated heart atlas, seven regions',
    primaryWrangler: 'wrangler.two@example.org',
    assays: 42,
    scenario: 'two-submissions',
    olderSubmissions: 1,
  },
  {
    shortName: 'TonsilGerminalSim',
    title: 'Simulated tonsil, germinal centres',
    primaryWrangler: 'wrangler.two@example.org',
    assays: 8,
    scenario: 'open-submission',
    openSubmission: true,
  },
  {
    shortName: 'HeartAtlas8Sim',
    title: 'Simulated heart atlas, eighth region: the valves',
    primaryWrangler: 'wrangler.two@example.org',
    assays: 14,
    scenario: 'no-job',
  },
  {
    shortName: 'RetinaMixSim',
    title: 'Simulated retina, mixed technologies',
    primaryWrangler: 'wrangler.three@example.org',
    assays: 3,
    scenario: 'archiving-mixed',
    uuid: '81dd4c8d-afe7-4170-a833-c45b08cfd026',
    submissionUuid: '77a635ea-7bea-4505-ad66-b1e3bb27675e',
  },
  {
    shortName: 'ThalamusDirectSim',
    title: 'Simulated thalamus, straight to the archive',
    primaryWrangler: 'wrangler.three@example.org',
    assays: 2,
    scenario: 'archiving-direct',
  },
  {
    shortName: 'CochleaHairSim',
    title: 'Simulated hair cells of the cochlea',
    primaryWrangler: 'wrangler.one@example.org',
    assays: 1,
    scenario: 'archiving-waits',
  },
  {
    shortName: 'LiverHepatoSim',
    title: 'Simulated hepatocytes in health and fibrosis',
    primaryWrangler: 'wrangler.one@example.org',
    assays: 30,
    scenario: 'tracker-lost-event',
  },
  {
    shortName: 'PancreasIsletSim',
    title: 'Simulated islets of type 2 diabetes',
    primaryWrangler: 'wrangler.two@example.org',
    assays: 22,
    scenario: 'accepts-but-nothing',
  },
  {
    shortName: 'BrainOrganoid3Sim',
    title: 'Simulated cortical organoids from donors under managed access',
    primaryWrangler: 'wrangler.three@example.org',
    assays: 36,
    scenario: 'happy-10x',
    dataAccess: 'All managed access',
  },
  {
    shortName: 'SkinEczemaSim',
    title: 'Simulated skin in eczema, update with new donors',
    primaryWrangler: 'wrangler.one@example.org',
    assays: 16,
    scenario: 'happy-10x',
    publishedIn: ['dcp57', 'dcp58'],
    olderSubmissions: 1,
  },
  {
    shortName: 'BloodTimeSim',
    title: 'Simulated blood over one year, monthly deliveries',
    primaryWrangler: 'wrangler.three@example.org',
    assays: 12,
    scenario: 'happy-10x',
    olderSubmissions: 22,
  },
  {
    shortName: 'ColonCryptSim',
    title: 'Simulated crypts of the colon',
    primaryWrangler: 'wrangler.one@example.org',
    assays: 9,
    scenario: 'links-pending',
  },
  {
    shortName: 'EyeCorneaSim',
    title: 'Simulated cornea and limbus',
    primaryWrangler: 'wrangler.two@example.org',
    assays: 7,
    scenario: 'graph-invalid',
  },
  {
    shortName: 'SpleenAgeSim',
    title: 'Simulated spleen across the life span',
    primaryWrangler: 'wrangler.one@example.org',
    assays: 26,
    scenario: 'draft',
  },
  {
    shortName: 'ThymusDevSim',
    title: 'Simulated thymus in development',
    primaryWrangler: 'wrangler.three@example.org',
    assays: 15,
    scenario: 'still-validating',
  },
  {
    shortName: 'TracheaCiliaSim',
    title: 'Simulated ciliated cells of the trachea',
    primaryWrangler: 'wrangler.two@example.org',
    assays: 11,
    scenario: 'project-invalid',
  },
  {
    shortName: 'OvaryAtlasSim',
    title: 'Simulated ovary atlas, metadata being collected',
    primaryWrangler: 'wrangler.one@example.org',
    assays: 5,
    scenario: 'draft',
    withoutSubmission: true,
  },
];
