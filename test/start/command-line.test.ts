import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openDatabase } from '../../src/storage/database.ts';
import { appendJournal, FIRST } from '../../src/storage/journal.ts';
import { NOON } from '../support/cycles.ts';
import { aDataFolder, type DataFolder } from '../support/data-folder.ts';
import { Program } from './program.ts';

let folder: DataFolder;
beforeEach(() => {
  folder = aDataFolder();
});
afterEach(() => folder[Symbol.dispose]());

async function run(words: readonly string[], environment: Record<string, string> = {}) {
  await using program = new Program(words, { DATA_DIR: folder.path, ...environment });
  return { code: await program.code(), said: program.said.trim() };
}

it.each<[string, string[], RegExp]>([
  ['an unknown option', ['verify', '--foo'], /^Unknown option '--foo'\. See: .*help$/],
  ['an unknown option of start', ['start', '--port=1'], /^Unknown option '--port'\. See: .*help$/],
  ['a word too many', ['verify', 'a.zip', 'this'], /^“this” says nothing to verify\. See: .*help$/],
  ['a package that is not there', ['verify', 'absent.zip'], /^There is no file absent\.zip\.$/],
  ['a head that belongs elsewhere', ['help', '--head', 'x'], /^--head belongs to verify\. See: /],
  ['a head without a value', ['verify', '--head'], /--head.*See: .*help$/],
  ['half a head', ['verify', '--head', 'abc'], /^--head: a head has 64 characters.*$/],
  ['no database', ['verify'], /^There is no database in .*: set DATA_DIR to .*\.$/],
])('says one sentence and ends with 1: %s', async (_what, words, sentence) => {
  const { code, said } = await run(words);
  expect(said).toMatch(sentence);
  expect(said.split('\n')).toHaveLength(1);
  expect(code).toBe(1);
});

it.each(['sandbox', join('sandbox', 'sandbox')])(
  'says where the sandbox has its database: in %s below',
  async (below) => {
    const sandbox = join(folder.path, below);
    mkdirSync(sandbox, { recursive: true });
    await openDatabase(sandbox).destroy();
    const { code, said } = await run(['verify']);
    expect(said).toBe(
      `There is no database in ${folder.path}: set DATA_DIR to the data folder of the installation, or to ${sandbox} for the sandbox’s.`,
    );
    expect(code).toBe(1);
    expect((await run(['verify'], { DATA_DIR: sandbox })).said).toContain('The journal is whole');
  },
);

it('says one sentence of a database that is none', async () => {
  writeFileSync(join(folder.path, 'handoff.db'), 'x'.repeat(5000));
  const { code, said } = await run(['verify']);
  expect(said).toMatch(/^The journal in .* can’t be read: .*\.$/);
  expect(code).toBe(1);
});

it.each(['three thousand', '65536', '-1', '1.5'])('says one sentence of PORT=%s', async (port) => {
  const { code, said } = await run(['sandbox'], { PORT: port });
  expect(said).toBe('PORT: a whole number from 0 to 65535.');
  expect(code).toBe(1);
});

it('finds the head that was written down, and misses one that is not there', async () => {
  const db = openDatabase(folder.path);
  await appendJournal(db, { at: NOON, event: 'e', actor: 'U0ANA', detail: {} });
  const { hash } = await db.selectFrom('journal').select('hash').executeTakeFirstOrThrow();
  await appendJournal(db, { at: NOON, event: 'f', actor: 'U0ANA', detail: {} });
  await db.destroy();
  const found = await run(['verify', '--head', hash.toUpperCase()]);
  expect(found.said).toMatch(/^The journal is whole: 2 entries, .*; the head you gave is in it$/);
  expect(found.code).toBe(0);
  const missed = await run(['verify', '--head', FIRST.replaceAll('0', 'a')]);
  expect(missed.said).toContain('no entry before it has the head you wrote down');
  expect(missed.code).toBe(1);
});

it.each([
  ['strat', 'There is no command “strat”. Did you mean “start”?'],
  ['verfiy', 'There is no command “verfiy”. Did you mean “verify”?'],
  ['deploy', 'There is no command “deploy”.'],
])('shows the help for the unknown word %s, and what may have been meant', async (word, first) => {
  const { code, said } = await run([word]);
  const [line, , ...help] = said.split('\n');
  expect(line).toBe(first);
  expect(help.join('\n')).toBe((await run(['help'])).said);
  expect(code).toBe(1);
});

it('names --head in its help', async () => {
  const { code, said } = await run(['--help']);
  expect(said).toContain('--head');
  expect(code).toBe(0);
});
