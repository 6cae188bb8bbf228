import { z } from 'zod';
import { seconds } from '../../domain/duration.ts';

/** A production database that is asked beside each crawl. Its password is a secret: `databasePasswordsIn`. */
export interface DatabaseConfig {
  readonly name: string;
  readonly type: 'postgres' | 'mysql';
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly answers: readonly (typeof ANSWERS)[number][];
  readonly tls: 'verified' | 'off';
  readonly ca?: string | undefined; // path of a PEM file
  readonly patience: number; // milliseconds, for one question
}

const ANSWERS = [
  'bulk experiments',
  'single-cell experiments',
  'eligibility',
  'submissions',
] as const;
const PORTS = { postgres: 5432, mysql: 3306 } as const;
const name = z.string().min(1).max(200);

export const databasesSchema = z
  .record(
    z.string().regex(/^[\w.-]{1,63}$/, 'a name of letters, digits, dots and dashes'),
    z.strictObject({
      type: z.enum(['postgres', 'mysql'], 'postgres, or mysql (MariaDB too)'),
      host: name,
      port: z.int().min(1).max(65_535).optional(),
      database: name.optional(),
      user: name,
      answers: z
        .array(z.enum(ANSWERS, `one of: ${ANSWERS.join(', ')}`))
        .min(1)
        .max(ANSWERS.length),
      tls: z.enum(['verified', 'off'], 'verified, or off').default('verified'),
      ca: z.string().min(1).optional(),
      seconds: z.number().positive().max(600).default(60),
    }),
  )
  .superRefine((databases, { addIssue }) => {
    for (const answer of ANSWERS) {
      const [, second] = Object.entries(databases).filter(([, one]) =>
        one.answers.includes(answer),
      );
      if (second !== undefined)
        addIssue({
          code: 'custom',
          path: [second[0], 'answers'],
          message: `${answer} is answered by another database already`,
        });
    }
  })
  .default({});

export const databasesOf = (given: z.infer<typeof databasesSchema>): readonly DatabaseConfig[] =>
  Object.entries(given).map(([name, { seconds: patience, port, database, ...one }]) => ({
    ...one,
    name,
    port: port ?? PORTS[one.type],
    database: database ?? name,
    patience: seconds(patience),
  }));

const LINE = /^(\S+)\s+(\S.*)$/;

/** Passwords by database, from lines such as `gxa correct horse`. What is no such line is left out. */
export function databasePasswordsIn(text: string): ReadonlyMap<string, string> {
  return new Map(
    linesOf(text).flatMap((line) => {
      const [, name, password] = LINE.exec(line) ?? [];
      return name === undefined || password === undefined ? [] : [[name, password] as const];
    }),
  );
}

/** One sentence for each thing that is wrong with them; none of them shows a password. */
export function againstDatabasePasswords(
  text: string,
  databases: readonly Pick<DatabaseConfig, 'name'>[],
): readonly string[] {
  const NAME = 'TRACKER_DATABASE_PASSWORDS';
  const passwords = databasePasswordsIn(text);
  return [
    ...linesOf(text).flatMap((line, index) =>
      LINE.test(line) ? [] : [`${NAME}: line ${index + 1} is not a database and its password.`],
    ),
    ...databases.flatMap(({ name }) =>
      passwords.has(name) ? [] : [`${NAME}: there is no line for ${name}.`],
    ),
  ];
}

const linesOf = (text: string): readonly string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
