import { readFileSync } from 'node:fs';
import { z } from 'zod';

const description = z.looseObject({
  version: z.string(),
  dependencies: z.record(z.string(), z.string()),
});

const { version, dependencies } = description.parse(
  JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')),
);

/** Of this program, as packages name it. */
export const VERSION = version;

/** Of this program and every library of it, each exactly: what has its hands on the files is among them. */
export const TOOLS: readonly (readonly [string, string])[] = [
  ['handoff', version],
  ...Object.entries(dependencies).sort(([a], [b]) => (a < b ? -1 : 1)),
];
