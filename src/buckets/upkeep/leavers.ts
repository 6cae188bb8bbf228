import type { Leaver } from '../../domain/bucket-upkeep.ts';
import { isKey } from '../../domain/role.ts';
import { OutsideError, type People } from '../../operations/ports.ts';
import type { IdentityControl } from '../apply/ports.ts';

/**
 * Who of these has left: users whose role is gone or whose account in the chat is deactivated, and people who asked for
 * datasets. Nobody has where that can’t be asked: what was known of them before still holds.
 */
export async function findLeavers(
  {
    users,
    owners,
    before,
  }: {
    readonly users: readonly string[];
    readonly owners: readonly string[];
    readonly before: readonly Leaver[];
  },
  {
    people,
    identities,
    chatUsers,
  }: {
    readonly people: Pick<People, 'hasLeft'>;
    readonly identities?: Pick<IdentityControl, 'look'> | undefined;
    /** Who a user of the platform is in the chat, where somebody has said so. */
    readonly chatUsers: Readonly<Record<string, string>>;
  },
): Promise<readonly Leaver[]> {
  const found: Leaver[] = [];
  const add = async (who: string, why: Leaver['why'], isGone: Promise<boolean | undefined>) => {
    const known = before.some((one) => one.who === who && one.why === why);
    if ((await isGone) ?? known) found.push({ who, why });
    return found.at(-1)?.who === who;
  };
  for (const user of new Set(users)) {
    if (await add(user, 'no role', isRoleGone(user))) continue;
    const inChat = chatUsers[user];
    if (inChat !== undefined) await add(user, 'left the chat', people.hasLeft(inChat));
  }
  for (const owner of new Set(owners))
    if (!isKey(owner)) await add(owner, 'left the chat', people.hasLeft(owner));
  return found;

  async function isRoleGone(user: string): Promise<boolean | undefined> {
    if (identities === undefined) return false;
    try {
      return (await identities.look(user)) === undefined;
    } catch (error) {
      if (error instanceof OutsideError) return undefined;
      throw error;
    }
  }
}
