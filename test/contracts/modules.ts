import { globSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { parseAst } from 'vitest/node';
import { z } from 'zod';

/** One import: of a file of ours (`src/…`), of an npm package by its name, or of Node (`node:fs`). */
export interface Import {
  readonly of: string;
  readonly kind: 'ours' | 'npm' | 'node';
  /** Only types come through it; at run time it is not there. */
  readonly typeOnly: boolean;
  /** `import()`: loaded when it is needed, if at all. */
  readonly lazy: boolean;
}

/** Modules by path, with what they import. */
export type Modules = ReadonlyMap<string, readonly Import[]>;

/** Parses every module below a folder of the repository, written as `src`. */
export function readModules(folder: string): Modules {
  const paths = globSync(`${folder}/**/*.{ts,mjs}`).map((path) => path.replaceAll('\\', '/'));
  return new Map(
    paths.sort().map((path) => [path, importsOf(path, readFileSync(path, 'utf8'))] as const),
  );
}

/** What a module imports, types and `import()` included. */
export function importsOf(path: string, source: string): readonly Import[] {
  const found: Import[] = [];
  visit(parseAst(source, { lang: 'ts' }), (node) => {
    const { data } = importing.safeParse(node);
    if (data !== undefined) found.push(toImport(path, data));
  });
  return found;
}

/** The five shapes in which another module is named. */
const importing = z.object({
  type: z.enum([
    'ImportDeclaration',
    'ExportNamedDeclaration',
    'ExportAllDeclaration',
    'ImportExpression',
    'TSImportType',
  ]),
  source: z.object({ value: z.string() }),
  importKind: z.string().optional(),
  exportKind: z.string().optional(),
});

function toImport(path: string, node: z.infer<typeof importing>): Import {
  const { type, source, importKind, exportKind } = node;
  return {
    ...target(path, source.value),
    typeOnly: type === 'TSImportType' || importKind === 'type' || exportKind === 'type',
    lazy: type === 'ImportExpression',
  };
}

function target(path: string, name: string): Pick<Import, 'of' | 'kind'> {
  if (name.startsWith('node:')) return { of: name, kind: 'node' };
  if (name.startsWith('.')) {
    // The page of the desk runs in a browser, which asks for the `.js` that is served for the `.ts`.
    const file = posix.join(posix.dirname(path), name).replace(/\.js$/, '.ts');
    return { of: file, kind: 'ours' };
  }
  const parts = name.split('/').slice(0, name.startsWith('@') ? 2 : 1);
  return { of: parts.join('/'), kind: 'npm' };
}

function visit(value: unknown, see: (node: object) => void): void {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) see(value);
  for (const child of Object.values(value)) visit(child, see);
}
