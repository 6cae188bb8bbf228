import type { World } from './world.ts';

const GENES = ['EPCAM', 'PTPRC', 'COL1A1', 'PECAM1', 'OLFM4', 'MKI67', 'CD3D', 'MS4A1', 'LYZ'];
const TYPES = ['epithelial', 'stromal', 'T cell', 'B cell', 'macrophage', 'endothelial'];
const PROJECTS_WITH_FILES = 4;
const CELLS = 400;

/** Where files are registered: the bot’s own, as a program with a key would fill it. */
interface Library {
  upload(file: {
    readonly name: string;
    readonly project: string;
    readonly content: AsyncIterable<Uint8Array>;
    readonly actor: { readonly kind: 'service'; readonly name: string; readonly roles: [] };
  }): Promise<unknown>;
}

/** What analyses of the first projects have left: small tables, and a workbook that is damaged. */
export async function shareSamples(files: Library, world: World): Promise<void> {
  const actor: Parameters<Library['upload']>[0]['actor'] = {
    kind: 'service',
    name: 'analysis',
    roles: [],
  };
  for (const { projectUuid, shortName } of world.controls
    .read()
    .projects.slice(0, PROJECTS_WITH_FILES)) {
    for (const [name, text] of samplesOf(shortName)) {
      await files.upload({
        name: `${shortName.replace(/Sim$/, '')}_${name}`,
        project: projectUuid,
        content: once(text),
        actor,
      });
    }
  }
}

/** A table that somebody shared with everybody: *Export this file…* is for such. */
export const sharedTable = {
  name: 'sample_sheet.csv',
  content: Buffer.from(
    table(
      ',',
      ['sample', 'tissue', 'age_weeks'],
      GENES.map((_, index) => [`S${index + 1}`, at(['ileum', 'colon'], index), 8 + index]),
    ),
  ),
} as const;

function samplesOf(project: string): readonly (readonly [name: string, text: string])[] {
  const cells = Array.from({ length: CELLS }, (_, index) => `${project}-${index + 1}`);
  return [
    ['marker_genes.csv', table(',', ['gene', 'cluster', 'log2fc', 'p_adj'], markers())],
    [
      'cell_annotations.tsv',
      table(
        '\t',
        ['cell', 'type', 'genes', 'percent_mt'],
        cells.map((cell, index) => [
          cell,
          at(TYPES, index),
          800 + ((index * 37) % 4000),
          share(index),
        ]),
      ),
    ],
    [
      'qc_summary.json',
      JSON.stringify(cells.slice(0, 20).map((cell, index) => ({ cell, passed: index % 7 > 0 }))),
    ],
    ['reads_S1_R1.fastq', `@${project}:1\nACGTACGT\n+\nFFFFFFFF\n`],
    ['clinical_notes.xlsx', 'The transfer of this workbook was cut short.'],
  ];
}

function markers(): readonly (readonly (string | number)[])[] {
  return GENES.flatMap((gene, index) =>
    TYPES.map((type, cluster) => [
      gene,
      type,
      (index * 0.37 - cluster * 0.21).toFixed(4),
      `${((index + 1) * 1.7).toFixed(2)}e-${4 + ((index * cluster) % 90)}`,
    ]),
  );
}

function table(
  delimiter: string,
  header: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): string {
  return `${[header, ...rows].map((row) => row.join(delimiter)).join('\n')}\n`;
}

function at(all: readonly string[], index: number): string {
  return all[index % all.length] ?? '';
}

const share = (index: number): string => (((index * 13) % 200) / 10).toFixed(1);

async function* once(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}
