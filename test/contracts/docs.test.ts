import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { generateDocs } from '../../src/runbooks/describe.ts';
import { exporting } from '../../src/runbooks/exporting.ts';
import { RUNBOOKS } from '../../src/runbooks/registry.ts';
import { helpView } from '../../src/slack/views/answers/help.ts';
import { fromSlack } from '../../src/slack/views/text.ts';
import { roles } from '../slack/sample.ts';
import { POLICY } from '../support/cycles.ts';

const STALE = 'is out of date with its runbook. Run: npm run docs';

describe('the generated pages', () => {
  test.each([...generateDocs()])('%s is what its runbook says', (path, content) => {
    const onDisk = existsSync(path) ? readFileSync(path, 'utf8') : '';
    expect(onDisk === content, `${path} ${STALE}`).toBe(true);
  });

  test('there is one for each runbook, and no other', () => {
    const files = readdirSync('docs/runbooks').sort();
    expect(files).toEqual(RUNBOOKS.map(({ name }) => `${name}.md`).sort());
  });

  test.each(RUNBOOKS.map((runbook) => [runbook.name, runbook] as const))(
    '%s: every state and every event is on the page',
    (name, runbook) => {
      const page = generateDocs().get(`docs/runbooks/${name}.md`) ?? '';
      for (const state of Object.values(runbook.states))
        expect(page).toContain(`| ${state.label} |`);
      const events = runbook.steps.flatMap(({ transitions }) => transitions);
      for (const { on } of events) expect(page).toMatch(new RegExp(`\\| ${on}( \\(.*\\))? \\|`));
      expect(page).toContain('stateDiagram-v2');
      const drawn = Object.keys(runbook.states).map((state) => state.replaceAll(/[ -]/g, '_'));
      for (const id of drawn) expect(page).toContain(`" as ${id}\n`);
    },
  );
});

describe('what people type', () => {
  test('stands in the README as the help says it, in the same order', () => {
    const commandsIn = (text: string) => text.matchAll(/`(\/export[^`]*)`/g).map(([, one]) => one);
    const rows = readFileSync('README.md', 'utf8').match(/^\| `\/export.*$/gm) ?? [];
    const inReadme = rows.map((row) => [...commandsIn(row)][0]);
    const inHelp = [...commandsIn(fromSlack(helpView(exporting, POLICY, roles).text))];
    expect(inHelp.length).toBeGreaterThan(2);
    expect(inReadme).toEqual(inHelp);
  });
});

describe('links between pages', () => {
  const pages = [
    'README.md',
    ...readdirSync('docs', { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.md'))
      .map((name) => `docs/${name}`),
  ];

  test.each(pages)('%s leads nowhere that is not there', (page) => {
    const targets = [...readFileSync(page, 'utf8').matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)];
    const lost = targets
      .map(([, target = '']) => target)
      .filter((target) => !existsSync(new URL(target, new URL(page, `file://${process.cwd()}/`))));
    expect(lost).toEqual([]);
  });
});
