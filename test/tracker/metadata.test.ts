import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  FILE_KINDS,
  type FileKind,
  metadataFile,
} from '../../src/tracker/dataset/metadata-file.ts';
import { factsOf, isEnough, MOST_BYTES } from '../../src/tracker/metadata/facts.ts';
import { tsv } from './tree.ts';

const read = (kind: FileKind, text: string | Uint8Array) => factsOf(kind, Buffer.from(text));

const IDF = tsv(
  ['MAGE-TAB Version', '1.1'],
  ['Investigation Title', 'Lungs of mice'],
  ['Comment[EAExperimentType]', 'rnaseq_mrna_baseline'],
  ['Comment [AEExperimentType]', 'RNA-seq of coding RNA'],
  ['Comment[EACurator]', 'ana', 'ben'],
  ['Comment[SecondaryAccession]', 'GSE5', 'ERP000001'],
);
const IDF_FACTS = {
  kind: 'idf',
  title: 'Lungs of mice',
  experimentType: 'rnaseq_mrna_baseline',
  analysisTypes: ['RNA-seq of coding RNA'],
  curators: ['ana', 'ben'],
  secondaryAccessions: ['GSE5', 'ERP000001'],
};

describe('an IDF', () => {
  test('says title, types, curators and secondary accessions', () => {
    expect(read('idf', IDF)).toEqual({ facts: IDF_FACTS, notes: [] });
  });

  test.each([
    ['with lines of Windows', IDF.replaceAll('\n', '\r\n')],
    ['with lines of an old Macintosh', IDF.replaceAll('\n', '\r')],
    ['with a mark of its byte order', `\ufeff${IDF}`],
    ['in the quotation marks of Excel', IDF.replaceAll(/[^\t\n]+/g, '"$&"')],
    ['in other letters', IDF.toUpperCase().replaceAll(/\t.*/g, (cells) => cells)],
    ['with spaces', IDF.replaceAll('[', ' [').replaceAll('\t', ' \t ')],
    ['with empty lines and cells', IDF.replaceAll('\n', '\t\t\n\n')],
    ['after a quotation mark that nobody closed', `Public Release Date\t"2026\n${IDF}`],
  ])('%s', (_, text) => {
    const { facts } = read('idf', text);
    expect(JSON.stringify(facts).toLowerCase()).toBe(JSON.stringify(IDF_FACTS).toLowerCase());
  });

  test('secondary accessions may stand in several rows, and several in a cell', () => {
    const rows = [
      ['Comment[SecondaryAccession]', 'GSE5; GSE6,ERP1'],
      ['Comment [SecondaryAccession]', 'GSE6 SRP2'],
    ];
    expect(read('idf', tsv(...rows)).facts).toMatchObject({
      secondaryAccessions: ['GSE5', 'GSE6', 'ERP1', 'SRP2'],
    });
  });

  test('quotation marks inside of a title stay', () => {
    const title = '"The ""new"" lung, 5"" wide"';
    expect(read('idf', tsv(['a', 'b'], ['Investigation Title', title])).facts).toMatchObject({
      title: 'The "new" lung, 5" wide',
    });
  });

  test('a row that nobody filled says nothing', () => {
    const rows = tsv(['Investigation Title'], ['Comment[EACurator]', '']);
    expect(read('idf', rows).facts).toMatchObject({ title: undefined, curators: [] });
  });
});

describe('an SDRF', () => {
  const header = [
    'Source Name',
    'Characteristics [Organism]',
    'Comment[library construction]',
    'Characteristics[organism]',
  ];
  test('says organism and library of its first sample', () => {
    const text = tsv(
      header,
      ['s1', 'Mus musculus', '10xV2', 'Homo sapiens'],
      ['s2', 'Rattus norvegicus', 'smart-seq2', ''],
    );
    expect(read('sdrf', text).facts).toEqual({
      kind: 'sdrf',
      organisms: ['Mus musculus', 'Homo sapiens'],
      libraries: ['10xV2'],
    });
  });

  test('is read no further than that', () => {
    const text = tsv(header, ['s1', 'Mus musculus']);
    expect(isEnough('sdrf', Buffer.from(text))).toBe(true);
    expect(isEnough('sdrf', Buffer.from(text.trimEnd()))).toBe(false);
    expect(isEnough('idf', Buffer.from(text))).toBe(false);
  });

  test('a sample with too few cells says what it has', () => {
    expect(read('sdrf', tsv(header, ['s1'])).facts).toMatchObject({ organisms: [] });
  });

  test('bytes of another encoding in a later sample are nobody’s business', () => {
    const text = Buffer.concat([
      Buffer.from(tsv(header, ['s1', 'Mus musculus'])),
      Buffer.from([0xe9, 0x0a]),
    ]);
    expect(read('sdrf', text).notes).toEqual([]);
  });
});

test('a file of analysis methods says the software and its versions', () => {
  const text = tsv(
    ['Analysis Method', 'Description'],
    [
      'Read Mapping',
      'Against genome reference (Ensembl Genomes release: 49) hisat2 version: 2.1.0',
    ],
    ['Gene Quantification', 'featureCounts version: 1.5.1'],
    ['Transcript Quantification', 'kallisto version: 0.46'],
  );
  expect(read('analysis', text).facts).toEqual({
    kind: 'analysis',
    mapping: { name: 'hisat2', version: '2.1.0' },
    ensembl: '49',
    genes: { name: 'featureCounts', version: '1.5.1' },
    transcripts: { name: 'kallisto', version: '0.46' },
  });
});

describe('whatever a file holds', () => {
  test('bytes that are not UTF-8 are Latin-1, and noted', () => {
    const text = Buffer.from(tsv(['a', 'b'], ['Investigation Title', 'Rénal']), 'latin1');
    expect(read('idf', text)).toMatchObject({
      facts: { title: 'Rénal' },
      notes: ['not UTF-8'],
    });
  });

  test.each(['', '\n\n', 'Investigation Title\tOnly a line\n'])('%j counts as empty', (text) => {
    expect(read('idf', text)).toMatchObject({ facts: { title: undefined }, notes: ['empty'] });
  });

  test('of a very long one the beginning is read, and no character cut in two', () => {
    const line = `x\t${'é'.repeat(1000)}\n`;
    const text = Buffer.from(IDF + line.repeat(MOST_BYTES / 2000)).subarray(0, MOST_BYTES);
    expect(isEnough('idf', text)).toBe(true);
    expect(read('idf', text)).toEqual({ facts: IDF_FACTS, notes: ['long'] });
  });

  test('nothing makes reading fail', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...FILE_KINDS),
        fc.uint8Array({ maxLength: 400 }),
        (kind, bytes) => {
          expect(read(kind, bytes).facts.kind).toBe(kind);
        },
      ),
    );
  });
});

test('a merged IDF is the metadata of no dataset', () => {
  expect(metadataFile('E-MTAB-1.merged.idf.txt')).toBeUndefined();
  expect(metadataFile('E-MTAB-1.idf.txt')).toEqual({ accession: 'E-MTAB-1', kind: 'idf' });
});
