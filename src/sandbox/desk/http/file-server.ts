/** The addresses of files: where the app sends an upload, where it reads one, where the page shows one. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Office } from '../office.ts';
import type { SharedFile } from '../workspace/files.ts';
import { mediaType, readBytes, sendText } from './exchange.ts';

/** False when the path is none of them. */
export async function serveFiles(
  office: Office,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://desk');
  const [, door, id = ''] =
    /^\/(upload|files-pri|desk\/file)\/(F[0-9A-Z]+)(?:\/.*)?$/.exec(pathname) ?? [];
  switch (door) {
    case 'upload':
      await receive(office, id, request, response);
      return true;
    case 'files-pri': {
      // As Slack: whoever is not let in gets a page to sign in, with status 200.
      const token = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1];
      const allowed = token === office.botToken && office.manifest.scopes.has('files:read');
      const file = office.files.find(id);
      if (!allowed) sendText(response, 200, '<!doctype html>Sign in', 'text/html; charset=utf-8');
      else if (file === undefined) sendText(response, 404, 'Not found');
      else send(response, file);
      return true;
    }
    case 'desk/file': {
      const file = office.files.find(id);
      const seen = sees(office, searchParams.get('person') ?? '', id);
      if (file === undefined || !seen) sendText(response, 404, 'Not found');
      else send(response, file);
      return true;
    }
    default:
      return false;
  }
}

async function receive(
  office: Office,
  id: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.method !== 'POST') return sendText(response, 405, 'Method not allowed');
  const body = await readBytes(request);
  const content =
    mediaType(request) === 'multipart/form-data' ? await firstPart(request, body) : body;
  if (content !== undefined && office.files.receive(id, content))
    return sendText(response, 200, `OK - ${content.length}`);
  return sendText(response, 400, 'This is not what was announced');
}

async function firstPart(request: IncomingMessage, body: Buffer): Promise<Buffer | undefined> {
  const headers = { 'content-type': request.headers['content-type'] ?? '' };
  const form = await new Response(new Uint8Array(body), { headers }).formData();
  for (const part of form.values())
    if (typeof part !== 'string') return Buffer.from(await part.arrayBuffer());
  return undefined;
}

/** Whether it was shared where this person is. */
function sees(office: Office, personId: string, fileId: string): boolean {
  return office.directory.conversations
    .filter(({ memberIds }) => memberIds.includes(personId))
    .some(({ id }) =>
      office.messages.in(id).some(({ files = [] }) => files.some((file) => file.id === fileId)),
    );
}

function send(response: ServerResponse, { content, mimetype, name }: SharedFile): void {
  response.writeHead(200, {
    'content-type': mimetype,
    'content-length': content.length,
    'x-content-type-options': 'nosniff',
    'content-security-policy': 'sandbox',
    'content-disposition': `${mimetype === 'image/png' ? 'inline' : 'attachment'}; filename*=UTF-8''${encodeURIComponent(name)}`,
  });
  response.end(content);
}
