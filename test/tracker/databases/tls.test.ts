import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { askDatabase } from '../../../src/tracker/databases/ask.ts';
import { openPlace } from '../../../src/tracker/databases/open-place.ts';
import { somebody } from '../../support/databases/as-somebody.ts';
import { ownAuthority, type Proof } from '../../support/databases/authority.ts';
import { noMariadb, startMariadb } from '../../support/databases/mariadb.ts';
import { noPostgres, startPostgres } from '../../support/databases/postgres.ts';
import type { DatabaseServer } from '../../support/databases/server.ts';

const KINDS = [
  {
    type: 'postgres',
    ...{ why: noPostgres, start: startPostgres },
    prepare: ['create database atlas', `create role reader login password 'secret'`],
    filled: [
      'create table experiment (accession text, private boolean, access_key text)',
      `insert into experiment values ('E-MTAB-1', false, null)`,
      'grant select on experiment to reader',
    ],
  },
  {
    type: 'mysql',
    ...{ why: noMariadb, start: startMariadb },
    prepare: [
      'create database atlas',
      `create user reader@'127.0.0.1' identified by 'secret' require ssl`,
      `grant select on atlas.* to reader@'127.0.0.1'`,
    ],
    filled: [
      'create table experiment (accession text, private boolean, access_key text)',
      `insert into experiment values ('E-MTAB-1', false, null)`,
    ],
  },
] as const;

/** Databases that prove who they are by an authority of one’s own. */
describe.each(KINDS)('a real $type over TLS', ({ type, why, start, prepare, filled }) => {
  let proof: Proof;
  let other: Proof;
  let server: DatabaseServer;
  beforeAll(async () => {
    if (why !== undefined) return;
    proof = await ownAuthority(somebody(), 'localhost');
    other = await ownAuthority(somebody(), 'elsewhere');
    server = await start(proof);
    for (const line of prepare) await server.run(line);
    for (const line of filled) await server.run(line, 'atlas');
  }, 60_000);
  afterAll(async () => {
    await server?.stop();
    for (const one of [proof, other]) one?.remove();
  });
  beforeEach((context) => {
    if (why !== undefined) context.skip(why);
  });

  async function ask(ca: string | undefined, at: { host?: string; port?: number } = {}) {
    const place = {
      ...{ name: 'gxa', type, host: 'localhost', port: server.port, database: 'atlas' },
      ...{ user: 'reader', tls: 'verified' as const, ca, patience: 10_000, ...at },
    };
    const opened = await openPlace(place, 'secret');
    return 'ok' in opened ? opened : askDatabase(opened, 'bulk experiments');
  }

  it('answers whoever knows its authority', async () => {
    expect(await ask(proof.ca)).toMatchObject({ ok: true, items: [{ accession: 'E-MTAB-1' }] });
  });

  it.each([
    ['another authority is known', () => other.ca],
    ['only public ones are', () => undefined],
  ])('is told no password where %s, and what to do is said', async (_, ca) => {
    expect(await ask(ca())).toEqual({
      ok: false,
      why: 'broken',
      detail:
        'its certificate is signed by nobody whom the bot knows: name the file of whoever did as ca',
    });
  });

  it('is told no password where its proof is for another host', { timeout: 60_000 }, async () => {
    const elsewhere = await start(other);
    const broken = { ok: false, why: 'broken' };
    expect(await ask(other.ca, { port: elsewhere.port })).toEqual({
      ...broken,
      detail: 'its certificate is not for localhost',
    });
    await elsewhere.stop();
    // The client of MySQL compares names alone.
    expect(await ask(proof.ca, { host: '127.0.0.1' })).toEqual({
      ...broken,
      detail:
        type === 'mysql'
          ? 'its certificate can be checked by a name alone: say the host by its name'
          : 'its certificate is not for 127.0.0.1',
    });
  });

  it('is not asked where the file of its authority is not there', async () => {
    expect(await ask('/nowhere/ca.pem')).toMatchObject({ ok: false, why: 'absent' });
  });
});
