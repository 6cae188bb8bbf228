import pg from 'pg';
import { faultOf } from './fault.ts';
import type { DatabasePlace, Rows } from './place.ts';

/** Asks a PostgreSQL. */
export async function selectFromPostgres(place: DatabasePlace, text: string): Promise<Rows> {
  const { host, port, database, user, password, tls, patience } = place;
  const client = new pg.Client({
    ...{ host, port, database, user, password },
    ssl: tls === 'off' ? false : { ...tls, rejectUnauthorized: true },
    application_name: 'handoff',
    connectionTimeoutMillis: patience,
    query_timeout: patience + 1000, // the server’s own comes first, and says so
  });
  client.on('error', () => undefined); // of a connection that breaks: the question fails by it
  try {
    await client.connect();
    await client.query('begin transaction read only');
    await client.query(`set local statement_timeout = ${patience}`);
    const { rows } = await client.query<Record<string, unknown>>(text);
    return { ok: true, rows };
  } catch (error) {
    return faultOf(place, error);
  } finally {
    client.end().catch(() => undefined); // not waited for: a server that hangs does not answer this either
  }
}
