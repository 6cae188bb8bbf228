import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openRecords } from '../../src/buckets/changes/open-records.ts';
import type { Author, Change } from '../../src/buckets/changes/records.ts';
import { findFiles } from '../../src/buckets/folder/read-folder.ts';
import { aDataFolder } from '../support/data-folder.ts';

const ANA: Author = {
  name: 'Ana',
  email: 'ana@example.org',
  link: 'https://example.slack.com/archives/C1/p1',
};
const change = (text: string | null, name = 'lung'): Change => ({ kind: 'push', name, text });

function aRepository() {
  const data = aDataFolder();
  const git = (...words: string[]) =>
    execFileSync('git', ['-c', 'user.name=x', '-c', 'user.email=x@y', ...words], {
      cwd: data.path,
      encoding: 'utf8',
    }).trim();
  git('init', '-q', '-b', 'main');
  mkdirSync(join(data.path, 'push_datasets'));
  writeFileSync(join(data.path, 'push_datasets/old.yaml'), 'name: old\n');
  git('add', '.');
  git('commit', '-qm', 'Begin');
  return { ...data, path: data.path, git, [Symbol.dispose]: () => data[Symbol.dispose]() };
}

describe('requests in a git repository', () => {
  test('a request is a branch, and holds once it is merged; commits name who asked, and where', async () => {
    using repository = aRepository();
    const { path, git } = repository;
    const records = await openRecords(path);
    const proposal = await records.propose(change('name: lung\n'), ANA);
    expect(git('branch', '--list', '--format=%(refname:short)')).toBe('main\npush_dataset/lung');
    expect(git('show', 'push_dataset/lung:push_datasets/lung.yaml')).toBe('name: lung');
    expect((await records.files()).map(({ file }) => file)).toEqual(['old.yaml']);
    expect(git('log', '-1', '--format=%an <%ae>%n%s%n%b', 'push_dataset/lung')).toContain(
      'Ana <ana@example.org>\nRequest push_datasets/lung.yaml\n',
    );
    expect(git('log', '-1', '--format=%b', 'push_dataset/lung')).toContain(ANA.link);

    expect(await records.accept(proposal, { name: 'Ben', email: 'ben@example.org' })).toBe(
      'accepted',
    );
    expect((await records.files()).map(({ file }) => file)).toEqual(['lung.yaml', 'old.yaml']);
    expect(git('status', '--porcelain')).toBe('');
    expect(git('log', '-1', '--format=%an %p', 'main').split(' ')).toHaveLength(3); // Ben, and two parents
    expect(git('branch', '--list', 'push_dataset/*')).toBe('');
    // Its answer may have been lost.
    expect(await records.accept(proposal, ANA)).toBe('accepted');
    expect(git('log', '--oneline', 'main').split('\n')).toHaveLength(3);
  });

  test('two at once both hold, and none loses what the other has written', async () => {
    using repository = aRepository();
    const records = await openRecords(repository.path);
    const names = ['a', 'b', 'c', 'd'];
    const proposals = await Promise.all(
      names.map((name) => records.propose(change(`name: ${name}\n`, name), ANA)),
    );
    const ended = await Promise.all(proposals.map((proposal) => records.accept(proposal, ANA)));
    expect(ended).toEqual(names.map(() => 'accepted'));
    expect((await records.files()).map(({ file }) => file)).toEqual([
      'a.yaml',
      'b.yaml',
      'c.yaml',
      'd.yaml',
      'old.yaml',
    ]);
    expect(repository.git('status', '--porcelain')).toBe('');
  });

  test('what was changed meanwhile is not overwritten, and what was asked for anew replaces what was asked for', async () => {
    using repository = aRepository();
    const records = await openRecords(repository.path);
    const first = await records.propose(change('name: old\n# one\n', 'old'), ANA);
    const second = await records.propose(change('name: old\n# two\n', 'old'), ANA);
    expect(await records.accept(first, ANA)).toBe('changed meanwhile');
    writeFileSync(join(repository.path, 'push_datasets/old.yaml'), 'name: old\n# by hand\n');
    repository.git('commit', '-qam', 'By hand');
    expect(await records.accept(second, ANA)).toBe('changed meanwhile');
    expect(readFileSync(join(repository.path, 'push_datasets/old.yaml'), 'utf8')).toContain(
      'by hand',
    );
    await records.withdraw(second);
    expect(repository.git('branch', '--list', 'push_dataset/*')).toBe('');
  });

  test('a dataset that ends takes its file along, and history keeps it', async () => {
    using repository = aRepository();
    const records = await openRecords(repository.path);
    const proposal = await records.propose(change(null, 'old'), ANA);
    expect(await records.accept(proposal, ANA)).toBe('accepted');
    expect(existsSync(join(repository.path, 'push_datasets/old.yaml'))).toBe(false);
    expect(repository.git('show', 'main~1:push_datasets/old.yaml')).toBe('name: old');
  });

  test('what somebody is editing by hand is not lost: nothing is merged over it', async () => {
    using repository = aRepository();
    const records = await openRecords(repository.path);
    const proposal = await records.propose(change('name: old\n# asked\n', 'old'), ANA);
    const file = join(repository.path, 'push_datasets/old.yaml');
    writeFileSync(file, 'name: old\n# not saved yet\n');
    expect(await records.accept(proposal, ANA)).toBe('uncommitted');
    expect(readFileSync(file, 'utf8')).toContain('not saved yet');
    repository.git('checkout', '-q', '--', '.');
    expect(await records.accept(proposal, ANA)).toBe('accepted');
    const other = await records.propose(change('name: lung\n'), ANA);
    const untracked = join(repository.path, 'push_datasets/lung.yaml');
    for (const ignored of ['', 'lung.yaml\n']) {
      writeFileSync(join(repository.path, '.git/info/exclude'), ignored);
      writeFileSync(untracked, 'name: lung\n# by hand\n');
      expect(await records.accept(other, ANA)).toBe('uncommitted');
      expect(readFileSync(untracked, 'utf8')).toContain('by hand');
    }
    rmSync(untracked);
    symlinkSync(file, untracked);
    expect(await records.accept(other, ANA)).toBe('uncommitted');
    expect(repository.git('log', '-1', '--format=%s', 'main')).toBe(
      'Accept push_datasets/old.yaml',
    );
  });

  test.each(['new', 'changed', 'taken out'])(
    'a file that is %s by hand, and is exactly what was agreed to, is taken in',
    async (how) => {
      using repository = aRepository();
      const { path, git } = repository;
      const records = await openRecords(path);
      const name = how === 'new' ? 'lung' : 'old';
      const text = how === 'taken out' ? null : `name: ${name}\n# by hand\n`;
      const file = join(path, `push_datasets/${name}.yaml`);
      const proposal = await records.propose(change(text, name), ANA);
      if (text === null) rmSync(file);
      else writeFileSync(file, text);
      expect(await records.accept(proposal, ANA)).toBe('accepted');
      expect(git('status', '--porcelain')).toBe('');
      expect(git('show', '--format=%s', 'main')).toContain(`Accept push_datasets/${name}.yaml`);
      expect(existsSync(file) ? readFileSync(file, 'utf8') : null).toBe(text);
    },
  );

  test('what people are called reaches no shell, and no other line of the commit', async () => {
    using repository = aRepository();
    const records = await openRecords(repository.path);
    const name = '$(touch PWNED) `touch PWNED` "; touch PWNED\nparent 0000 <x@y>';
    await records.propose(change('name: lung\n'), {
      name,
      email: '--exec=x\n',
      link: 'a\nauthor: b',
    });
    expect(repository.git('log', '-1', '--format=%an', 'push_dataset/lung')).toContain(
      '$(touch PWNED)',
    );
    expect(repository.git('log', '-1', '--format=%b', 'push_dataset/lung').split('\n')[0]).toBe(
      'Asked for in a author: b',
    );
    expect(existsSync(join(repository.path, 'PWNED'))).toBe(false);
    for (const wrong of ['../x', '-x', 'a b', 'a/b', ''])
      await expect(records.propose(change('x', wrong), ANA), wrong).rejects.toThrow('no name');
  });

  test('hooks of the repository are not run', async () => {
    using repository = aRepository();
    for (const hook of ['post-checkout', 'reference-transaction', 'post-merge'])
      writeFileSync(join(repository.path, '.git/hooks', hook), '#!/bin/sh\ntouch HOOKED\n', {
        mode: 0o755,
      });
    const records = await openRecords(repository.path);
    await records.accept(await records.propose(change('name: lung\n'), ANA), ANA);
    expect(existsSync(join(repository.path, 'HOOKED'))).toBe(false);
  });
});

