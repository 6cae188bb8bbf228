import { type SandboxClock, startClock } from '../../../src/sandbox/clock.ts';
import { startWorld, type World, type WorldOptions } from '../../../src/sandbox/world.ts';

export interface Sandbox extends AsyncDisposable {
  readonly world: World;
  readonly clock: SandboxClock;
  /** The uuid of a seeded project. */
  uuidOf(shortName: string): string;
  get(path: string, login?: boolean): Promise<Response>;
  put(path: string, body?: string): Promise<Response>;
  /** The JSON of an ingest path. Typed loosely: these tests look at shapes from outside. */
  read(path: string): Promise<Json>;
  /** The newest submission of a project, as ingest sends it. */
  submission(shortName: string): Promise<Json>;
  submit(shortName: string, actions?: readonly string[]): Promise<Response>;
}

export interface Json {
  readonly [key: string]: Json;
}

export const epoch = new Date('2026-02-03T10:02:00.000Z');

/** A world with a frozen clock, for tests. */
export async function startSandbox(options: Partial<WorldOptions> = {}): Promise<Sandbox> {
  const clock = options.clock ?? startClock({ frozen: true, startAt: epoch });
  const world = await startWorld({ ...options, clock });
  const headers = { authorization: `Bearer ${world.credentials.ingestToken}` };
  const url = (path: string) => (path.startsWith('http') ? path : `${world.ingestUrl}${path}`);
  const get = (path: string, login = true) => fetch(url(path), login ? { headers } : {});
  const put = (path: string, body?: string) =>
    fetch(url(path), { method: 'PUT', headers, ...(body === undefined ? {} : { body }) });
  // Tests read JSON freely; a wrong path shows up as a failed expectation.
  const read = async (path: string) => (await (await get(path)).json()) as Json;
  const uuidOf = (shortName: string) => {
    const { projects } = world.controls.read();
    const found = projects.find((project) => project.shortName === shortName);
    if (found === undefined) throw new Error(`There is no project ${shortName}.`);
    return found.projectUuid;
  };
  const submission = async (shortName: string) => {
    const project = await read(`/projects/search/findByUuid?uuid=${uuidOf(shortName)}`);
    const page = await read(`${hrefOf(project, 'submissionEnvelopes')}`);
    const found = list(page['_embedded']?.['submissionEnvelopes']).at(-1);
    if (found === undefined) throw new Error(`${shortName} has no submission.`);
    return found;
  };
  return {
    world,
    clock,
    uuidOf,
    get,
    put,
    read,
    submission,
    submit: async (shortName, actions = ['Export']) =>
      put(
        `${hrefOf(await submission(shortName), 'self')}/submissionEvent`,
        JSON.stringify(actions),
      ),
    [Symbol.asyncDispose]: () => world.stop(),
  };
}

export function hrefOf(resource: Json, rel: string): string {
  return String(resource['_links']?.[rel]?.['href']);
}

export function list(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}
