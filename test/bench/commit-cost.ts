import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { ascending, markdown, milliseconds, quantile } from './table.ts';

const ROUNDS = 40;
const COMMITS = 50;

/** What full durability costs: FULL against NORMAL, in turns, on the same disk in the same minute. */
export async function commitCost(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'handoff-bench-'));
  try {
    const open = (mode: 'FULL' | 'NORMAL') => {
      const sqlite = new Sqlite(join(folder, `${mode}.db`));
      sqlite.pragma('journal_mode = WAL');
      sqlite.pragma(`synchronous = ${mode}`);
      sqlite.exec('CREATE TABLE entry (id INTEGER PRIMARY KEY, content TEXT NOT NULL) STRICT');
      const insert = sqlite.prepare('INSERT INTO entry (content) VALUES (?)');
      const content = 'x'.repeat(300);
      return {
        close: () => sqlite.close(),
        /** Milliseconds a commit. */
        round() {
          const begun = performance.now();
          for (let count = 0; count < COMMITS; count += 1) insert.run(content);
          return (performance.now() - begun) / COMMITS;
        },
      };
    };
    const [full, normal] = [open('FULL'), open('NORMAL')];
    for (let warm = 0; warm < 4; warm += 1) [full, normal].map((one) => one.round());
    const pairs = Array.from({ length: ROUNDS }, (_, index) => {
      if (index % 2 === 0) return { full: full.round(), normal: normal.round() };
      const second = normal.round();
      return { full: full.round(), normal: second };
    });
    full.close();
    normal.close();
    const middle = (of: (pair: { full: number; normal: number }) => number) =>
      quantile(ascending(pairs.map(of)), 0.5);
    return markdown('Commit cost', [
      ['synchronous', `median of ${ROUNDS} rounds of ${COMMITS} commits`],
      ['FULL', milliseconds(middle((pair) => pair.full))],
      ['NORMAL', milliseconds(middle((pair) => pair.normal))],
      ['FULL / NORMAL, paired', `${middle((pair) => pair.full / pair.normal).toFixed(1)} ×`],
    ]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
