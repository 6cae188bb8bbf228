import { sql } from 'kysely';

/** The texts of a list, for `in`: as one value of the statement, for it takes a limited number, and each is work. */
export const among = (texts: readonly string[]) =>
  sql<string>`(select value from json_each(${JSON.stringify(texts)}))`;
