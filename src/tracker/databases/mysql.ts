import { isIP } from 'node:net';
import { type Connection, createConnection } from 'mysql2/promise';
import { z } from 'zod';
import { faultOf } from './fault.ts';
import type { DatabasePlace, Refused, Rows } from './place.ts';

const versions = z.tuple([z.tuple([z.object({ version: z.string() })]), z.unknown()]);

/** The client compares a certificate with names alone. */
const NAMELESS: Refused = {
  ok: false,
  why: 'broken',
  detail: 'its certificate can be checked by a name alone: say the host by its name',
};

/** Asks a MySQL or a MariaDB. */
export async function selectFromMysql(place: DatabasePlace, text: string): Promise<Rows> {
  const { host, port, database, user, password, tls, patience } = place;
  if (tls !== 'off' && isIP(host) !== 0) return NAMELESS;
  let connection: Connection | undefined;
  try {
    connection = await createConnection({
      ...{ host, port, database, user, password },
      ...(tls !== 'off' && {
        ssl: {
          ...(tls.ca !== undefined && { ca: tls.ca }),
          rejectUnauthorized: true,
          verifyIdentity: true, // else anybody’s certificate of the same authority would do
        },
      }),
      connectTimeout: patience,
      charset: 'utf8mb4',
    });
    await connection.query(await limitOf(connection, patience));
    await connection.query('start transaction read only');
    const [rows] = await connection.query({ sql: text, timeout: patience + 1000 });
    return Array.isArray(rows)
      ? { ok: true, rows }
      : { ok: false, why: 'broken', detail: 'it answers with no rows' };
  } catch (error) {
    return faultOf(place, error);
  } finally {
    connection?.destroy();
  }
}

/** The two have different words for it. */
async function limitOf(connection: Connection, patience: number): Promise<string> {
  const [[{ version }]] = versions.parse(
    await connection.query({ sql: 'select version() as version', timeout: patience }),
  );
  return /mariadb/i.test(version)
    ? `set session max_statement_time = ${patience / 1000}`
    : `set session max_execution_time = ${patience}`;
}
