import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { Tool } from './conversion.ts';
import { ENGINE_TOOL } from './engine/engine.ts';
import type { Format } from './options.ts';

const project = z.object({ version: z.string(), dependencies: z.record(z.string(), z.string()) });

const READ: Partial<Record<Format, readonly string[]>> = {
  excel: ['yauzl', 'saxes'],
  arrow: ['apache-arrow', 'lz4js'],
  avro: ['avsc', 'snappyjs'],
  hdf5: ['h5wasm'],
  netcdf: ['h5wasm'],
};

const WRITTEN: Partial<Record<Format, readonly string[]>> = {
  csv: ['iconv-lite'],
  tsv: ['iconv-lite'],
  excel: ['archiver'],
  arrow: ['apache-arrow'],
  avro: ['avsc'],
  hdf5: ['h5wasm'],
  netcdf: ['h5wasm'],
};

/** What had its hands on the table, so that a result can be explained years later. */
export function toolsFor(from: Format, to: Format): readonly Tool[] {
  const file = new URL('../../../package.json', import.meta.url);
  const { version, dependencies } = project.parse(JSON.parse(readFileSync(file, 'utf8')));
  const names = new Set([...(READ[from] ?? []), ...(WRITTEN[to] ?? [])]);
  return [
    { name: 'handoff', version },
    ENGINE_TOOL,
    ...[...names].map((name) => ({ name, version: dependencies[name] ?? '' })),
  ];
}
