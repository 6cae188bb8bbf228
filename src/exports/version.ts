import { readFileSync } from 'node:fs';
import { z } from 'zod';

const description = z.looseObject({ version: z.string() });

/** Of this program, as packages name it. */
export const VERSION = description.parse(
  JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')),
).version;
