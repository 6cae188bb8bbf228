import type { ReadIndex } from './synthetic-reads.ts';

/** A sequencing library whose reads really exist, so that they can be converted and archived. */
export interface Library {
  readonly manifestId: string;
  /** Absent where nothing is converted. */
  readonly schema?: '10xV2' | '10xV3';
  readonly dcpBundleUuid?: string;
  readonly lanes: readonly (readonly DataFile[])[];
}

export interface DataFile {
  readonly name: string;
  readonly read: ReadIndex;
  /** Bases of a read. */
  readonly length: number;
}

const tenX = (stem: string, r1: number, r2: number): readonly DataFile[] => [
  { name: `${stem}_R1_001.fastq.gz`, read: 'read1', length: r1 },
  { name: `${stem}_R2_001.fastq.gz`, read: 'read2', length: r2 },
  { name: `${stem}_I1_001.fastq.gz`, read: 'index1', length: 8 },
];

/** By short name of a project; all others have data files of which only names and sizes exist. */
const libraries: Readonly<Record<string, readonly Library[]>> = {
  RetinaMixSim: [
    {
      manifestId: 'c0b9f94a329ca4bb0deabb15',
      schema: '10xV3',
      lanes: [tenX('RetA_S1_L001', 28, 91), tenX('RetA_S1_L002', 28, 91)],
    },
    {
      manifestId: '26399a079270bcdf58031931',
      lanes: [
        [
          { name: 'RetB_cell001_R1_001.fastq.gz', read: 'read1', length: 75 },
          { name: 'RetB_cell001_R2_001.fastq.gz', read: 'read2', length: 75 },
        ],
      ],
    },
    {
      manifestId: '6fcc435e-da14-4933-96bb-3d51d9b302fc',
      schema: '10xV2',
      dcpBundleUuid: '33340229-3746-4484-ac4c-2759b23ed3c6',
      lanes: [tenX('RetC_S3_L001', 26, 98)],
    },
  ],
  CochleaHairSim: [
    {
      manifestId: '5e0b1f7a9d3c2b4a68f0e117',
      schema: '10xV3',
      lanes: [tenX('CochleaHair_S1_L001', 28, 91)],
    },
  ],
};

export function librariesOf(shortName: string): readonly Library[] {
  return libraries[shortName] ?? [];
}

const filesByName = new Map(
  Object.values(libraries)
    .flat()
    .flatMap(({ lanes }) => lanes.flat())
    .map((file) => [file.name, file]),
);

export function libraryFile(name: string): DataFile | undefined {
  return filesByName.get(name);
}
