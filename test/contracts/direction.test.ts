import { describe, expect, test } from 'vitest';
import { ENTRIES, violations } from './direction.ts';
import { importsOf, type Modules, readModules } from './modules.ts';

/** One module with one import, planted; what the rules say of it. */
function planted(path: string, source: string): readonly string[] {
  const modules: Modules = new Map([[path, importsOf(path, source)]]);
  return violations(modules, [path]);
}

/** The sandbox serves the tests as well: its lists of what it covers, its thousand datasets. */
function servingTests(): readonly string[] {
  return [...readModules('test').values()]
    .flat()
    .map(({ of }) => of)
    .filter((path) => path.startsWith('src/sandbox/'));
}

describe('arrows run downhill', () => {
  test('in all of src', () => {
    const modules = readModules('src');
    expect(modules.size).toBeGreaterThan(50);
    expect([...modules.values()].flat().length).toBeGreaterThan(500); // they were really read
    expect(violations(modules, [...ENTRIES, ...servingTests()])).toEqual([]);
  });

  // One planted violation for each rule: a check that sees nothing finds nothing.
  test.each([
    ['domain knows no runbook', 'src/domain/x.ts', `import { a } from '../runbooks/a.ts'`],
    ['not even its type', 'src/domain/x.ts', `import type { A } from '../runbooks/a.ts'`],
    ['nor by an inline type', 'src/domain/x.ts', `type A = import('../storage/a.ts').A`],
    ['domain uses no package', 'src/domain/x.ts', `import { z } from 'zod'`],
    ['domain does no input or output', 'src/domain/x.ts', `import { readFile } from 'node:fs'`],
    ['runbooks know no operation', 'src/runbooks/x.ts', `export * from '../operations/a.ts'`],
    ['runbooks use zod alone', 'src/runbooks/x.ts', `import yaml from 'yaml'`],
    ['runbooks do no input or output', 'src/runbooks/x.ts', `import 'node:fs'`],
    ['storage knows no operation', 'src/storage/x.ts', `import { a } from '../operations/a.ts'`],
    ['storage knows no runbook', 'src/storage/x.ts', `import { a } from '../runbooks/a.ts'`],
    ['storage has its packages', 'src/storage/x.ts', `import { z } from 'undici'`],
    ['operations know no adapter', 'src/operations/x.ts', `import { a } from '../slack/a.ts'`],
    [
      'operations know no setting',
      'src/operations/x.ts',
      `import type { A } from '../config/a.ts'`,
    ],
    ['operations use no package', 'src/operations/x.ts', `import { sql } from 'kysely'`],
    ['config knows no store', 'src/config/x.ts', `import { a } from '../storage/a.ts'`],
    ['config takes ports’ types', 'src/config/x.ts', `import { a } from '../operations/ports.ts'`],
    ['and of ports alone', 'src/config/x.ts', `import type { A } from '../operations/engine.ts'`],
    ['slack knows no store', 'src/slack/x.ts', `import type { A } from '../storage/a.ts'`],
    ['slack knows no upstream', 'src/slack/views/x.ts', `import { a } from '../../upstream/a.ts'`],
    ['slack does not see behind', 'src/slack/x.ts', `import { a } from '../operations/engine.ts'`],
    ['slack takes settings’ types', 'src/slack/x.ts', `import { a } from '../config/a.ts'`],
    ['slack has its packages', 'src/slack/x.ts', `import { a } from '@aws-sdk/client-s3'`],
    ['upstream knows no slack', 'src/upstream/x.ts', `import { a } from '../slack/a.ts'`],
    ['upstream knows no store', 'src/upstream/x.ts', `import { a } from '../storage/a.ts'`],
    ['upstream has its packages', 'src/upstream/x.ts', `import { a } from '@slack/web-api'`],
    ['and S3 is not one of them', 'src/upstream/x.ts', `import { a } from '@aws-sdk/client-s3'`],
    ['upstream knows no store of objects', 'src/upstream/x.ts', `import '../objects/s3/copy.ts'`],
    ['objects know no upstream', 'src/objects/s3/x.ts', `import { a } from '../../upstream/a.ts'`],
    ['objects know no store', 'src/objects/x.ts', `import { a } from '../storage/a.ts'`],
    ['their port knows nobody', 'src/objects/object-store.ts', `import './signed-link.ts'`],
    ['http knows no slack', 'src/http/x.ts', `import { a } from '../slack/a.ts'`],
    ['http knows no store', 'src/http/x.ts', `import { a } from '../storage/a.ts'`],
    ['where datasets stand is a matter of data', 'src/tracker/state/x.ts', `import 'node:fs'`],
    ['a crawl is only looked at', 'src/tracker/history/x.ts', `import { a } from '../crawl/a.ts'`],
    ['a crawl knows no store', 'src/tracker/crawl/x.ts', `import { a } from '../../storage/a.ts'`],
    ['a crawl knows no adapter', 'src/tracker/crawl/x.ts', `import '../../upstream/a.ts'`],
    ['cron knows no store', 'src/cron/x.ts', `import { a } from '../storage/a.ts'`],
    ['cron knows no slack', 'src/cron/x.ts', `import { a } from '../slack/a.ts'`],
    ['nobody knows the app', 'src/slack/x.ts', `import type { App } from '../app.ts'`],
    ['nobody knows the sandbox', 'src/upstream/x.ts', `import { a } from '../sandbox/clock.ts'`],
    ['nor does the app', 'src/app.ts', `import { a } from './sandbox/start.ts'`],
    ['the app is below main', 'src/app.ts', `import { a } from './main.ts'`],
    [
      'a command opens the sandbox lazily',
      'src/command-line/x.ts',
      `import { a } from '../sandbox/start.ts'`,
    ],
    [
      'and only at its door',
      'src/command-line/x.ts',
      `const a = await import('../sandbox/world.ts')`,
    ],
    ['main only dispatches', 'src/main.ts', `import { a } from './storage/a.ts'`],
    ['simulators know no adapter', 'src/sandbox/ingest/x.ts', `import '../../upstream/a.ts'`],
    [
      'the desk knows no slack',
      'src/sandbox/desk/x.ts',
      `import type { A } from '../../slack/a.ts'`,
    ],
    [
      'simulators know no domain',
      'src/sandbox/world/x.ts',
      `import { a } from '../../domain/a.ts'`,
    ],
    ['only start knows the app', 'src/sandbox/world.ts', `import { a } from '../app.ts'`],
    ['the page asks by HTTP', 'src/sandbox/desk/page/x.ts', `import { a } from '../desk.ts'`],
    ['the page runs in a browser', 'src/sandbox/desk/page/x.ts', `import 'node:fs'`],
    ['nothing imports a test', 'src/operations/x.ts', `import { a } from '../a.ts'`],
    ['each part has its line', 'src/helpers/x.ts', `import { a } from '../domain/a.ts'`],
  ])('%s', (_, path, source) => {
    expect(planted(path, source)).toHaveLength(1);
  });

  test('no cycle, not even of types', () => {
    const modules: Modules = new Map([
      ['src/domain/a.ts', importsOf('src/domain/a.ts', `import { b } from './b.ts'`)],
      ['src/domain/b.ts', importsOf('src/domain/b.ts', `import type { A } from './a.ts'`)],
    ]);
    expect(violations(modules, ['src/domain/a.ts'])).toEqual([
      'a cycle: src/domain/a.ts -> src/domain/b.ts -> src/domain/a.ts',
    ]);
  });

  test('no orphan', () => {
    const modules: Modules = new Map([
      ['src/domain/a.ts', []],
      ['src/domain/b.ts', []],
    ]);
    expect(violations(modules, ['src/domain/a.ts'])).toEqual([
      'src/domain/b.ts: nothing leads to it',
    ]);
  });

  test('what is allowed is allowed', () => {
    expect(
      planted('src/config/x.ts', `import type { Clock } from '../operations/ports.ts'`),
    ).toEqual([]);
    expect(
      planted('src/slack/x.ts', `import { OutsideError } from '../operations/ports.ts'`),
    ).toEqual([]);
    expect(
      planted('src/upstream/x.ts', `import type { ObjectStore } from '../objects/object-store.ts'`),
    ).toEqual([]);
    expect(
      planted('src/command-line/x.ts', `const { a } = await import('../sandbox/start.ts')`),
    ).toEqual([]);
    expect(planted('src/domain/x.ts', `await using a = b(); import { c } from './c.ts'`)).toEqual(
      [],
    );
  });
});
