import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { findFiles, pathOfFile } from '../folder/read-folder.ts';
import { checkOut } from './check-out.ts';
import { GitError, gitIn, unlessRefused } from './git.ts';
import {
  type Author,
  type Change,
  inTurn,
  type Proposal,
  placeOf,
  type Records,
} from './records.ts';

const ATTEMPTS = 5;
const MOST_BEFORE = 20; // versions of a file that are looked at
const NOTHING = '0'.repeat(40);

/**
 * Requests as files of a git repository. A proposal is a branch (`push_dataset/new_project`) with a commit, acceptance
 * its merge. Branches are written without touching what is checked out; a reference only moves from where it was seen.
 *
 * @throws {GitError} where the folder is in no repository, or has no such branch.
 */
export async function gitRecords(folder: string, wantedBranch?: string): Promise<Records> {
  const git = gitIn(folder);
  const prefix = await git(['rev-parse', '--show-prefix']);
  const gitFolder = await git(['rev-parse', '--absolute-git-dir']);
  const checkedOut = () => git(['symbolic-ref', '--quiet', 'HEAD']).catch(unlessRefused);
  const found = wantedBranch === undefined ? await checkedOut() : `refs/heads/${wantedBranch}`;
  if (found === undefined) throw new Error(`No branch is checked out in ${folder}: check one out.`);
  const main: string = found;
  const branch = main.replace('refs/heads/', '');
  await sameBranch();
  const turn = inTurn();
  let drafts = 0;

  /** What lies in the folder is read, and the branch is written: they have to be one. */
  async function sameBranch(): Promise<void> {
    const now = await checkedOut();
    if (now === main) return;
    const other = now?.replace('refs/heads/', '') ?? 'no branch';
    const says = `Requests are kept in ${branch}, and ${other} is checked out`;
    throw new GitError(
      `${says} in ${folder}: check out ${branch}`,
      `${says}: check out ${branch}.`,
    );
  }

  const commitAt = (reference: string) =>
    git(['rev-parse', '--verify', '--quiet', '--end-of-options', `${reference}^{commit}`]).catch(
      unlessRefused,
    );
  const blobAt = async (commit: string, path: string) =>
    (await git([
      'rev-parse',
      '--verify',
      '--quiet',
      '--end-of-options',
      `${commit}:${prefix}${path}`,
    ]).catch(unlessRefused)) ?? null;

  /** The tree of a commit with one file changed, by an index of its own. */
  async function treeWith(commit: string, change: Change): Promise<string> {
    drafts += 1;
    const env = { GIT_INDEX_FILE: join(gitFolder, `handoff-${process.pid}-${drafts}.index`) };
    try {
      await git(['read-tree', commit], { env });
      const path = `${prefix}${placeOf(change).path}`;
      if (change.text === null) {
        await git(
          ['rm', '--cached', '--quiet', '--ignore-unmatch', '--', `:(top,literal)${path}`],
          { env },
        );
      } else {
        const blob = await git(['hash-object', '-w', '--stdin'], { input: change.text });
        const entry = `100644 ${blob}\t${path}\n`;
        await git(['update-index', '--add', '--index-info'], { env, input: entry });
      }
      return await git(['write-tree'], { env });
    } finally {
      await rm(env.GIT_INDEX_FILE, { force: true });
    }
  }

  function commit(
    tree: string,
    parents: readonly string[],
    subject: string,
    by: Author,
  ): Promise<string> {
    const [name, email] = [plain(by.name) || 'unknown', plain(by.email) || 'unknown'];
    const env = {
      GIT_AUTHOR_NAME: name,
      GIT_AUTHOR_EMAIL: email,
      GIT_COMMITTER_NAME: 'Handoff',
      GIT_COMMITTER_EMAIL: 'handoff@localhost',
    };
    const link = by.link === undefined ? '' : `\nAsked for in ${plain(by.link)}\n`;
    const message = `${subject}\n${link}\nBy ${name} <${email}>\n`;
    return git(['commit-tree', tree, ...parents.flatMap((one) => ['-p', one]), '-F', '-'], {
      env,
      input: message,
    });
  }

  async function isIn(commit: string, reference: string): Promise<boolean> {
    const found = await git(['merge-base', '--is-ancestor', commit, reference]).catch(
      unlessRefused,
    );
    return found !== undefined;
  }

  async function propose(change: Change, by: Author): Promise<Proposal> {
    await sameBranch();
    const { path, branch: own } = placeOf(change);
    const from = await git(['rev-parse', main]);
    const reference = `refs/heads/${own}`;
    const open = await commitAt(reference);
    // What was proposed before stays in the story of the branch, unless it has been merged.
    const parent = open === undefined || (await isIn(open, from)) ? from : open;
    const verb =
      change.text === null ? 'End' : (await blobAt(from, path)) === null ? 'Request' : 'Change';
    const made = await commit(await treeWith(from, change), [parent], `${verb} ${path}`, by);
    await git(['update-ref', '--no-deref', reference, made, open ?? NOTHING]);
    return { ...change, base: await blobAt(from, path), commit: made };
  }

  async function accept(proposal: Proposal, by: Author): ReturnType<Records['accept']> {
    await sameBranch();
    const { path, branch: own } = placeOf(proposal);
    const reference = `refs/heads/${own}`;
    const { commit: proposed = NOTHING } = proposal;
    for (let attempt = 1; ; attempt += 1) {
      const from = await git(['rev-parse', main]);
      if ((await commitAt(proposed)) === undefined) return 'changed meanwhile';
      if (await isIn(proposed, from)) return 'accepted'; // before, and the answer was lost
      if ((await commitAt(reference)) !== proposed) return 'changed meanwhile';
      if ((await blobAt(from, path)) !== proposal.base) return 'changed meanwhile';
      const tree = await treeWith(from, proposal);
      const merged = await commit(tree, [from, proposed], `Accept ${path}`, by);
      // What is checked out first: a crash in between is mended by doing this again.
      if (!(await checkOut(git, `${prefix}${path}`, from, merged))) return 'uncommitted';
      const moved = await git(['update-ref', main, merged, from]).catch((error: unknown) => {
        if (attempt === ATTEMPTS) throw error;
        return unlessRefused(error);
      });
      if (moved === undefined) continue;
      await git(['update-ref', '--no-deref', '-d', reference, proposed]).catch(unlessRefused);
      return 'accepted';
    }
  }

  if ((await commitAt(main)) === undefined)
    throw new GitError(`${branch} has no commit yet in ${folder}: commit what lies there`);

  async function before(file: Parameters<Records['before']>[0]): Promise<readonly string[]> {
    const path = `${prefix}${pathOfFile(file)}`;
    const literal = `:(top,literal)${path}`;
    const found = await git([
      'rev-list',
      '--first-parent', // not what was only proposed
      `-${MOST_BEFORE}`,
      main,
      '--',
      literal,
    ]);
    const commits = found.split('\n').filter(Boolean);
    const texts = await Promise.all(
      commits.map((one) => git(['cat-file', 'blob', `${one}:${path}`]).catch(unlessRefused)),
    );
    return texts.filter((text) => text !== undefined);
  }

  return {
    files: () => findFiles(folder),
    before,
    propose: (change, by) => turn(() => propose(change, by)),
    accept: (proposal, by) => turn(() => accept(proposal, by)),
    withdraw: (proposal) =>
      turn(async () => {
        const { commit: proposed } = proposal;
        if (proposed === undefined) return;
        const reference = `refs/heads/${placeOf(proposal).branch}`;
        await git(['update-ref', '--no-deref', '-d', reference, proposed]).catch(unlessRefused);
      }),
  };
}

/** On one line, and nothing that ends a name or begins another. */
function plain(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\p{Cc}\p{Zl}\p{Zp}<>]/gu, ' ')
    .trim()
    .slice(0, 200);
}
