import type { Config, Secrets } from '../../config/config.ts';
import { databasePasswordsIn } from '../../config/tracker/databases.ts';
import { type Clock, OutsideError } from '../../operations/ports.ts';
import { askDatabase } from '../../tracker/databases/ask.ts';
import { openPlace } from '../../tracker/databases/open-place.ts';
import type { Source } from '../../tracker/tracking/look-ups.ts';
import { createSpeciesList } from '../../upstream/species-list.ts';

/** What is asked beside each crawl; nothing where nothing is configured. */
export function lookUpSources(needs: {
  readonly config: Config;
  readonly secrets: Secrets;
  readonly clock: Clock;
}): readonly Source[] {
  const { config, secrets, clock } = needs;
  const { databases = [], species = [] } = config.tracker ?? {};
  const passwords = databasePasswordsIn(secrets.trackerDatabasePasswords ?? '');
  const list = createSpeciesList({ clock });
  return [
    ...databases.flatMap((one) =>
      one.answers.map(
        (asked): Source => ({
          asked,
          place: one.name,
          async ask() {
            const place = await openPlace(one, passwords.get(one.name) ?? '');
            return 'ok' in place ? place : askDatabase(place, asked);
          },
        }),
      ),
    ),
    ...(species.length === 0 ? [] : [speciesSource(species, list)]),
  ];
}

/** All lists, or none: half of the species would make datasets look unsupported. */
function speciesSource(
  urls: readonly string[],
  list: (url: string) => Promise<readonly string[]>,
): Source {
  return {
    asked: 'species',
    place: urls.map((url) => new URL(url).host).join(' & '),
    async ask() {
      try {
        return { ok: true, items: (await Promise.all(urls.map(list))).flat() };
      } catch (error) {
        if (!(error instanceof OutsideError)) throw error;
        const why =
          error.outcome === 'gone' ? 'absent' : error.outcome === 'retry' ? 'silent' : 'broken';
        return { ok: false, why, detail: error.message };
      }
    },
  };
}
