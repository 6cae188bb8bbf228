import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A dataset that leaves already, as the guide to requests writes it. */
const EXAMPLE = `name: fetal_gut
target_bucket: performance-hub-landing
users:
  - alpha_user_ana
  - airflow_prod_fetal_gut # nightly
paperwork: DPIA 118 until 2027-03-31
`;

/**
 * A repository of requests of its own, begun anew. False where there is no git: then buckets stay switched off, rather
 * than that requests became branches of whatever repository the folder is in.
 */
export function beginRequests(folder: string): boolean {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, 'push_datasets'), { recursive: true });
  mkdirSync(join(folder, 'pull_datasets'));
  writeFileSync(join(folder, 'push_datasets/fetal_gut.yaml'), EXAMPLE);
  const git = (...words: string[]) =>
    execFileSync(
      'git',
      ['-c', 'user.name=Sandbox', '-c', 'user.email=sandbox@example.org', ...words],
      {
        cwd: folder,
        stdio: 'ignore',
      },
    );
  try {
    git('init', '-q', '-b', 'main');
    git('add', '.');
    git('commit', '-q', '-m', 'Begin');
    return true;
  } catch {
    return false;
  }
}
