/** The page's door: files, snapshots, the stream, and what a person does. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import type { Office } from '../office.ts';
import type { Controls } from '../page-contract.ts';
import { openHome } from '../people/home.ts';
import { look } from '../people/look.ts';
import { dismiss, submit } from '../people/modal.ts';
import { options } from '../people/options.ts';
import { press } from '../people/press.ts';
import { say } from '../people/say.ts';
import { shortcut } from '../people/shortcut.ts';
import { snapshot } from '../people/snapshot.ts';
import { mediaType, readBody, sendJson, sendText } from './exchange.ts';
import { pageFile } from './page-files.ts';
import type { Streams } from './streams.ts';

/** The sandbox's own panel, with the faults of the desk merged in. */
export interface Panel {
  read(): Controls;
  skip(minutes: number): Promise<void>;
  scenario(projectUuid: string, key: string): Promise<void>;
  fault(name: string, on: boolean): Promise<void>;
  reset(): Promise<void>;
}

type Act = (office: Office, panel: Panel, body: unknown) => unknown;

function act<Body>(
  schema: z.ZodType<Body>,
  run: (office: Office, body: Body, panel: Panel) => unknown,
): Act {
  return (office, panel, body) => run(office, schema.parse(body), panel);
}

const person = z.string();
const container = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('message'), channel: z.string(), ts: z.string() }),
  z.strictObject({ kind: z.literal('view'), viewId: z.string() }),
]);
const state = z.looseObject({ type: z.string() });
const values = z.record(z.string(), z.record(z.string(), state));
const where = { person, container, blockId: z.string(), actionId: z.string() };

const acts: ReadonlyMap<string, Act> = new Map([
  [
    '/desk/say',
    act(
      z.strictObject({
        person,
        channel: z.string(),
        text: z.string(),
        thread_ts: z.string().exactOptional(),
      }),
      say,
    ),
  ],
  [
    '/desk/press',
    act(
      z.strictObject({ ...where, state: state.exactOptional(), values: values.exactOptional() }),
      press,
    ),
  ],
  ['/desk/options', act(z.strictObject({ ...where, query: z.string() }), options)],
  ['/desk/submit', act(z.strictObject({ person, viewId: z.string(), values }), submit)],
  ['/desk/dismiss', act(z.strictObject({ person, viewId: z.string() }), dismiss)],
  [
    '/desk/shortcut',
    act(
      z.strictObject({ person, channel: z.string(), ts: z.string(), callbackId: z.string() }),
      shortcut,
    ),
  ],
  ['/desk/open-home', act(z.strictObject({ person }), openHome)],
  ['/desk/look', act(z.strictObject({ person, channel: z.string() }), look)],
  [
    '/controls/skip',
    act(z.strictObject({ minutes: z.number().positive() }), (_, body, panel) =>
      panel.skip(body.minutes),
    ),
  ],
  [
    '/controls/scenario',
    act(z.strictObject({ projectUuid: z.string(), scenario: z.string() }), (_, body, panel) =>
      panel.scenario(body.projectUuid, body.scenario),
    ),
  ],
  [
    '/controls/fault',
    act(z.strictObject({ name: z.string(), on: z.boolean() }), (_, body, panel) =>
      panel.fault(body.name, body.on),
    ),
  ],
  ['/controls/reset', act(z.strictObject({}), (_, __, panel) => panel.reset())],
]);

export async function servePage(
  office: Office,
  panel: Panel,
  streams: Streams,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://desk');
  if (request.method === 'POST') return serveAct(office, panel, pathname, request, response);
  if (request.method !== 'GET') return sendText(response, 405, 'Method not allowed');
  // A page that is opened for the first time does not know anybody yet: it begins as the first person.
  const [first] = office.directory.workspace.people;
  const who = searchParams.get('person') || (first?.id ?? '');
  switch (pathname) {
    case '/controls':
      return sendJson(response, 200, panel.read());
    case '/desk/snapshot': {
      const seen = snapshot(office, who);
      if (seen === undefined) return sendText(response, 404, 'Nobody has this id');
      return sendJson(response, 200, seen);
    }
    case '/desk/stream':
      return streams.open(who, response);
    default: {
      if (pathname === '/') office.messages.forgetEphemerals(who);
      const file = await pageFile(pathname);
      if (file === undefined) return sendText(response, 404, 'Not found');
      return sendText(response, 200, file.body, file.type);
    }
  }
}

async function serveAct(
  office: Office,
  panel: Panel,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { origin, host } = request.headers;
  const run = acts.get(path);
  if (run === undefined) return sendText(response, 404, 'Not found');
  if (origin !== undefined && origin !== `http://${host}`)
    return sendText(response, 403, 'Only the page of the desk itself may do this');
  if (mediaType(request) !== 'application/json')
    return sendText(response, 415, 'Only application/json is understood');
  try {
    const body: unknown = JSON.parse(await readBody(request));
    const answer = await run(office, panel, body);
    sendJson(response, 200, path.startsWith('/controls/') ? panel.read() : answer);
  } catch (error) {
    if (error instanceof SyntaxError) sendText(response, 400, 'This is not JSON');
    else if (error instanceof z.ZodError) sendText(response, 400, z.prettifyError(error));
    else throw error;
  }
}
