import { type Connection, createConnection } from 'mysql2/promise';
import { z } from 'zod';
import { faultOf } from './fault.ts';
import type { DatabasePlace, Rows } from './place.ts';

const versions = z.tuple([z.tuple([z.object({ version: z.string() })]), z.unknown()]);

/** Asks a MySQL or a MariaDB. */
export async function selectFromMysql(place: DatabasePlace, text: string): Promise<Rows> {
  const { host, port, database, user, password, tls, patience } = place;
  let connection: Connection | undefined;
  try {
    connection = await createConnection({
      ...{ host, port, database, user, password },
      ...(tls !== 'off' && {
        ssl: { ...(tls.ca !== undefined && { ca: tls.ca }), rejectUnauthorized: true },
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
