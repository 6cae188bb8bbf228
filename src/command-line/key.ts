import { z } from 'zod';
import { StartError } from '../config/start-error.ts';
import { systemClock, systemRandom } from '../config/system.ts';
import { ROLES } from '../domain/role.ts';
import { SCOPES } from '../domain/scope.ts';
import {
  createKey,
  KEY_LASTS_DAYS,
  type KeyDescription,
  listKeys,
  revokeKey,
} from '../operations/keys.ts';
import { type Database, openBeside } from '../storage/database.ts';
import { type Command, command, refused } from './command.ts';
import { dataFolderInUse } from './data-folder.ts';
import { note, say } from './terminal.ts';

const create = command({
  name: 'key create',
  help: [
    'make a key for the REST API; it is printed once',
    `--name N --scopes a,b [--roles r] [--days ${KEY_LASTS_DAYS}]`,
    `scopes: ${SCOPES.join(', ')}`,
  ],
  options: {
    name: { type: 'string' },
    scopes: { type: 'string' },
    roles: { type: 'string' },
    days: { type: 'string' },
  },
  async run({ name, scopes, roles, days }) {
    if (name === undefined || scopes === undefined)
      throw refused('key create needs --name and --scopes');
    const wanted = {
      name,
      scopes: listed('--scopes', scopes, SCOPES),
      roles: listed('--roles', roles ?? '', ROLES),
      ...(days === undefined ? {} : { expiresInDays: Number(days) }),
    };
    const made = await withDatabase((db) =>
      createKey({ db, clock: systemClock, random: systemRandom }, wanted),
    );
    if ('refused' in made) throw new StartError(made.refused);
    // Alone on standard output, so that it can be piped to where it is kept.
    say(`${made.key}\n`);
    note(`This is the key “${name}”. It is shown this once; keep it where secrets are kept.`);
  },
});

const list = command({
  name: 'key list',
  help: ['the keys there are, never their secrets'],
  options: {},
  async run() {
    const keys = await withDatabase(listKeys);
    if (keys.length === 0) note('There is no key yet. Make one: npm run handoff -- key create');
    for (const key of keys) say(`${lineOf(key)}\n`);
  },
});

const revoke = command({
  name: 'key revoke',
  help: ['with --name N end a key at once; a name or an id'],
  options: { name: { type: 'string' } },
  async run({ name }) {
    if (name === undefined) throw refused('key revoke needs --name');
    const ended = await withDatabase((db) => revokeKey({ db, clock: systemClock }, { key: name }));
    if ('refused' in ended) throw new StartError(ended.refused);
    note(`The key “${ended.revoked.name}” opens nothing any more.`);
  },
});

export const keyCommands: readonly Command[] = [create, list, revoke];

function lineOf(key: KeyDescription): string {
  const ended = key.revokedAt !== undefined ? 'revoked' : 'ends';
  const at = (key.revokedAt ?? key.expiresAt).toISOString();
  const used = key.lastUsedAt === undefined ? 'never used' : `used ${key.lastUsedAt.toISOString()}`;
  return [
    key.id,
    key.name,
    key.scopes.join(','),
    key.roles.join(',') || 'no role',
    used,
    `${ended} ${at}`,
  ].join('  ');
}

/** @throws {StartError} naming what there is instead of a word that there is not. */
function listed<const Known extends readonly [string, ...string[]]>(
  option: string,
  given: string,
  known: Known,
): readonly Known[number][] {
  const words = given.split(',').map((word) => word.trim());
  const parsed = z.array(z.enum(known)).safeParse(words.filter((word) => word !== ''));
  if (parsed.success) return [...new Set(parsed.data)];
  throw new StartError(`${option}: a list of ${known.join(', ')}, with commas between.`);
}

/** Also beside a running bot, which waits for no more than this one change. */
async function withDatabase<T>(work: (db: Database) => Promise<T>): Promise<T> {
  const dataDir = dataFolderInUse();
  let db: Database | undefined;
  try {
    db = openBeside(dataDir);
    return await work(db);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new StartError(`The keys in ${dataDir} can’t be used: ${why}`, { cause: error });
  } finally {
    await db?.destroy();
  }
}
