/** A person opens the app's Home: `app_home_opened`. */
import { announceHomeOpened } from '../delivery/slack-events.ts';
import type { Office } from '../office.ts';
import type { Answer, OpenHome } from '../page-contract.ts';

export function openHome(office: Office, { person }: OpenHome): Answer {
  if (office.directory.person(person) === undefined)
    return { ok: false, error: 'Nobody has this id.' };
  if (!office.manifest.homeTab) return { ok: false, error: 'This app has no Home.' };
  announceHomeOpened(office, person);
  return { ok: true };
}
