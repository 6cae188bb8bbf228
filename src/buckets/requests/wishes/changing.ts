import type { FileNews } from '../../../domain/bucket-file.ts';
import type { Asked, DraftFaults, Edit, Named } from '../../../domain/bucket-order.ts';
import type { GrantWish } from '../../../domain/bucket-request.ts';
import { nearestNames } from '../../../domain/nearest-names.ts';
import { listOpenRequests } from '../../../storage/buckets/requests.ts';
import type { GoodFile } from '../../folder/reading.ts';
import { shown } from '../../grant/fault.ts';
import { folderOf, type Naming, pathOf } from '../../grant/grant.ts';
import { readGrant } from '../../grant/read.ts';
import { rewriteGrant } from '../../grant/write.ts';
import type { Holding } from '../../in-force/holding.ts';
import { heldIn, unlessSilent } from '../held.ts';
import type { Asker, RequestNeeds } from '../needs.ts';
import { faultsOfFile, lyingOf } from './draft.ts';
import { edited } from './edit.ts';
import { type Putting, refused } from './putting.ts';

/** What people want otherwise of a dataset that is there. */
export interface Changing {
  /** What is wrong with a change by the dialog, at once; nothing is kept. */
  checkChange(name: string, edit: Extract<Edit, { verb: 'change' }>): Promise<DraftFaults>;
  change(name: string, edit: Edit, asker: Asker, key: string): Promise<Asked>;
  /** What somebody has changed in the folder by hand, so that it is reviewed. */
  putUp(name: string, asker: Asker, key: string): Promise<Asked>;
}

export function createChanging(
  needs: RequestNeeds,
  { ownedBy, putGrant, once, today }: Putting,
): Changing {
  const { db, setting } = needs;

  /** Those who are being taken out already. */
  async function leaving(dataset: Named): Promise<ReadonlySet<string | undefined>> {
    const open = await listOpenRequests(db);
    return new Set(
      open.flatMap(({ wanted, status }) =>
        status === 'approved' && wanted.what === 'grant' && pathOf(wanted) === pathOf(dataset)
          ? [wanted.takes]
          : [],
      ),
    );
  }

  return {
    async checkChange(name, edit) {
      const { datasets } = await needs.inForce();
      const held = datasets.find(({ grant }) => grant.name === name);
      if (held === undefined) return {}; // said where it was typed
      const made = edited(held.grant, edit, today());
      if ('refused' in made || made.after === null) return {};
      const text = rewriteGrant(held.text, held.grant, made.after);
      return faultsOfFile(text, held.grant, setting.naming);
    },

    change: (name, edit, asker, key) =>
      once(key, async () => {
        const holding = await needs.inForce();
        const held = holding.datasets.find(({ grant }) => grant.name === name);
        const news = newsOf(holding, name, held);
        if (held === undefined) return refused(notThere(name, news, holding));
        const takes = edit.verb === 'remove-user' ? edit.user : undefined;
        if (news?.why === 'set aside' && takes === undefined && edit.verb !== 'remove')
          return refused(asideWords(news));
        // What somebody has written by hand is changed with it, and shown; who is taken out leaves what holds.
        const file = takes === undefined ? lyingOf(holding.files, held.grant) : null;
        const base =
          typeof file === 'string' ? readFile(setting.naming, held.grant, file) : undefined;
        const { grant, text } = base ?? held;
        const gone = takes === undefined ? new Set() : await leaving(grant);
        const users = grant.users.filter((user) => !gone.has(user));
        const made = edited({ ...grant, users }, edit, today());
        if ('refused' in made) return refused(made.refused);
        const after = made.after && rewriteGrant(text, grant, made.after);
        const { kind } = grant;
        const wish: GrantWish = {
          ...{ what: 'grant', kind, name, before: held.text, after, deed: made.deed },
          byOwner: await ownedBy(asker, grant),
          ...(takes === undefined ? {} : { takes }),
        };
        const lies = after === null ? await heldIn(needs, grant) : undefined;
        return putGrant(holding, lies === undefined ? wish : { ...wish, held: lies }, asker, key);
      }),

    putUp: (name, asker, key) =>
      once(key, async () => {
        const holding = await needs.inForce();
        const held = holding.datasets.find(({ grant }) => grant.name === name);
        const news = newsOf(holding, name, held);
        if (news?.why === 'set aside') return refused(asideWords(news));
        if (news?.why !== 'by hand' && news?.why !== 'taken out')
          return refused(
            held === undefined
              ? notThere(name, news, holding)
              : `Nothing was changed by hand in the file of \`${name}\`.`,
          );
        const kind = news.path.startsWith(folderOf('push')) ? 'push' : 'pull';
        const lying = lyingOf(holding.files, { kind, name });
        const after = typeof lying === 'string' ? lying : null;
        const byOwner = await ownedBy(asker, { kind, name });
        const lies = await heldIn(needs, { kind, name }).catch(unlessSilent);
        const wish: GrantWish = {
          ...{ what: 'grant', kind, name, before: held?.text ?? null, after, byOwner },
          deed: 'was made by hand in the folder',
          ...(lies === undefined || (after !== null && (held !== undefined || lies.objects === 0))
            ? {}
            : { held: lies }),
        };
        return putGrant(holding, wish, asker, key);
      }),
  };
}

function newsOf({ news }: Holding, name: string, held: GoodFile | undefined): FileNews | undefined {
  return news.find(({ path }) =>
    held === undefined ? path.endsWith(`/${name}.yaml`) : path === held.path,
  );
}

function notThere(name: string, news: FileNews | undefined, { datasets }: Holding): string {
  if (news?.why === 'set aside') return asideWords(news);
  if (news?.why === 'by hand')
    return `${news.path} was put there by hand, and nobody has agreed to it: \`/bucket review ${name}\` has it reviewed.`;
  const names = datasets.map(({ grant }) => grant.name);
  const [near] = nearestNames(name, names);
  const next =
    near === undefined ? '`/bucket list` shows all of them.' : `Do you mean \`${near}\`?`;
  return `There is no dataset ${shown(name)}. ${next}`;
}

function asideWords({ path, line, says }: FileNews): string {
  return `${path} is set aside. Line ${line}: ${says}`;
}

/** A file as it lies, where it is one that can be changed. */
function readFile(naming: Naming, { kind, name }: Named, text: string) {
  const read = readGrant(text, { kind, fileName: name, naming, isNew: false });
  return 'grant' in read ? { grant: read.grant, text } : undefined;
}
