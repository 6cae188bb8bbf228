import { expect, it } from 'vitest';
import { archiverRoutes } from '../../../src/sandbox/archiver/archiver.ts';
import { archiverCoverage } from '../../../src/sandbox/archiver/coverage.ts';
import { catalogueRoutes } from '../../../src/sandbox/catalogue/catalogue.ts';
import { catalogueCoverage } from '../../../src/sandbox/catalogue/coverage.ts';
import { startClock } from '../../../src/sandbox/clock.ts';
import { dspCoverage } from '../../../src/sandbox/dsp/coverage.ts';
import { dspRoutes } from '../../../src/sandbox/dsp/dsp.ts';
import { createTokens } from '../../../src/sandbox/google-sheets/account.ts';
import { newBook } from '../../../src/sandbox/google-sheets/book.ts';
import { googleSheetsCoverage } from '../../../src/sandbox/google-sheets/coverage.ts';
import { createPeople } from '../../../src/sandbox/google-sheets/people.ts';
import { googleSheetsRoutes } from '../../../src/sandbox/google-sheets/routes.ts';
import type { Coverage, Route } from '../../../src/sandbox/http-service.ts';
import { importFormCoverage } from '../../../src/sandbox/import-form/coverage.ts';
import { importFormRoutes } from '../../../src/sandbox/import-form/import-form.ts';
import { ingestCoverage } from '../../../src/sandbox/ingest/coverage.ts';
import { ingestRoutes } from '../../../src/sandbox/ingest/ingest.ts';
import { stagingCoverage } from '../../../src/sandbox/staging/coverage.ts';
import { stagingRoutes } from '../../../src/sandbox/staging/staging.ts';
import { openLedger } from '../../../src/sandbox/world/ledger.ts';
import { seedRecord } from '../../../src/sandbox/world/seed.ts';

const shelf = { id: 'one', book: newBook() };
const ledger = openLedger(startClock({ frozen: true }), seedRecord(0));

const simulators: readonly (readonly [string, readonly Route[], readonly Coverage[]])[] = [
  ['ingest', ingestRoutes({ ledger, token: '', isPublished: () => false }), ingestCoverage],
  [
    'catalogue',
    catalogueRoutes({ ledger, catalogues: [], isIndexed: () => false }),
    catalogueCoverage,
  ],
  ['staging', stagingRoutes({ ledger, accessKey: '' }), stagingCoverage],
  ['import form', importFormRoutes(ledger), importFormCoverage],
  [
    'archiver',
    archiverRoutes({ ledger, apiKey: '', faults: new Set(), dspUrl: '', ingestUrl: '' }),
    archiverCoverage,
  ],
  ['dsp', dspRoutes({ ledger, user: '', password: '', faults: new Set() }), dspCoverage],
  [
    'Google Sheets',
    googleSheetsRoutes(
      shelf,
      createTokens(),
      createPeople(() => shelf.book),
    ),
    googleSheetsCoverage,
  ],
];

it.each(simulators)('%s covers exactly what it says', (_, routes, coverage) => {
  const registered = routes.map(({ method, path }) => `${method} ${path}`);
  const claimed = coverage.filter(({ support }) => support !== 'not').map(({ route }) => route);
  expect(registered.toSorted()).toEqual(claimed.toSorted());
  for (const { note } of coverage) expect(note).toMatch(/\.$/);
});
