import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { TABLE_FORMATS } from '../../../src/domain/data-export/format.ts';
import { partPath } from '../../../src/exports/convert/output.ts';
import { Desk } from '../convert/desk.ts';

const GENES = `gene,padj,n,when
TP53,0.01,7,2026-01-05
BRCA1,0.2,1,2025-12-31
MYC,NA,x,
ä 007,0.04,3,2026-02-01
`;

/** What of the table is left, whichever format it goes through. */
const EXPECTED = 'name,n,when\nä 007,3,2026-02-01\nTP53,7,2026-01-05\n';

describe.each(TABLE_FORMATS)('a table that goes to %s', (format) => {
  it('is cast, filtered, sorted, cut down and renamed on its way', async () => {
    using desk = new Desk();
    const { path, report } = await desk.to(format, desk.file('genes.csv', GENES), {
      columns: ['gene', 'n', 'when'],
      transform: {
        cast: [{ column: 'n', to: 'integer', otherwise: 'missing' }],
        filter: { all: [{ column: 'padj', operator: '<', value: 0.05 }] },
        sort: [{ column: 'n' }],
        rename: { gene: 'name' },
      },
    });
    expect(await asCsv(desk, path)).toBe(EXPECTED);
    expect(report.steps).toMatchObject([
      { operation: 'cast', cellsLost: 1, rowsOut: 4 },
      { operation: 'filter', rowsIn: 4, rowsOut: 2 },
      { operation: 'sort', rowsOut: 2 },
      { operation: 'columns', rowsOut: 2 },
      { operation: 'rename', rowsOut: 2 },
    ]);
  });

  it('is split into parts of one shape, which are the whole when they are merged', async () => {
    using desk = new Desk();
    const source = desk.file('genes.csv', GENES);
    const whole = await desk.to(format, source);
    const { path, report } = await desk.to(format, source, { transform: { split: { rows: 3 } } });
    expect(report.files?.map(({ rows }) => rows)).toEqual([3, 1]);
    const [first = '', ...merged] = report.files?.map((_, at) => partPath(path, at + 1)) ?? [];
    const again = await desk.to('csv', first, { merged, transform: { merge: true } });
    expect(readFileSync(again.path, 'utf8')).toBe(await asCsv(desk, whole.path));
  });
});

async function asCsv(desk: Desk, path: string): Promise<string> {
  return readFileSync((await desk.to('csv', path)).path, 'utf8');
}
