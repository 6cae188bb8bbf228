import type { Config, Secrets } from '../../config/config.ts';
import { databasePasswordsIn } from '../../config/tracker/databases.ts';
import { type Clock, OutsideError } from '../../operations/ports.ts';
import { whyNotRead } from '../../tracker/databases/ask.ts';
import { openPlace } from '../../tracker/databases/open-place.ts';
import { createSpeciesList } from '../../upstream/species-list.ts';
import { type Check, type Finding, fail, ok } from '../check.ts';

/** What the tracker asks beside each crawl: a line of each table is read, and each list. */
export function lookUpChecks(needs: {
  readonly config: Pick<Config, 'tracker'>;
  readonly secrets: Pick<Secrets, 'trackerDatabasePasswords'>;
  readonly clock: Clock;
}): readonly Check[] {
  const { databases = [], species = [] } = needs.config.tracker ?? {};
  const passwords = databasePasswordsIn(needs.secrets.trackerDatabasePasswords ?? '');

  async function reads(database: (typeof databases)[number]): Promise<Finding> {
    const { answers, ...given } = database;
    const place = await openPlace(given, passwords.get(given.name) ?? '');
    const where = `${given.user} at ${given.host}:${given.port}`;
    for (const question of answers) {
      const refused = 'ok' in place ? place : await whyNotRead(place, question);
      if (refused !== undefined)
        return fail(
          `${where}, ${question}: ${refused.detail}`,
          `Check tracker.databases.${given.name} and its line in TRACKER_DATABASE_PASSWORDS; crawls go on with its last answer.`,
        );
    }
    return ok(`${where} reads ${answers.join(', ')}`);
  }

  async function lists(url: string): Promise<Finding> {
    try {
      const paths = await createSpeciesList(needs)(url);
      return ok(`${url}: ${paths.length} species`);
    } catch (error) {
      if (!(error instanceof OutsideError)) throw error;
      return fail(`${url}: ${error.message}`, 'Check tracker.species.');
    }
  }

  return [
    ...databases.map((one) => ({ name: `tracker database ${one.name}`, run: () => reads(one) })),
    ...species.map((url) => ({ name: 'tracker species', run: () => lists(url) })),
  ];
}
