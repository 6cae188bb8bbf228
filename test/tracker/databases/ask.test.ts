import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { askDatabase } from '../../../src/tracker/databases/ask.ts';
import type { DatabasePlace } from '../../../src/tracker/databases/place.ts';
import { noMariadb, startMariadb } from '../../support/databases/mariadb.ts';
import { noPostgres, startPostgres } from '../../support/databases/postgres.ts';
import type { DatabaseServer } from '../../support/databases/server.ts';
import { freePorts } from '../../support/free-ports.ts';

const PASSWORD = "p'4 ss%";
const KINDS = [
  {
    type: 'postgres',
    why: noPostgres,
    start: startPostgres,
    prepare: [
      `create role reader login password 'p''4 ss%'`,
      'create database atlas',
      'grant connect on database atlas to reader',
      'alter default privileges for role admin grant select on tables to reader',
    ],
    asleep: 'select pg_sleep(20)::text',
    granted: (table: string) => `grant select on ${table} to reader`,
  },
  {
    type: 'mysql',
    why: noMariadb,
    start: startMariadb,
    prepare: [
      'create database atlas',
      `create user reader@'127.0.0.1' identified by 'p''4 ss%'`,
      `grant usage on *.* to reader@'127.0.0.1'`,
    ],
    asleep: 'select sleep(20)',
    granted: (table: string) => `grant select on atlas.${table} to reader@'127.0.0.1'`,
  },
] as const;

describe.each(KINDS)('a real $type', ({ type, why, start, prepare, asleep, granted }) => {
  let server: DatabaseServer;
  let place: DatabasePlace;
  beforeAll(async () => {
    if (why !== undefined) return;
    server = await start();
    for (const line of prepare) await server.run(line);
    place = {
      ...{ name: 'gxa', type, host: '127.0.0.1', port: server.port },
      ...{ database: 'atlas', user: 'reader', password: PASSWORD, tls: 'off', patience: 10_000 },
    };
  }, 60_000);
  afterAll(() => server?.stop());
  beforeEach((context) => {
    if (why !== undefined) context.skip(why);
  });
  const put = async (...lines: readonly string[]) => {
    for (const line of lines) await server.run(line, 'atlas');
  };
  const table = (name: string, columns: string, ...rows: readonly string[]) =>
    put(
      `drop table if exists ${name}`,
      `create table ${name} (${columns})`,
      granted(name),
      ...rows.map((row) => `insert into ${name} values ${row}`),
    );

  it('tells what its tables hold, to a user who may only read', async () => {
    await table(
      'experiment',
      'accession varchar(50), private boolean, access_key varchar(50)',
      `('E-MTAB-1', false, null), ('E-MTAB-2', true, 'k-é')`,
    );
    expect(await askDatabase(place, 'bulk experiments')).toEqual({
      ok: true,
      odd: undefined,
      items: [
        { accession: 'E-MTAB-1', private: false, access_key: null },
        { accession: 'E-MTAB-2', private: true, access_key: 'k-é' },
      ],
    });
    await table(
      'experiments',
      'accession varchar(50), atlas_fail_score numeric(4,1)',
      `('E-1', 2.5)`,
    );
    expect(await askDatabase(place, 'submissions')).toMatchObject({
      items: [{ accession: 'E-1', atlas_fail_score: '2.5' }],
    });
  });

  it('leaves out rows that are not as they should be, and says so', async () => {
    await table(
      'experiment',
      'accession varchar(50), private varchar(9), access_key varchar(50)',
      `(null, 'f', null), ('E-MTAB-1', 'T', 'k'), ('E-MTAB-2', 'perhaps', null)`,
    );
    expect(await askDatabase(place, 'bulk experiments')).toMatchObject({
      items: [{ accession: 'E-MTAB-1', private: true }],
      odd: { count: 2, first: expect.stringMatching(/^row 1, accession: /) },
    });
    expect(await askDatabase(place, 'bulk experiments', 2)).toEqual({
      ok: false,
      why: 'broken',
      detail: 'experiment has more than 2 rows',
    });
  });

  it.each([
    ['a wrong password', { password: 'wrong' }, 'denied', 'it does not let reader in'],
    ['no such database', { database: 'nowhere' }, type === 'mysql' ? 'denied' : 'absent', ''],
    ['TLS that it does not have', { host: 'localhost', tls: {} }, 'silent', ''],
  ] as const)('%s is told, without the password', async (_, change, reason, says) => {
    const answer = await askDatabase({ ...place, ...change }, 'bulk experiments');
    expect(answer).toMatchObject({ ok: false, why: reason, detail: expect.stringContaining(says) });
    expect(JSON.stringify(answer)).not.toContain('wrong');
    expect(JSON.stringify(answer)).not.toContain(PASSWORD);
  });

  it('a table that is missing or not for us is told', async () => {
    const refused = await askDatabase(place, 'eligibility');
    expect(refused).toMatchObject({ ok: false });
    expect('detail' in refused && refused.detail).toContain('rnaseq_atlas_eligibility');
    await put('create table rnaseq_atlas_eligibility (ae2_acc varchar(50), status varchar(50))');
    expect(await askDatabase(place, 'eligibility')).toMatchObject({ ok: false, why: 'denied' });
    await put(
      granted('rnaseq_atlas_eligibility'),
      'alter table rnaseq_atlas_eligibility drop column status',
    );
    expect(await askDatabase(place, 'eligibility')).toMatchObject({
      why: 'absent',
      detail: expect.stringContaining('status'),
    });
    await put('drop table rnaseq_atlas_eligibility');
  });

  it('that is slow, hangs or is down costs so long as its patience, and no longer', async () => {
    await put(
      'drop table if exists experiments',
      `create view experiments as select 'E-1' as accession, (${asleep}) as atlas_fail_score`,
      granted('experiments'),
    );
    const hasty = { ...place, patience: 300 };
    const silent = { ok: false, why: 'silent' };
    expect(await askDatabase(hasty, 'submissions')).toEqual({
      ...silent,
      detail: 'no answer within 0.3 s',
    });
    const mute = createServer().listen(0, '127.0.0.1');
    await once(mute, 'listening');
    const { port: nobody } = z.object({ port: z.number() }).parse(mute.address());
    expect(await askDatabase({ ...hasty, port: nobody }, 'submissions')).toMatchObject(silent);
    mute.close();
    const [port = 0] = await freePorts(1);
    expect(await askDatabase({ ...place, port }, 'submissions')).toMatchObject(silent);
    await put('drop view experiments');
  });
});
