import { isNode, LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import { STAGES } from '../state/stage.ts';
import { kindOf, plainLocation, type Source } from './source.ts';

export type SourcesConfig =
  | {
      readonly ok: true;
      readonly sources: readonly Source[];
      readonly warnings: readonly string[];
    }
  /** One line each: `sources_config.json:12 /nfs/loading stage.0: …`. */
  | { readonly ok: false; readonly faults: readonly string[] };

const STAGE_LIST = 'a list of stages, such as ["loading", "analysing"]';
const stage = z.enum(STAGES, {
  error: ({ input }) =>
    input === undefined
      ? STAGE_LIST
      : `${JSON.stringify(input)} is no stage; there are ${STAGES.join(', ')}`,
});
const entry = z.looseObject(
  {
    stage: z.tuple([stage], stage, STAGE_LIST),
    tech: z.array(z.string('text').min(1, 'text'), 'a list of technologies, such as ["bulk"]'),
    resource: z.unknown().optional(),
    source: z.unknown().optional(),
  },
  '{"stage": […], "tech": […]}',
);
const KNOWN: readonly string[] = Object.keys(entry.shape);

/** Reads `sources_config.json` as it is; `name` is what faults call it. */
export function readSourcesConfig(text: string, name: string): SourcesConfig {
  // Every JSON is YAML, whose parser knows where everything stands; the other way round it is not.
  const lines = new LineCounter();
  const document = parseDocument(text, { schema: 'json', lineCounter: lines, uniqueKeys: true });
  const [error] = document.errors;
  const why = error?.message.split('\n')[0] ?? faultOfJson(text);
  if (why !== undefined) {
    return { ok: false, faults: [`${name}:${error?.linePos?.[0].line ?? 1} ${why}`] };
  }

  const at = (...path: readonly PropertyKey[]): string => {
    const shown = path.map(String).join(' ');
    return `${name}:${lineOf(path)} ${shown === '' ? '' : `${shown}: `}`;
  };
  const given = z.record(z.string(), z.unknown()).safeParse(document.toJS());
  if (!given.success) return { ok: false, faults: [`${at()}an object with a key for each place`] };

  const sources: Source[] = [];
  const faults: string[] = [];
  const warnings: string[] = [];
  for (const [location, value] of Object.entries(given.data)) {
    const kind = kindOf(location);
    if (kind === undefined)
      faults.push(`${at(location)}neither an absolute path, nor https://…, nor s3://bucket/…`);
    const plain = plainLocation(location);
    if (sources.some((other) => other.location === plain))
      faults.push(`${at(location)}this place is there twice`);
    const parsed = entry.safeParse(value);
    for (const { path, message } of parsed.error?.issues ?? [])
      faults.push(`${at(location, ...path)}${message}`);
    if (kind === undefined || !parsed.success) continue;
    const { stage: stages, tech, resource, source, ...others } = parsed.data;
    sources.push({ kind, location: plain, stages, tech, resource, source });
    for (const key of Object.keys(others))
      warnings.push(`${at(location, key)}not known; ${KNOWN.join(', ')} are`);
  }
  if (faults.length > 0) return { ok: false, faults };
  const used = new Set(sources.flatMap(({ stages }) => stages));
  const unused = STAGES.filter((one) => !used.has(one));
  if (unused.length > 0) warnings.push(`${name}: no place has the stage ${unused.join(', ')}`);
  return { ok: true, sources, warnings };

  /** The line of the nearest part of the path that is really there. */
  function lineOf(path: readonly PropertyKey[]): number {
    for (let length = path.length; length > 0; length -= 1) {
      const node = document.getIn(path.slice(0, length), true);
      if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
    }
    return 1;
  }
}

function faultOfJson(text: string): string | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