describe('requests as plain files', () => {
  test('are written whole, two at once, and not over what was changed meanwhile', async () => {
    using data = aDataFolder();
    const records = await openRecords(data.path);
    const [one, two] = await Promise.all([
      records.propose(change('name: lung\n'), ANA),
      records.propose(change('name: heart\n', 'heart'), ANA),
    ]);
    expect(await records.files()).toEqual([]);
    expect(await Promise.all([records.accept(one, ANA), records.accept(two, ANA)])).toEqual([
      'accepted',
      'accepted',
    ]);
    expect((await records.files()).map(({ text }) => text)).toEqual([
      'name: heart\n',
      'name: lung\n',
    ]);
    expect(await records.accept(one, ANA)).toBe('accepted');
    const later = await records.propose(change('name: lung\n# x\n'), ANA);
    writeFileSync(join(data.path, 'push_datasets/lung.yaml'), 'name: lung\n# by hand\n');
    expect(await records.accept(later, ANA)).toBe('changed meanwhile');
    const end = await records.propose(change(null), ANA);
    expect(await records.accept(end, ANA)).toBe('accepted');
    expect((await records.files()).map(({ file }) => file)).toEqual(['heart.yaml']);
  });
});

test('links, folders and large files are set aside without being read', async () => {
  using data = aDataFolder();
  const inside = join(data.path, 'push_datasets');
  mkdirSync(join(inside, 'folder.yaml'), { recursive: true });
  writeFileSync(join(data.path, 'secret'), 'name: secret\n');
  symlinkSync(join(data.path, 'secret'), join(inside, 'link.yaml'));
  execFileSync('mkfifo', [join(inside, 'pipe.yaml')]);
  writeFileSync(join(inside, 'large.yaml'), '#'.repeat(70_000));
  writeFileSync(join(inside, 'right.yaml'), 'name: right\n');
  writeFileSync(join(inside, 'README.md'), 'About');
  const found = await findFiles(data.path);
  expect(
    found.map(({ file, text }) => [file, typeof text === 'string' ? text : text.code]),
  ).toEqual([
    ['folder.yaml', 'file kind'],
    ['large.yaml', 'file too large'],
    ['link.yaml', 'file kind'],
    ['pipe.yaml', 'file kind'],
    ['right.yaml', 'name: right\n'],
  ]);
  symlinkSync(inside, join(data.path, 'pull_datasets'));
  await expect(findFiles(data.path)).rejects.toThrow('pull_datasets is no folder');
});
