import { mkdirSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { FileStore } from '@tus/file-store';
import { Server } from '@tus/server';
import { z } from 'zod';

const address = z.object({ port: z.number() });

/**
 * DSP and the account service as far as uploads go, around the tus server of the protocol’s own authors. Like the
 * real ones it knows a file from its first byte on, and says when it is whole.
 */
export async function startDsp(folder: string, login: { user: string; password: string }) {
  mkdirSync(folder, { recursive: true });
  const files = new Map<string, { readonly id: string; status: 'UPLOADING' | 'UPLOADED' }>();
  const seen = { patches: 0, bytes: 0, tokens: 0, created: 0, searches: 0 };
  /** What goes wrong next: asked before each call; a number is the status that is answered, `never` no answer. */
  const trouble: { of: (call: string) => number | 'never' | undefined } = { of: () => undefined };
  const valid = new Set<string>(); // of several logins at once each is good

  const tus = new Server({
    path: '/files',
    relativeLocation: true,
    datastore: new FileStore({ directory: folder }),
    async onUploadCreate(_, { id, metadata }) {
      if (metadata === undefined || !valid.has(metadata['jwtToken'] ?? ''))
        throw { status_code: 401, body: 'token' };
      seen.created += 1;
      files.set(`${metadata['submissionID']}/${metadata['name']}`, { id, status: 'UPLOADING' });
      return {};
    },
    async onUploadFinish(_, { id }) {
      for (const file of files.values()) if (file.id === id) file.status = 'UPLOADED';
      return {};
    },
  });

  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://dsp');
    const call = `${request.method} ${url.pathname.split('/')[1]}`;
    const fault = trouble.of(call);
    if (fault === 'never') return;
    if (fault !== undefined) {
      request.resume();
      response.writeHead(fault).end('<html>no</html>');
      return;
    }
    answer(request, response, url);
  });

  function answer(request: IncomingMessage, response: ServerResponse, url: URL): void {
    if (url.pathname === '/auth') {
      const pair = Buffer.from(`${login.user}:${login.password}`).toString('base64');
      if (request.headers.authorization !== `Basic ${pair}`) response.writeHead(401).end();
      else {
        seen.tokens += 1;
        const token = `token-${seen.tokens}.${login.password.length}.x`;
        valid.add(token);
        response.end(token);
      }
      return;
    }
    if (url.pathname === '/api/files/search/by-filename-and-submission') {
      seen.searches += 1;
      if (!valid.has(request.headers.authorization?.replace('Bearer ', '') ?? '')) {
        response.writeHead(401).end();
        return;
      }
      const { searchParams: asked } = url;
      const file = files.get(`${asked.get('submissionId')}/${asked.get('filename')}`);
      if (file === undefined) response.writeHead(404).end();
      else response.end(JSON.stringify({ filename: asked.get('filename'), status: file.status }));
      return;
    }
    if (request.method === 'PATCH') {
      seen.patches += 1;
      seen.bytes += Number(request.headers['content-length']);
    }
    void tus.handle(request, response);
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = address.parse(server.address());
  return {
    url: `http://127.0.0.1:${port}`,
    seen,
    trouble,
    /** As if ten minutes had passed for the service alone. */
    forgetToken: () => {
      valid.clear();
    },
    /** What it has of a file. */
    content(submission: string, name: string): Buffer | undefined {
      const file = files.get(`${submission}/${name}`);
      return file && readFileSync(join(folder, file.id));
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
export type Dsp = Awaited<ReturnType<typeof startDsp>>;
