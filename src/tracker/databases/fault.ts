import { z } from 'zod';
import type { DatabasePlace, Refused } from './place.ts';

type Says = (place: DatabasePlace) => string;

/** Of a server: PostgreSQL says five letters, MySQL a name. Anything else is a connection that failed. */
const spoken = z.object({
  code: z.string().catch(''),
  errno: z.number().optional().catch(undefined),
});

const LOGIN: Says = ({ user }) => `it does not let ${user} in: check the user and the password`;
const NO_DATABASE: Says = ({ database }) => `it has no database ${database}`;
const TOO_LONG: Says = ({ patience }) => `no answer within ${patience / 1000} s`;

const KNOWN: Readonly<Record<string, readonly [Refused['why'], Says | undefined]>> = {
  '28P01': ['denied', LOGIN],
  '28000': ['denied', LOGIN],
  ER_ACCESS_DENIED_ERROR: ['denied', LOGIN],
  ER_DBACCESS_DENIED_ERROR: ['denied', LOGIN],
  '3D000': ['absent', NO_DATABASE],
  ER_BAD_DB_ERROR: ['absent', NO_DATABASE],
  '42P01': ['absent', undefined], // their own words name the table
  ER_NO_SUCH_TABLE: ['absent', undefined],
  '42703': ['absent', undefined], // a column
  ER_BAD_FIELD_ERROR: ['absent', undefined],
  '42501': ['denied', undefined],
  ER_TABLEACCESS_DENIED_ERROR: ['denied', undefined],
  ER_COLUMNACCESS_DENIED_ERROR: ['denied', undefined],
  '57014': ['silent', TOO_LONG],
  '1969': ['silent', TOO_LONG], // of MariaDB, whose names the client does not know
  ER_QUERY_TIMEOUT: ['silent', TOO_LONG],
  PROTOCOL_SEQUENCE_TIMEOUT: ['silent', TOO_LONG],
};
/** Of a proof that does not hold; the client of MySQL leaves nothing of its code but the words. */
const UNPROVEN: readonly (readonly [RegExp, Says])[] = [
  [
    /self-signed certificate|unable to (?:verify the first|get (?:local )?issuer) certificate/,
    () =>
      'its certificate is signed by nobody whom the bot knows: name the file of whoever did as ca',
  ],
  [/does not match certificate's altnames/, ({ host }) => `its certificate is not for ${host}`],
];
const MOST = 300; // characters

/** What was in the way, in words; never the password, which no message has. */
export function faultOf(place: DatabasePlace, error: unknown): Refused {
  const said = spoken.safeParse(error);
  const { code = '', errno } = said.data ?? {};
  const own = error instanceof Error ? error.message : String(error);
  const unproven = UNPROVEN.find(([words]) => words.test(own));
  if (unproven !== undefined) return { ok: false, why: 'broken', detail: unproven[1](place) };
  const [why, says] = KNOWN[code] ?? KNOWN[String(errno)] ?? ['silent', undefined];
  // Of several addresses of a host each has its own fault, and the whole has no words.
  const words = own || code || 'the connection failed';
  const detail = says?.(place) ?? words.replace(/\s+/g, ' ').slice(0, MOST);
  return { ok: false, why, detail };
}
