import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { watchedSecrets } from '../../src/config/known-secrets.ts';
import {
  againstDatabasePasswords,
  databasePasswordsIn,
} from '../../src/config/tracker/databases.ts';
import { againstGoogleCredentials } from '../../src/config/tracker/google-sheets.ts';
import { trackerOf, trackerSchema } from '../../src/config/tracker/tracker.ts';
import { serviceAccount } from '../../src/sandbox/google-sheets/account.ts';

const read = (given: object) => trackerOf(trackerSchema.parse(given), 'Europe/London');

const gxa = {
  type: 'postgres',
  host: 'pg.example.org',
  user: 'reader',
  answers: ['bulk experiments'],
};

it('a database is asked at its usual port, over a verified connection, by its own name', () => {
  const databases = { gxa, submissions: { ...gxa, type: 'mysql', answers: ['submissions'] } };
  expect(read({ enabled: true, sources: '/x', databases })?.databases).toEqual([
    { ...gxa, name: 'gxa', port: 5432, database: 'gxa', tls: 'verified', patience: 60_000 },
    expect.objectContaining({ name: 'submissions', port: 3306, database: 'submissions' }),
  ]);
});

const google = { spreadsheet: '1rIf3t2wcfYdE8rgxDhYOwr', development: '13gxKodyl-zJTeyCxXtxdw' };

it('a sheet for development is another one, written only where that is said', () => {
  const given = { enabled: true, sources: '/x' };
  const sheets = (change: object) =>
    read({ ...given, googleSheets: { ...google, ...change } })?.googleSheets;
  expect(sheets({})).toEqual({ spreadsheet: google.spreadsheet, endpoint: undefined });
  expect(sheets({ use: 'development' })?.spreadsheet).toBe(google.development);
});

it('passwords of databases are a line each; what is wrong with them is said without showing any', () => {
  const text = 'gxa  correct horse \n\nlonely\n';
  expect([...databasePasswordsIn(text)]).toEqual([['gxa', 'correct horse']]);
  expect(againstDatabasePasswords(text, [{ name: 'gxa' }, { name: 'lost' }])).toEqual([
    'TRACKER_DATABASE_PASSWORDS: line 2 is not a database and its password.',
    'TRACKER_DATABASE_PASSWORDS: there is no line for lost.',
  ]);
});

it('the tracker is switched off unless it is switched on', () => {
  expect(read({})).toBeUndefined();
  expect(read({ sources: '/etc/sources_config.json' })).toBeUndefined();
});

it('looks three times a day, by the clock of the installation, unless it is told otherwise', () => {
  const sources = '/etc/sources_config.json';
  expect(read({ enabled: true, sources })).toEqual({
    sources,
    times: ['08:00', '13:00', '18:00'],
    timeZone: 'Europe/London',
    workbooks: 30,
    store: undefined,
    databases: [],
    species: [],
    googleSheets: undefined,
  });
  expect(
    read({ enabled: true, sources, times: ['06:30', '06:30'], timeZone: 'UTC' }),
  ).toMatchObject({ times: ['06:30'], timeZone: 'UTC' });
});

it.each([
  [{ enabled: true }, 'say the file of the sources'],
  [{ enabled: true, sources: '/x', times: ['8:00'] }, 'a time such as 09:00'],
  [{ enabled: true, sources: '/x', timeZone: 'Mars' }, 'a time zone such as Europe/London'],
  [{ enabled: true, sources: '/x', species: ['http://example.org'] }, 'https, without a name'],
  [{ googleSheets: { ...google, development: google.spreadsheet } }, 'another spreadsheet'],
  [{ googleSheets: { spreadsheet: google.spreadsheet, use: 'development' } }, 'say development'],
  [{ googleSheets: { ...google, endpoint: 'http://example.org' } }, 'https'],
  [{ databases: { gxa: { ...gxa, answers: [] } } }, 'gxa'],
  [{ databases: { gxa, other: gxa } }, 'bulk experiments is answered by another database already'],
])('refuses %o', (given, says) => {
  expect(trackerSchema.safeParse(given).error?.message).toContain(says);
});

it('the example, taken at its word, is a configuration', () => {
  const [, section = ''] =
    /^(# tracker:\n(?:# .*\n)+)/m.exec(readFileSync('docs/handoff.example.yml', 'utf8')) ?? [];
  const given = z.object({ tracker: z.unknown() }).parse(parse(section.replaceAll(/^# /gm, '')));
  expect(trackerOf(trackerSchema.parse(given.tracker), 'UTC')).toMatchObject({
    sources: '/etc/handoff/sources_config.json',
    store: { endpoint: 'https://s3.example.org' },
  });
});

it('what is no key of a service account is said, without showing it', () => {
  const says = [expect.stringContaining('not the key of a service account')];
  expect(againstGoogleCredentials('secret')).toEqual(says);
  expect(againstGoogleCredentials('{"type": "authorized_user"}')).toEqual(says);
  expect(againstGoogleCredentials(JSON.stringify(serviceAccount()))).toEqual([]);
});

it('passwords and the key of the Google account are known to the log as what it must not show', () => {
  const pem = '-----BEGIN PRIVATE KEY-----\nabc\n-----END PRIVATE KEY-----\n';
  const { known } = watchedSecrets({
    ...{ slackBotToken: 'x', ingestToken: () => 'y' },
    ...{ stagingAccessKey: 'k', stagingSecretKey: 's' },
    trackerDatabasePasswords: 'gxa correct horse\n',
    googleCredentials: JSON.stringify({ client_email: 'a@b', private_key: pem }),
  });
  expect([...known]).toEqual(
    expect.arrayContaining(['correct horse', pem, JSON.stringify(pem).slice(1, -1)]),
  );
});
