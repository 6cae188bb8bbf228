const ACCESSION = /^E-[A-Z]{4}-\d+$/;
const IDF = '.idf.txt';

export const isAccession = (name: string): boolean => ACCESSION.test(name);

/** What some archive may call a dataset: `E-MTAB-1`, `GSE123`, `PXD1`, `PRJNA1`, `syn1`. */
export const LIKE_ACCESSION = /^[A-Z]{1,8}(-[A-Z]{2,8}-)?\d+$/i;

/**
 * The dataset that an entry of a source stands for: its folder, or its IDF. `E-MTAB-1.merged.idf.txt` stands for none.
 */
export function accessionOfEntry(name: string): string | undefined {
  const bare = name.endsWith(IDF) ? name.slice(0, -IDF.length) : name;
  return isAccession(bare) ? bare : undefined;
}

const GEO = /^E-GEOD-(\d+)$/;
const SERIES = /^GSE(\d+)$/;

/** One name for each dataset of GEO, which ArrayExpress calls E-GEOD-5 and GEO itself GSE5. */
export const commonName = (accession: string): string =>
  accession.trim().toUpperCase().replace(GEO, 'GSE$1');

/** As a dataset of GEO is called once it is here. */
export const fromGeo = (series: string): string | undefined =>
  SERIES.test(series) ? series.replace(SERIES, 'E-GEOD-$1') : undefined;

export const COUNTED = ['PROT', 'ENAD', 'CURD', 'EHCA'] as const;

/** The next free accession of a kind that is given out here, one after the other. */
export function nextAccession(kind: (typeof COUNTED)[number], taken: Iterable<string>): string {
  const begin = `E-${kind}-`;
  let highest = 0n; // accessions may have more digits than a number keeps
  for (const accession of taken) {
    if (!isAccession(accession) || !accession.startsWith(begin)) continue;
    const number = BigInt(accession.slice(begin.length));
    if (number > highest) highest = number;
  }
  return `${begin}${highest + 1n}`;
}
